import { generateAccount } from '../../src/sandbox/account/generate.js'
import type { Account } from '../../src/sandbox/account/types.js'
import { createFaults } from '../../src/sandbox/faults.js'
import type { JournalEntry, Kernel } from '../../src/sandbox/kernel.js'
import { startLoopbackServer } from '../../src/sandbox/loopback-server.js'
import { createRandom } from '../../src/sandbox/random.js'
import { createServiceFusionSimulator, type ServiceFusionOptions } from '../../src/sandbox/servicefusion/simulator.js'

export interface ServerOptions extends Partial<Omit<ServiceFusionOptions, 'anchor'>> {
  workOrders?: number
  faults?: readonly string[]
  faultRate?: number
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  body: { [name: string]: unknown } & { items: Record<string, unknown>[] }
  /** `_meta` of a list. */
  meta: Record<string, number>
}

/** The moment at which the standing clock of these tests begins: a summer noon in Chicago. */
export const anchor = new Date('2030-07-15T17:00:00Z')

/** The ServiceFusion simulator alone, over HTTP, with a clock that stands still until it is moved. */
export const startServiceFusion = async ({ workOrders = 200, faults: names = [], faultRate = 1, ...settings }: ServerOptions = {}) => {
  const random = createRandom('test')
  const faults = createFaults(random, names, faultRate)
  const journal: JournalEntry[] = []
  let now = anchor.getTime()
  const kernel: Kernel = {
    seed: 'test',
    clock: {
      now: () => new Date(now),
      advance: (ms) => {
        now += ms
      },
    },
    faults,
    record: (entry) => {
      journal.push(structuredClone(entry))
    },
    count: () => undefined,
    random,
    latency: async () => undefined,
  }
  const account: Account = generateAccount({ seed: 'test', workOrders, portfolios: 5, now: anchor })
  const make = () => createServiceFusionSimulator(kernel, account, { requestsPerMinute: 100_000, ...settings, anchor })
  const simulator = make()
  const server = await startLoopbackServer(async (request, response) => simulator.handle(request, response), 0)

  const request = async (
    method: string,
    path: string,
    init: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Answer> => {
    const body = init.body === undefined || typeof init.body === 'string' ? init.body : JSON.stringify(init.body)
    const response = await fetch(`${server.origin}${path}`, {
      method,
      headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
      ...(body === undefined ? {} : { body }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const parsed = (isJson && text !== '' ? JSON.parse(text) : {}) as Answer['body']
    return { status: response.status, headers: response.headers, text, body: parsed, meta: (parsed['_meta'] ?? {}) as Answer['meta'] }
  }
  const issueToken = async (): Promise<string> => {
    const body = { grant_type: 'client_credentials', client_id: 'sandbox-client', client_secret: 'sandbox-client-secret' }
    return String((await request('POST', '/oauth/access_token', { body })).body['access_token'])
  }
  const token = await issueToken()
  const authorized = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, accept: 'application/json', ...headers })

  return {
    origin: server.origin,
    account,
    simulator,
    faults,
    journal,
    request,
    issueToken,
    advance: (ms: number) => kernel.clock.advance(ms),
    get: async (path: string) => request('GET', path, { headers: authorized() }),
    post: async (path: string, body: unknown, headers: Record<string, string> = {}) => request('POST', path, { body, headers: authorized(headers) }),
    send: async (method: string, path: string, body?: unknown, signal?: AbortSignal) =>
      request(method, path, { headers: authorized(), ...(body === undefined ? {} : { body }), ...(signal === undefined ? {} : { signal }) }),
    /** A second process: a simulator made afresh, with the journal replayed. */
    reborn: () => {
      const other = make()
      for (const entry of journal) other.replay(structuredClone(entry))
      return other
    },
    stop: server.stop,
  }
}
