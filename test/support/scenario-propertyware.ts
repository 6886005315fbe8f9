import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Bean, type LookUp, nameIn, renderAnswer, renderFault } from './scenario-envelope.js'
import { bodyOf, reply, serve } from './scenario-reply.js'
import { child, decodeBean, type Element, parseXml, Refusal } from './scenario-request.js'
import { type Kind, membersOf, type TypeName, zeroOf } from './scenario-schema.js'
import type { SoapStyle } from './scenario-style.js'

/** What one PropertyWare account holds. Every record has all members of its type; beans of other records are their IDs. */
export interface Account {
  portfolios: Bean[]
  buildings: Bean[]
  units: Bean[]
  leases: Bean[]
  contacts: Bean[]
  vendors: Bean[]
  workOrders: Bean[]
  /** The portfolio of each building, by their IDs: PropertyWare knows it although the wire only shows an abbreviation. */
  portfolioOfBuilding: ReadonlyMap<string, string>
}

export interface PropertyWareServer {
  url: string
  /** Requests by operation. */
  calls: Map<string, number>
  /** Replaces what it holds; records that differ count as modified now. */
  hold(account: Account): void
  workOrders(): Bean[]
  stop(): Promise<void>
}

export const propertyWareLogin = { username: 'office', password: 'open sesame' }

const listOf = (bean: TypeName): Kind => ({ list: { bean } })
type Holder = Exclude<keyof Account, 'portfolioOfBuilding'>
const holders: Partial<Record<TypeName, Holder>> = {
  Portfolio: 'portfolios',
  Building: 'buildings',
  Unit: 'units',
  Lease: 'leases',
  Contact: 'contacts',
  Vendor: 'vendors',
  WorkOrder: 'workOrders',
}

const longAgo = Date.UTC(2026, 0, 1)

/** A PropertyWare that shares nothing with the sandbox: it reads and writes work orders as the reference says, in the given style. */
export const startPropertyWare = async (style: SoapStyle): Promise<PropertyWareServer> => {
  let held: Account = { portfolios: [], buildings: [], units: [], leases: [], contacts: [], vendors: [], workOrders: [], portfolioOfBuilding: new Map() }
  let isFilled = false
  const modified = new Map<string, number>()
  const calls = new Map<string, number>()

  const find = (type: TypeName, id: unknown): Bean | undefined => {
    const holder = holders[type]
    return holder === undefined ? undefined : held[holder].find((record) => record['ID'] === id)
  }
  const strangers = new Map<string, Bean>()
  /** A reference to a record that does not exist (any more) still has its ID. */
  const lookUp: LookUp = (type, id) => {
    const found = find(type, id) ?? strangers.get(`${type} ${id}`)
    if (found !== undefined) return found
    const stranger = { ID: id }
    strangers.set(`${type} ${id}`, stranger)
    return stranger
  }

  const criteria = (request: Element): ((name: string) => string | undefined) => {
    const sent = child(request, 'criteria')
    return (name) => {
      const value = child(sent, name)
      return value === undefined || value.nil ? undefined : value.text
    }
  }

  const page = (type: TypeName, records: readonly Bean[], request: Element): { kind: Kind; value: unknown } => {
    const asked = criteria(request)
    const since = Date.parse(asked('lastModifiedOnOrAfter') ?? '')
    const recent = records.filter((record) => Number.isNaN(since) || (modified.get(`${type} ${String(record['ID'])}`) ?? longAgo) >= since)
    const sorted =
      asked('orderByNewestFirst') === 'true'
        ? recent.toSorted((left, right) => Date.parse(String(right['createdDate'])) - Date.parse(String(left['createdDate'])))
        : recent
    const number = Number(asked('pageNumber') ?? 0)
    if (number < 1) throw new Refusal('pageNumber is required')
    const pages = Math.max(1, Math.ceil(sorted.length / style.rowsPerPage))
    const wanted = number > pages && style.pastTheEnd === 'last page again' ? pages : number
    const rows = sorted.slice((wanted - 1) * style.rowsPerPage, wanted * style.rowsPerPage)
    return { kind: listOf(type), value: rows.length === 0 && style.pastTheEnd === 'nil' ? null : rows }
  }

  const getWorkOrder = (request: Element): { kind: Kind; value: unknown } => {
    const asked = criteria(request)
    const ids = child(child(request, 'criteria'), 'ids')?.children.map(({ text }) => text)
    const number = asked('workOrderNumber')
    const found = held.workOrders.find((record) => (number === undefined ? ids?.includes(String(record['ID'])) : String(record['number']) === number))
    return { kind: { bean: 'WorkOrder' }, value: found ?? null }
  }

  const locationOf = (workOrder: Bean): string => {
    const [portfolio, building] = [find('Portfolio', workOrder['portfolio']), find('Building', workOrder['building'])]
    return `${nameIn(portfolio?.['abbreviation'])} | ${nameIn(building?.['abbreviation'])}`
  }

  /** Replaces the whole record: what is not sent is gone (reference, section 1.7). */
  const updateWorkOrder = (request: Element): { kind: Kind; value: unknown } => {
    const element = child(request, 'workOrder')
    const sent = element === undefined ? {} : decodeBean('WorkOrder', element)
    const stored = find('WorkOrder', sent['ID'])
    if (stored === undefined) throw new Refusal('Work order not found')
    const record: Bean = {}
    for (const [name, { kind, primitive }] of membersOf('WorkOrder')) {
      const value = sent[name] ?? (primitive ? zeroOf(kind) : null)
      record[name] = typeof kind === 'object' && 'bean' in kind && value !== null ? ((value as Bean)['ID'] ?? null) : value
    }
    for (const name of ['number', 'createdDate', 'notes', 'documents']) record[name] = stored[name]
    record['source'] ??= 'None'
    record['customFields'] = (stored['customFields'] as Bean[]).map((field) => {
      const wished = (record['customFields'] as Bean[] | null)?.find(({ fieldName }) => fieldName === field['fieldName'])
      return wished === undefined ? field : { ...field, value: wished['value'] ?? null }
    })
    if (stored['location'] !== null && record['location'] !== locationOf(record)) throw new Refusal('Location is invalid')
    if (record['approved'] === true && record['approvedDate'] === null) throw new Refusal('Approved Date is required')
    if (record['approved'] === false) Object.assign(record, { approvedBy: null, approvedDate: null, approvalComment: null })
    Object.assign(stored, record)
    modified.set(`WorkOrder ${String(stored['ID'])}`, Date.now())
    return { kind: { bean: 'WorkOrder' }, value: stored }
  }

  const operations: Readonly<Record<string, (request: Element) => { kind: Kind; value: unknown }>> = {
    echoString: (request) => ({ kind: 'string', value: child(request, 'arg')?.text ?? null }),
    getCurrentUser: () => ({ kind: { bean: 'User' }, value: { ID: '6000000009', orgId: '600000001', userTimeZoneId: 'America/Chicago' } }),
    getAllPortfolios: () => ({ kind: listOf('Portfolio'), value: held.portfolios }),
    getVendors: () => ({ kind: listOf('Vendor'), value: held.vendors }),
    getBuildings: (request) => page('Building', held.buildings, request),
    getBuildingsForPortfolio: (request) => {
      const portfolio = child(request, 'portfolioID')?.text
      return { kind: listOf('Building'), value: held.buildings.filter(({ ID }) => held.portfolioOfBuilding.get(String(ID)) === portfolio) }
    },
    getUnits: (request) => page('Unit', held.units, request),
    getLeases: (request) => page('Lease', held.leases, request),
    getContacts: (request) => page('Contact', held.contacts, request),
    getWorkOrders: (request) => page('WorkOrder', held.workOrders, request),
    getWorkOrder,
    updateWorkOrder,
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const expected = `Basic ${Buffer.from(`${propertyWareLogin.username}:${propertyWareLogin.password}`).toString('base64')}`
    if (request.headers.authorization !== expected) return reply(response, 401, { [style.headers]: 'text/html' }, '<html><body>401 Unauthorized</body></html>')
    const call = child(parseXml(await bodyOf(request)), 'Body')?.children[0]
    const name = call?.name ?? ''
    calls.set(name, (calls.get(name) ?? 0) + 1)
    try {
      const operation = operations[name]
      if (call === undefined || operation === undefined) throw new Refusal(`No such operation '${name}'`)
      const { kind, value } = operation(call)
      const { contentType, body } = renderAnswer(name, kind, value, style, lookUp)
      return await reply(response, 200, { [style.headers]: contentType }, body, style.body)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { contentType, body } = renderFault(error.message, style)
      return reply(response, 500, { [style.headers]: contentType }, body, style.body)
    }
  }

  const { url, stop } = await serve(answer)
  return {
    url: `${url}/pw/services/PWServices`,
    calls,
    hold: (account) => {
      for (const [type, holder] of Object.entries(holders) as [TypeName, Holder][])
        for (const record of account[holder]) {
          const before = find(type, record['ID'])
          if (before !== undefined && JSON.stringify(before) === JSON.stringify(record)) continue
          modified.set(`${type} ${String(record['ID'])}`, isFilled ? Date.now() : longAgo)
        }
      held = structuredClone(account)
      isFilled = true
      strangers.clear()
    },
    workOrders: () => structuredClone(held.workOrders),
    stop,
  }
}
