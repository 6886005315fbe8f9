import type { IncomingMessage, ServerResponse } from 'node:http'
import { nameIn } from './scenario-envelope.js'
import { bodyOf, reply, serve } from './scenario-reply.js'
import type { RestStyle } from './scenario-style.js'

export type Row = Record<string, unknown>

/** What one ServiceFusion account holds; rows have the members of the reference, sections 5.1, 6.1 and 7. */
export interface Office {
  customers: Row[]
  jobs: Row[]
  statuses: string[]
  categories: string[]
}

export interface ServiceFusionServer {
  url: string
  /** Requests by method and list. */
  calls: Map<string, number>
  /** Replaces what it holds; jobs that differ count as updated now. */
  hold(office: Office): void
  jobs(): Row[]
  customers(): Row[]
  stop(): Promise<void>
}

export const serviceFusionClient = { id: 'office-client', secret: 'office-secret', timezone: 'America/Chicago' }

const jobMembers = new Set(
  'check_number priority description tech_notes completion_notes duration time_frame_promised_start time_frame_promised_end start_date end_date customer_name status contact_first_name contact_last_name street_1 street_2 city state_prov postal_code location_name is_gated gate_instructions category source payment_type customer_payment_terms project phase po_number contract note_to_customer called_in_by is_requires_follow_up agents techs_assigned custom_fields equipment tasks notes products services other_charges labor_charges expenses'.split(
    ' ',
  ),
)
const customerMembers = new Set(['customer_name', 'locations', 'contacts', 'custom_fields', 'private_notes', 'public_notes'])
const addressMembers = ['street_1', 'street_2', 'city', 'state_prov', 'postal_code'] as const

/** The account's wall clock, labelled as UTC (reference, section 3.7). */
const localStamp = (moment: number): string => `${new Date(moment - 6 * 3_600_000).toISOString().slice(0, 19)}+00:00`
const longAgo = '2026-01-05T08:00:00+00:00'
const firstNewId = 90_001

const sortedBy = (rows: readonly Row[], sort: string): Row[] => {
  const sign = sort.startsWith('-') ? -1 : 1
  return rows.toSorted((left, right) => sign * (Number(left['id']) - Number(right['id'])))
}

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** A ServiceFusion that shares nothing with the sandbox: it lists, reads and creates as the reference says, in the given style. */
export const startServiceFusion = async (style: RestStyle): Promise<ServiceFusionServer> => {
  const { chance } = style
  let held: Office = { customers: [], jobs: [], statuses: [], categories: [] }
  let isFilled = false
  let nextId = firstNewId
  const calls = new Map<string, number>()

  /** The record with its members in the style's order, and its ids in the style's notation. */
  const dressed = (row: Row): Row => {
    const kept = Object.entries(row).filter(([, value]) => value !== null || style.missing === 'null')
    const ordered = style.order === 'as stored' ? kept : style.order === 'reversed' ? kept.reverse() : chance.shuffled(kept)
    return Object.fromEntries(
      ordered.map(([name, value]) => [name, style.ids === 'text' && typeof value === 'number' && /(^|_)id$/.test(name) ? String(value) : value]),
    )
  }

  const list = (rows: readonly Row[], query: URLSearchParams): Answer => {
    const sorted = sortedBy(rows, query.get('sort') ?? 'id')
    const perPage = Math.min(style.rowsPerPage, Math.max(1, Number(query.get('per-page') ?? 10)))
    const pageCount = Math.ceil(sorted.length / perPage)
    const page = Math.min(Math.max(1, Number(query.get('page') ?? 1)), Math.max(1, pageCount))
    const items = sorted.slice((page - 1) * perPage, page * perPage).map(dressed)
    const totals = { totalCount: sorted.length, pageCount, currentPage: page, perPage }
    const named = (name: string, value: number): [string, string] => [`${style.headers}${name}`, String(value)]
    const headers = Object.fromEntries([
      named('Total-Count', sorted.length),
      named('Page-Count', pageCount),
      named('Current-Page', page),
      named('Per-Page', perPage),
    ])
    if (style.totals === 'body') return { status: 200, body: dressed({ _meta: totals, items, _expandable: [] }) }
    return { status: 200, headers, body: style.totals === 'headers' ? dressed({ items, _expandable: [] }) : items }
  }

  const refused = (field: string, message: string): Answer => ({ status: 422, body: [{ field, message }] })

  const unknownMember = (sent: Row, known: ReadonlySet<string>): string | undefined => Object.keys(sent).find((name) => !known.has(name))

  const createJob = (sent: Row): Answer => {
    const unknown = unknownMember(sent, jobMembers)
    if (unknown !== undefined) return refused(unknown, "invalid field's name")
    const customer = held.customers.find(({ customer_name }) => customer_name === sent['customer_name'])
    if (customer === undefined) return refused('customer_name', 'Customer Name can not be found')
    if (sent['status'] !== undefined && !held.statuses.includes(nameIn(sent['status']))) return refused('status', 'Status can not be found')
    if (sent['category'] !== undefined && !held.categories.includes(nameIn(sent['category']))) return refused('category', 'Category can not be found')
    const id = nextId++
    const now = localStamp(Date.now())
    // An address member that is left out falls back on its own to the customer's primary location (reference, section 5.4).
    const address = Object.fromEntries(addressMembers.map((name) => [name, sent[name] ?? customer[name] ?? null]))
    const { notes: _notes, custom_fields: _fields, ...members } = sent
    const job: Row = {
      id,
      number: String(id),
      status: held.statuses[0] ?? null,
      category: null,
      priority: 'Normal',
      ...members,
      ...address,
      customer_id: customer['id'],
      start_date: null,
      total: 0,
      created_at: now,
      updated_at: now,
      closed_at: null,
    }
    held.jobs.push(job)
    return { status: 201, body: dressed(job) }
  }

  const createCustomer = (sent: Row): Answer => {
    const unknown = unknownMember(sent, customerMembers)
    if (unknown !== undefined) return refused(unknown, "invalid field's name")
    const [location] = (sent['locations'] ?? []) as Row[]
    const customer: Row = {
      id: nextId++,
      customer_name: sent['customer_name'],
      ...Object.fromEntries(addressMembers.map((name) => [name, location?.[name] ?? null])),
    }
    held.customers.push(customer)
    return { status: 201, body: dressed({ id: customer['id'], customer_name: customer['customer_name'], account_number: null }) }
  }

  const jobs = (query: URLSearchParams): Answer => {
    const marker = query.get('filters[po_number]')
    const since = query.get('filters[updated_date][gte]')
    const found = held.jobs.filter(
      ({ po_number, updated_at }) =>
        (marker === null || nameIn(po_number).toLowerCase().includes(marker.toLowerCase())) &&
        (since === null || Date.parse(String(updated_at)) >= Date.parse(since)),
    )
    return list(found, query)
  }

  const customers = (query: URLSearchParams): Answer => {
    const name = query.get('filters[name]')?.toLowerCase()
    return list(
      held.customers
        .filter(({ customer_name }) => name === undefined || String(customer_name).toLowerCase().includes(name))
        .map(({ id, customer_name }) => ({ id, customer_name, parent_customer: null, is_vip: false })),
      query,
    )
  }

  const named = (names: readonly string[], query: URLSearchParams): Answer =>
    list(
      names.map((name, index) => ({ id: 500 + index, code: null, name })),
      query,
    )

  const error = (status: number, name: string): Answer => ({ status, body: { code: status, name, message: name } })

  const route = (method: string, path: string, query: URLSearchParams, sent: Row): Answer => {
    if (method === 'POST' && path === '/v1/jobs') return createJob(sent)
    if (method === 'POST' && path === '/v1/customers') return createCustomer(sent)
    if (method !== 'GET') return error(405, 'Method Not Allowed.')
    if (path === '/v1/me') return { status: 200, body: dressed({ id: 7, first_name: 'Office', last_name: null, email: 'office@example.test' }) }
    if (path === '/v1/jobs') return jobs(query)
    if (path === '/v1/customers') return customers(query)
    if (path === '/v1/job-statuses') return named(held.statuses, query)
    if (path === '/v1/job-categories') return named(held.categories, query)
    return error(404, 'Not Found.')
  }

  const grant = (text: string): Answer => {
    const sent = JSON.parse(text) as Row
    if (sent['client_id'] !== serviceFusionClient.id || sent['client_secret'] !== serviceFusionClient.secret || sent['grant_type'] !== 'client_credentials')
      return { status: 400, body: { error: 'invalid_client', error_description: 'no such client' } }
    return { status: 200, body: dressed({ access_token: 'a-token-of-this-server', expires_in: style.lifetime, token_type: 'Bearer', refresh_token: 'unused' }) }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    const text = await bodyOf(request)
    const isToken = method === 'POST' && pathname === '/oauth/access_token'
    if (!isToken) calls.set(`${method} ${pathname}`, (calls.get(`${method} ${pathname}`) ?? 0) + 1)
    const answer = isToken
      ? grant(text)
      : headers.authorization === 'Bearer a-token-of-this-server'
        ? route(method, pathname, searchParams, text === '' ? {} : (JSON.parse(text) as Row))
        : error(401, 'Unauthorized.')
    await reply(
      response,
      answer.status,
      { 'content-TYPE': 'application/json; charset=UTF-8', ...answer.headers },
      JSON.stringify(answer.body, null, style.indent),
      style.body,
    )
  }

  const { url, stop } = await serve(handle)
  return {
    url,
    calls,
    hold: (office) => {
      const before = new Map(held.jobs.map(({ updated_at, ...job }) => [job['id'], { job, updated_at }]))
      held = structuredClone(office)
      for (const job of held.jobs) {
        const known = before.get(job['id'])
        const { updated_at: _stamp, ...rest } = job
        const isSame = known !== undefined && JSON.stringify(known.job) === JSON.stringify(rest)
        job['updated_at'] = isSame ? known.updated_at : isFilled ? localStamp(Date.now()) : longAgo
      }
      isFilled = true
    },
    jobs: () => structuredClone(held.jobs),
    customers: () => structuredClone(held.customers),
    stop,
  }
}
