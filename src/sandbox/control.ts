import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Counters } from './counters.js'

/** What can be done to a running sandbox from outside. */
export interface SandboxControls {
  counters: () => Counters & { duplicateMarkers: string[] }
  resetCounters: () => void
  setFaults: (names: readonly string[], rate?: number) => { names: string[]; rate: number }
  /** Moves the sandbox's clock forward. Throws Error when `ms` is not a whole number of at least 0. */
  advance: (ms: number) => string
  edit: (system: string, command: Record<string, unknown>) => unknown
  jobs: () => unknown
  truth: () => unknown
}

interface Answer {
  status: number
  body: unknown
}

type Body = Record<string, unknown>

const largestBody = 1024 * 1024

const reads: Record<string, (controls: SandboxControls) => unknown> = {
  '/counters': (controls) => controls.counters(),
  '/jobs': (controls) => controls.jobs(),
  '/truth': (controls) => controls.truth(),
}

const writes: Record<string, (controls: SandboxControls, body: Body) => unknown> = {
  '/faults': (controls, { names, rate }) => {
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) throw new Error('names must be an array of fault names')
    if (rate !== undefined && typeof rate !== 'number') throw new Error('rate must be a number from 0 to 1')
    return controls.setFaults(names, rate)
  },
  '/advance': (controls, { ms }) => {
    if (typeof ms !== 'number') throw new Error('ms must be a number')
    return { now: controls.advance(ms) }
  },
  '/edit': (controls, { system, command }) => {
    if (typeof system !== 'string') throw new Error('system must be propertyware or servicefusion')
    if (command === null || typeof command !== 'object' || Array.isArray(command)) throw new Error('command must be an object')
    return { result: controls.edit(system, command as Body) ?? null }
  },
  '/reset-counters': (controls) => {
    controls.resetCounters()
    return { ok: true }
  },
}

/** The control endpoint: JSON in and out, `{ "error": "..." }` with a 4xx on a mistake. */
export const handleControl =
  (controls: SandboxControls) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await answer(controls, request)
    const text = JSON.stringify(body)
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }).end(text)
  }

const answer = async (controls: SandboxControls, request: IncomingMessage): Promise<Answer> => {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const isRead = Object.hasOwn(reads, path)
  if (!isRead && !Object.hasOwn(writes, path)) return mistake(404, `no such path; known: ${[...Object.keys(reads), ...Object.keys(writes)].join(', ')}`)
  const method = isRead ? 'GET' : 'POST'
  if (request.method !== method) return mistake(405, `${path} takes ${method}`)
  if (isRead) return { status: 200, body: reads[path]?.(controls) }

  const body = parse(await readAll(request))
  if (body === undefined) return mistake(400, 'the body must be a JSON object')
  try {
    return { status: 200, body: writes[path]?.(controls, body) }
  } catch (error) {
    return mistake(422, error instanceof Error ? error.message : String(error))
  }
}

const mistake = (status: number, error: string): Answer => ({ status, body: { error } })

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= largestBody) chunks.push(chunk)
  }
  return size > largestBody ? '' : Buffer.concat(chunks).toString('utf8')
}

/** No body at all is an empty object. */
const parse = (text: string): Body | undefined => {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Body) : undefined
  } catch {
    return undefined
  }
}
