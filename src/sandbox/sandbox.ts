import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { generateAccount } from './account/generate.js'
import { describeTruth } from './account/truth.js'
import { createClock } from './clock.js'
import { handleControl, type SandboxControls } from './control.js'
import { type Counters, createCounters } from './counters.js'
import { createFaults } from './faults.js'
import { openFolder } from './folder.js'
import type { JournalEntry, Kernel, SandboxClock, Simulator } from './kernel.js'
import { type LoopbackServer, startLoopbackServer } from './loopback-server.js'
import type { PropertyWareOptions } from './propertyware/options.js'
import { createPropertyWareSimulator } from './propertyware/simulator.js'
import { createRandom } from './random.js'
import { defaultSettings, type ServiceFusionSettings } from './servicefusion/settings.js'
import { createServiceFusionSimulator } from './servicefusion/simulator.js'

export interface SandboxOptions {
  /** What the account is generated from; the same seed, sizes and moment give the same account. */
  seed?: string
  workOrders?: number
  portfolios?: number
  /** Delay of every answer. */
  latencyMs?: number
  /** Names out of `knownFaults`. */
  faults?: readonly string[]
  /** Share (0..1) of chances in which a fault that is an event strikes. */
  faultRate?: number
  /** ServiceFusion's limit per token. */
  requestsPerMinute?: number
  propertyware?: Partial<PropertyWareOptions>
  servicefusion?: Partial<ServiceFusionSettings>
  /** Where the account's changes are kept for the next process; null: nowhere. */
  folder?: string | null
  /** Forgets what the folder holds. */
  reset?: boolean
  /** What the sandbox's clock shows at the start; missing: the machine's time, or where a kept clock stands by now. */
  now?: Date
  /** 0 or missing: any free port. */
  ports?: { propertyware?: number; servicefusion?: number; control?: number }
  /** Where to write the ground truth about wrong unit ids. */
  truthFile?: string
}

export interface RunningSandbox {
  /** Of the SOAP service. */
  propertyWareUrl: string
  /** The bare host: the token endpoint and `/v1` are below it. */
  serviceFusionUrl: string
  controlUrl: string
  credentials: { pwUsername: string; pwPassword: string; sfClientId: string; sfClientSecret: string }
  /** Zone of the ServiceFusion account. */
  timezone: string
  /** The `PWSF_` settings that make pwsf use this sandbox. */
  settings: Record<string, string>
  counters(): Counters & { duplicateMarkers: string[] }
  setFaults(names: readonly string[], rate?: number): void
  /** Moves the sandbox's clock forward. */
  advance(ms: number): void
  /** "As a person would in the web page". */
  edit(system: 'propertyware' | 'servicefusion', command: Record<string, unknown>): unknown
  /** Closes the three servers and every open connection. */
  stop(): Promise<void>
}

const propertyWareLogin = { username: 'operator@example.com', password: 'sandbox-password' }

/**
 * Starts simulators of both systems on 127.0.0.1, with a control endpoint beside them. Throws Error on an unknown fault, on a folder that
 * holds another account, and when a port is taken.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<RunningSandbox> => {
  const { seed = 'pwsf', workOrders = 1000, portfolios = 12 } = options
  const random = createRandom(seed)
  const faults = createFaults(random, options.faults ?? [], options.faultRate ?? 0.1)
  const { kept, journal } = openFolder({
    folder: options.folder ?? null,
    reset: options.reset ?? false,
    origin: { seed, workOrders, portfolios },
    now: options.now,
  })
  const clock = createClock(kept.clockOffsetMs)
  const counters = createCounters()
  const kernel: Kernel = {
    seed,
    clock,
    faults,
    record: journal.append,
    count: counters.count,
    random,
    // Requests are worked on right after this wait, so it is here that the changes of another process on the same folder are taken in.
    latency: async () => {
      await delay(options.latencyMs ?? 0)
      catchUp()
    },
  }

  const anchor = new Date(kept.anchor)
  const account = generateAccount({ seed, workOrders, portfolios, now: anchor })
  const truth = describeTruth(account)
  if (options.truthFile !== undefined) writeFileSync(options.truthFile, `${JSON.stringify(truth, null, 2)}\n`)
  const limit = options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute }
  const servicefusion = createServiceFusionSimulator(kernel, account, { ...options.servicefusion, ...limit, anchor })
  const propertyware = createPropertyWareSimulator(kernel, account, { ...propertyWareLogin, ...options.propertyware })
  const simulators: Record<string, Simulator> = { propertyware, servicefusion }

  const catchUp = (): void => {
    for (const entry of journal.arrived()) replay(entry, simulators, clock)
  }
  catchUp()
  if (options.now !== undefined) clock.advance(options.now.getTime() - clock.now().getTime())

  const controls: SandboxControls = {
    counters: () => ({ ...counters.read(), duplicateMarkers: servicefusion.duplicateMarkers() }),
    resetCounters: counters.reset,
    setFaults: (names, rate) => {
      faults.set(names, rate)
      return faults.state()
    },
    advance: (ms) => {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new Error('the clock moves forward by a whole number of milliseconds')
      kernel.record({ system: 'clock', type: 'advanced', at: clock.now().toISOString(), data: { ms } })
      clock.advance(ms)
      return clock.now().toISOString()
    },
    edit: (system, command) => {
      const simulator = Object.hasOwn(simulators, system) ? simulators[system] : undefined
      if (simulator === undefined) throw new Error(`unknown system ${system}; known: propertyware, servicefusion`)
      catchUp()
      return simulator.edit(command)
    },
    jobs: servicefusion.jobs,
    truth: () => truth,
  }

  const serve = (system: 'propertyware' | 'servicefusion') => async (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => counters.countAnswer(system, response.statusCode))
    await simulators[system]?.handle(request, response)
  }
  const control = async (request: IncomingMessage, response: ServerResponse) => {
    catchUp()
    await handleControl(controls)(request, response)
  }

  const servers: LoopbackServer[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
    journal.close()
  }
  const start = async (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>, port = 0): Promise<string> => {
    const server = await startLoopbackServer(handle, port)
    servers.push(server)
    return server.origin
  }
  try {
    const propertyWareUrl = `${await start(serve('propertyware'), options.ports?.propertyware)}/pw/services/PWServices`
    const serviceFusionUrl = await start(serve('servicefusion'), options.ports?.servicefusion)
    const controlUrl = await start(control, options.ports?.control)
    return { ...describe({ propertyWareUrl, serviceFusionUrl, controlUrl }, options), ...controls, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const delay = async (ms: number): Promise<void> => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

const replay = (entry: JournalEntry, simulators: Readonly<Record<string, Simulator>>, clock: SandboxClock): void => {
  if (entry.system === 'clock') clock.advance((entry.data as { ms: number }).ms)
  else simulators[entry.system]?.replay(entry)
}

const describe = (
  urls: Pick<RunningSandbox, 'propertyWareUrl' | 'serviceFusionUrl' | 'controlUrl'>,
  { propertyware, servicefusion }: SandboxOptions,
): Omit<RunningSandbox, 'counters' | 'setFaults' | 'advance' | 'edit' | 'stop'> => {
  const { clientId, clientSecret, timeZone } = { ...defaultSettings, ...servicefusion }
  const { username, password } = { ...propertyWareLogin, ...propertyware }
  return {
    ...urls,
    credentials: { pwUsername: username, pwPassword: password, sfClientId: clientId, sfClientSecret: clientSecret },
    timezone: timeZone,
    settings: {
      PWSF_PW_URL: urls.propertyWareUrl,
      PWSF_PW_USERNAME: username,
      PWSF_PW_PASSWORD: password,
      PWSF_SF_URL: urls.serviceFusionUrl,
      PWSF_SF_CLIENT_ID: clientId,
      PWSF_SF_CLIENT_SECRET: clientSecret,
      PWSF_TIMEZONE: timeZone,
    },
  }
}
