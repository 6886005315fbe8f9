import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxServerOptions } from '../commands/app.js'
import type { Defaults, Remotes } from '../config/config.js'
import { secret } from '../config/secret.js'
import { PwsfError } from '../core/errors.js'
import type { RunningSandbox, SandboxOptions } from '../sandbox/sandbox.js'

/** The global sandbox flags, by key. */
export interface SandboxFlags {
  sandboxReset?: boolean
  sandboxRealLimits?: boolean
  seed?: string
  workOrders?: number
  portfolios?: number
  latency?: number
  faults?: string[]
}

const folder = '.pwsf-sandbox'
const warehouseFile = `./${folder}/warehouse.db`
const realRequestsPerMinute = 60
/** Lets the default run end in well under a minute. */
const fastRequestsPerMinute = 3000

/** The generated accounts have more records that need a person than a healthy real one, so more of them are tolerated. */
export const sandboxDefaults: Defaults = { databasePath: warehouseFile, timezone: 'America/Chicago', maxErrorRate: 0.1 }

export const fileExists = (path: string): boolean => existsSync(path)

/** Forgets the sandbox's warehouse and the simulators' state, and nothing else that may be in the folder. */
export const resetSandbox = (): void => {
  const warehouse = ['', '-wal', '-shm', '.lock', '.lock-wal', '.lock-shm', '.lock-journal', '.shared', '.shared-journal'].map(
    (end) => `${warehouseFile}${end}`,
  )
  for (const path of [...warehouse, join(folder, 'sandbox.json'), join(folder, 'journal.jsonl')]) rmSync(path, { force: true })
}

/** What the kept account was made from, so that a second command need not repeat the flags of the first. */
const keptOrigin = (): Pick<SandboxFlags, 'seed' | 'workOrders' | 'portfolios'> => {
  try {
    const { seed, workOrders, portfolios } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8')) as Required<SandboxFlags>
    return { seed, workOrders, portfolios }
  } catch {
    return {} // none yet, or one that the sandbox itself will complain about
  }
}

const accountOptions = ({ seed, workOrders, portfolios, latency, faults }: SandboxFlags): SandboxOptions => ({
  ...(seed === undefined ? {} : { seed }),
  ...(workOrders === undefined ? {} : { workOrders }),
  ...(portfolios === undefined ? {} : { portfolios }),
  ...(latency === undefined ? {} : { latencyMs: latency }),
  ...(faults === undefined ? {} : { faults }),
})

const start = async (options: SandboxOptions): Promise<RunningSandbox> => {
  const { startSandbox } = await import('../sandbox/sandbox.js')
  try {
    return await startSandbox(options)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new PwsfError('usage', message, { cause, next: 'Correct the flag, or start over with --sandbox-reset.' })
  }
}

/** The in-process sandbox of `--sandbox`, with its accounts as pwsf needs them. */
export const startInFolder = async (flags: SandboxFlags): Promise<{ remotes: Remotes; timezone: string; requestsPerMinute: number; stop(): Promise<void> }> => {
  mkdirSync(folder, { recursive: true })
  const requestsPerMinute = flags.sandboxRealLimits ? realRequestsPerMinute : fastRequestsPerMinute
  const running = await start({
    ...accountOptions({ ...keptOrigin(), ...flags }),
    folder,
    requestsPerMinute,
  })
  const { credentials, propertyWareUrl, serviceFusionUrl, timezone } = running
  const { pwUsername, pwPassword, sfClientId, sfClientSecret } = credentials
  return {
    remotes: {
      propertyware: { url: propertyWareUrl, username: pwUsername, password: secret(pwPassword) },
      servicefusion: { url: serviceFusionUrl, clientId: sfClientId, clientSecret: secret(sfClientSecret) },
    },
    timezone,
    requestsPerMinute,
    stop: () => running.stop(),
  }
}

/** The servers of `pwsf sandbox`. */
export const startServers = async (flags: SandboxFlags, options: SandboxServerOptions): Promise<RunningSandbox> =>
  start({
    ...accountOptions(flags),
    folder: options.folder ?? null,
    reset: flags.sandboxReset ?? false,
    requestsPerMinute: options.requestsPerMinute,
    ports: options.ports,
    ...(options.pageSize === undefined ? {} : { propertyware: { pageSize: options.pageSize } }),
    ...(options.truthFile === undefined ? {} : { truthFile: options.truthFile }),
  })
