import { readFileSync } from 'node:fs'
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import sax from 'sax'
import { generateAccount } from '../../src/sandbox/account/generate.js'
import type { Account } from '../../src/sandbox/account/types.js'
import type { JournalEntry, Kernel, Simulator } from '../../src/sandbox/kernel.js'
import { createPropertyWareSimulator, propertyWarePath, type PropertyWareOptions } from '../../src/sandbox/propertyware/simulator.js'

const now = new Date('2031-03-03T12:00:00Z')

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Server {
  url: string
  account: Account
  simulator: Simulator
  journal: JournalEntry[]
  counted: string[]
  /** Faults that strike at every chance. */
  faults: Set<string>
  clock: { now: Date }
  /** Sends an envelope around `<ser:operation>inner</ser:operation>`. */
  call(operation: string, inner?: string, headers?: Record<string, string>): Promise<Answer>
  send(body: string, options?: { method?: string; path?: string; headers?: Record<string, string>; agent?: Agent }): Promise<Answer>
  close(): Promise<void>
}

export const login = { username: 'bridge', password: 'sesame' }
const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`

/** A seeded source that needs no sandbox code: a plain linear congruential generator. */
const randomOf = (): (() => number) => {
  let state = 7
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

export const envelope = (operation: string, inner: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
  ' xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:pw="urn:PWServices"' +
  ` xmlns:ser="http://service.web.propertyware.realpage.com"><soapenv:Body><ser:${operation}>${inner}</ser:${operation}></soapenv:Body></soapenv:Envelope>`

const exchange = async (url: URL, method: string, headers: Record<string, string>, body: string, agent: Agent | undefined): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...(agent === undefined ? {} : { agent }) }, (response: IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** A simulator behind a real HTTP server on the loopback. */
export const startPropertyWare = async (
  options: Partial<PropertyWareOptions> & { workOrders?: number; seed?: string; replay?: readonly JournalEntry[] } = {},
): Promise<Server> => {
  const { workOrders = 250, seed = 'test', replay = [], ...behaviour } = options
  const account = generateAccount({ seed, workOrders, portfolios: 12, now })
  const journal: JournalEntry[] = []
  const counted: string[] = []
  const faults = new Set<string>()
  const clock = { now }
  const kernel: Kernel = {
    seed,
    clock: { now: () => clock.now, advance: (ms) => void (clock.now = new Date(clock.now.getTime() + ms)) },
    faults: { isOn: (name) => faults.has(name), strikes: (name) => faults.has(name) },
    // Through JSON, as a journal on disk goes.
    record: (entry) => void journal.push(JSON.parse(JSON.stringify(entry)) as JournalEntry),
    count: (_system, operation, mutating) => void counted.push(mutating ? `${operation}!` : operation),
    random: randomOf,
    latency: async () => Promise.resolve(),
  }
  const simulator = createPropertyWareSimulator(kernel, account, { ...login, ...behaviour })
  for (const entry of replay) simulator.replay(entry)
  const server = createServer((incoming, response) => {
    simulator.handle(incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${propertyWarePath}`

  const send: Server['send'] = async (body, { method = 'POST', path = '', headers = {}, agent } = {}) =>
    exchange(new URL(url + path), method, { authorization, 'content-type': 'text/xml; charset=utf-8', soapaction: '""', ...headers }, body, agent)

  return {
    url,
    account,
    simulator,
    journal,
    counted,
    faults,
    clock,
    send,
    call: async (operation, inner = '', headers = {}) => send(envelope(operation, inner), { headers }),
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface Node {
  name: string
  attributes: Record<string, string>
  children: Node[]
  text: string
}

/** Parses an answer with nothing but sax: no code of the simulator or of the client takes part. Prefixes stay as they are. */
export const parseAnswer = (xml: string): Node => {
  const parser = sax.parser(true)
  const root: Node = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const append = (text: string): void => {
    const node = open.at(-1)
    if (node !== undefined) node.text += text
  }
  Object.assign(parser, {
    onopentag(tag: sax.Tag) {
      const node: Node = { name: tag.name, attributes: tag.attributes, children: [], text: '' }
      open.at(-1)?.children.push(node)
      open.push(node)
    },
    onclosetag: () => open.pop(),
    ontext: append,
    oncdata: append,
    onerror: (error: Error) => {
      throw error
    },
  })
  parser.write(xml).close()
  return root.children[0] ?? root
}

export const bodyOf = (answer: Answer): Node => {
  const body = parseAnswer(answer.text).children.find((child) => child.name === 'soapenv:Body')
  if (body === undefined) throw new Error('the answer has no body')
  return body
}

/** A record as the wire tells it: text, null for nil, absent members missing, arrays as arrays. Follows hrefs; a shared node gives one shared record. */
export type Wire = string | null | Wire[] | WireRecord
export interface WireRecord {
  [member: string]: Wire
}

export const readReturn = (answer: Answer): Wire => {
  const body = bodyOf(answer)
  const byId = new Map(body.children.map((child) => [`#${child.attributes['id'] ?? ''}`, child]))
  const known = new Map<Node, WireRecord>()
  const read = (sent: Node): Wire => {
    const href = sent.attributes['href']
    const node = href === undefined ? sent : byId.get(href)
    if (node === undefined) throw new Error(`nothing has the id ${href ?? ''}`)
    if (node.attributes['xsi:nil'] === 'true') return null
    const type = node.attributes['xsi:type'] ?? ''
    if (type === 'soapenc:Array') return node.children.map(read)
    if (type.startsWith('xsd:')) return node.text
    const before = known.get(node)
    if (before !== undefined) return before
    const record: WireRecord = {}
    known.set(node, record)
    for (const child of node.children) record[child.name] = read(child)
    return record
  }
  const part = body.children[0]?.children[0]
  if (part === undefined) throw new Error('the answer has no return part')
  return read(part)
}

/** A scalar's text; '' for anything else. */
export const textOf = (value: Wire | undefined): string => (typeof value === 'string' ? value : '')

/** A member that must be a record. */
export const recordIn = (parent: Wire | undefined, member: string): WireRecord => {
  const value = parent === null || typeof parent !== 'object' || Array.isArray(parent) ? undefined : parent[member]
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error(`${member} is no record`)
  return value
}

/** A member that must be a list. */
export const listIn = (parent: Wire | undefined, member: string): Wire[] => {
  const value = parent === null || typeof parent !== 'object' || Array.isArray(parent) ? undefined : parent[member]
  if (!Array.isArray(value)) throw new Error(`${member} is no list`)
  return value
}

export const records = (answer: Answer): WireRecord[] => readReturn(answer) as WireRecord[]
export const record = (answer: Answer): WireRecord => readReturn(answer) as WireRecord
export const faultOf = (answer: Answer): string => {
  const fault = bodyOf(answer).children[0]
  return fault?.children.find((child) => child.name === 'faultstring')?.text ?? ''
}

export const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/propertyware/${name}`, import.meta.url), 'utf8')
