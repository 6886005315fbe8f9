import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anchor, type Answer, type ServerOptions, startServiceFusion } from '../support/servicefusion-server.js'

type Server = Awaited<ReturnType<typeof startServiceFusion>>

let server: Server
let customer: string

beforeAll(async () => {
  server = await startServiceFusion({ workOrders: 600 })
  customer = String((await server.get('/v1/customers')).body.items[0]?.['customer_name'])
})
afterAll(async () => server.stop())

const withServer = async (options: ServerOptions, work: (own: Server, customer: string) => Promise<void>): Promise<void> => {
  const own = await startServiceFusion({ workOrders: 60, ...options })
  try {
    await work(own, String((await own.get('/v1/customers')).body.items[0]?.['customer_name']))
  } finally {
    await own.stop()
  }
}
const ids = (answer: Answer): unknown[] => answer.body.items.map(({ id }) => id)
const names = async (path: string, member: string): Promise<unknown[]> => (await server.get(`${path}?per-page=50`)).body.items.map((item) => item[member])
const rowsOf = (record: Record<string, unknown> | undefined, section: string): Record<string, unknown>[] => record?.[section] as Record<string, unknown>[]
const fieldsOf422 = (answer: Answer): unknown => (answer.body as unknown as { field: string }[]).map(({ field }) => field)

describe('tokens', () => {
  const credentials = { client_id: 'sandbox-client', client_secret: 'sandbox-client-secret' }

  it('are issued for JSON and form bodies, and expire', async () =>
    withServer({ tokenLifetime: 60 }, async (own) => {
      const form = new URLSearchParams({ grant_type: 'client_credentials', ...credentials }).toString()
      const answer = await own.request('POST', '/oauth/access_token', { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 60 })
      const authorization = `Bearer ${String(answer.body['access_token'])}`
      expect((await own.request('GET', '/v1/me', { headers: { authorization } })).status).toBe(200)
      expect((await own.request('GET', `/v1/me?access_token=${String(answer.body['access_token'])}`)).status).toBe(200)
      own.advance(60_000)
      const late = await own.request('GET', '/v1/me', { headers: { authorization } })
      expect(late.status).toBe(401)
      expect(late.body).toEqual({ code: 401, name: 'Unauthorized', message: expect.any(String) as string })
    }))

  it('refresh once only', async () => {
    const issued = await server.request('POST', '/oauth/access_token', { body: { grant_type: 'client_credentials', ...credentials } })
    const body = { grant_type: 'refresh_token', refresh_token: issued.body['refresh_token'] }
    expect((await server.request('POST', '/oauth/access_token', { body })).status).toBe(200)
    const spent = await server.request('POST', '/oauth/access_token', { body })
    expect(spent.status).toBe(400)
    expect(spent.body).toEqual({ error: 'invalid_grant', error_description: expect.any(String) as string })
  })
})

describe('lists', () => {
  it('hold ten rows, take per-page with a hyphen only, and clamp it', async () => {
    const sizes = await Promise.all(
      ['', '?per_page=50', '?per-page=3', '?per-page=500', '?per-page=0', '?per-page=many'].map(
        async (query) => (await server.get(`/v1/job-statuses${query}`)).meta['perPage'],
      ),
    )
    expect(sizes).toEqual([10, 10, 3, 50, 1, 10])
  })

  it('answer a page past the end with the last one, in the body and in the headers', async () => {
    const last = await server.get('/v1/job-statuses?per-page=5&page=4')
    const beyond = await server.get('/v1/job-statuses?per-page=5&page=99')
    expect(beyond.body).toEqual(last.body)
    expect(beyond.meta).toEqual({ totalCount: 16, pageCount: 4, currentPage: 4, perPage: 5 })
    expect(beyond.headers.get('x-pagination-current-page')).toBe('4')
    expect(beyond.headers.get('x-pagination-total-count')).toBe('16')
    expect((await server.get('/v1/job-statuses?page=0')).meta['currentPage']).toBe(1)
  })

  it('sort by id unless told otherwise, and by several keys', async () => {
    const plain = ids(await server.get('/v1/jobs?per-page=50'))
    expect(plain).toEqual([...plain].sort((a, b) => Number(a) - Number(b)))
    expect(ids(await server.get('/v1/jobs?per-page=50&sort=-id'))).toEqual([...plain].reverse())
    const rows = (await server.get('/v1/jobs?per-page=50&sort=-status,id')).body.items.map(({ status, id }) => `${String(status)} ${String(id)}`)
    const byHand = (await server.get('/v1/jobs?per-page=50')).body.items
    byHand.sort((a, b) => (String(b['status']).toLowerCase() < String(a['status']).toLowerCase() ? -1 : a['status'] === b['status'] ? 0 : 1))
    expect(rows).toEqual(byHand.map(({ status, id }) => `${String(status)} ${String(id)}`))
  })

  it('lose and repeat rows between pages that are sorted by a key that is not unique', async () => {
    const walk = async (sort: string): Promise<Set<unknown>> => {
      const { pageCount = 0 } = (await server.get(`/v1/jobs?per-page=3&sort=${sort}`)).meta
      const pages = await Promise.all(Array.from({ length: pageCount }, async (_, index) => server.get(`/v1/jobs?per-page=3&sort=${sort}&page=${index + 1}`)))
      return new Set(pages.flatMap(ids))
    }
    const total = (await server.get('/v1/jobs')).meta['totalCount']
    expect((await walk('priority,duration,id')).size).toBe(total)
    expect((await walk('duration')).size).toBeLessThan(total ?? 0)
  })

  it('show the fields that are asked for, expand what is known and ignore other names', async () => {
    const answer = await server.get('/v1/jobs?per-page=1&fields=id,po_number,nonsense&expand=notes,gossip&q=x&filters[colour]=red')
    expect(Object.keys(answer.body.items[0]!)).toEqual(['id', 'po_number', 'notes'])
    expect(answer.meta['totalCount']).toBe((await server.get('/v1/jobs')).meta['totalCount'])
  })

  it('filter by part or by whole, by lists and by ranges', async () => {
    const { body } = await server.post('/v1/jobs', {
      customer_name: customer,
      po_number: 'PW-0099001-X',
      status: 'Dispatched',
      city: 'Sampleton',
      postal_code: '75001-1234',
      start_date: '2030-08-01',
      street_1: '12 Filter Way',
    })
    const found = async (query: string): Promise<boolean> => ids(await server.get(`/v1/jobs?per-page=50&${query}`)).includes(body['id'])
    expect(await found('filters[po_number]=PW-0099001-X')).toBe(true)
    expect(await found('filters%5Bpo_number%5D=PW-0099001-X')).toBe(true)
    expect(await found('filters[po_number]=099001')).toBe(true)
    expect(await found('filters[po_number]=PW-0099001')).toBe(true)
    expect(await found('filters[po_number]=PW-9900-X')).toBe(false)
    expect(await found('filters[status]=Dispatched,Completed')).toBe(true)
    expect(await found('filters[status]=Dispatch')).toBe(false)
    expect(await found('filters[address]=filter')).toBe(true)
    expect(await found('filters[city]=Sample')).toBe(false)
    expect(await found('filters[zip_code]=75001-1234')).toBe(true)
    expect(await found(`filters[customer_name]=${encodeURIComponent(customer.slice(2, 9))}`)).toBe(true)
    expect(await found('filters[start_date][gte]=2030-08-01&filters[start_date][lte]=2030-08-01')).toBe(true)
    expect(await found('filters[start_date][gte]=2030-08-02')).toBe(false)
    // An unencoded plus sign arrives as a blank, and the bound cannot be read.
    expect((await server.get('/v1/jobs?filters[updated_date][gte]=2030-08-01T00:00:00+00:00')).status).toBe(400)
  })

  it('filter customers by [name]; [customer_name] is unknown there and ignored', async () => {
    const all = (await server.get('/v1/customers')).meta['totalCount']
    const wanted = encodeURIComponent(customer)
    expect((await server.get(`/v1/customers?filters[customer_name]=${wanted}`)).meta['totalCount']).toBe(all)
    const found = (await server.get(`/v1/customers?filters[name]=${wanted}`)).body.items.map((item) => item['customer_name'])
    expect(found).toEqual([customer, `${customer} West`])
  })
})

describe('a new job', () => {
  it('falls back to the primary location of the customer, member by member', async () => {
    const [first] = (await server.get('/v1/customers?expand=locations&per-page=1')).body.items
    const primary = rowsOf(first, 'locations')[0]
    const none = (await server.post('/v1/jobs', { customer_name: customer })).body
    expect(none).toMatchObject({
      street_1: primary?.['street_1'],
      city: primary?.['city'],
      postal_code: primary?.['postal_code'],
      location_name: primary?.['nickname'],
    })
    const mixed = (await server.post('/v1/jobs', { customer_name: customer, street_1: '9 Elsewhere Rd', postal_code: '' })).body
    expect(mixed).toMatchObject({ street_1: '9 Elsewhere Rd', city: primary?.['city'], postal_code: '' })
  })

  it('can treat empty text as absent', async () =>
    withServer({ emptyAddressFallsBack: true }, async (own, name) => {
      const [first] = (await own.get('/v1/customers?expand=locations&per-page=1')).body.items
      const job = (await own.post('/v1/jobs', { customer_name: name, street_1: '9 Elsewhere Rd', city: '' })).body
      expect(job['city']).toBe(rowsOf(first, 'locations')[0]?.['city'])
    }))

  it('takes the customer by exact name or by id, and nothing else', async () => {
    const [first] = (await server.get('/v1/customers?per-page=1')).body.items
    for (const reference of [first?.['id'], String(first?.['id']), ` ${customer} `]) {
      expect((await server.post('/v1/jobs', { customer_name: reference })).body['customer_id']).toBe(first?.['id'])
    }
    for (const reference of [`${customer}:`, customer.slice(0, -1), 12, ''])
      expect((await server.post('/v1/jobs', { customer_name: reference })).status).toBe(422)
    const missing = await server.post('/v1/jobs', { customer_name: 'Nobody' })
    expect(missing.body).toEqual([{ field: 'customer_name', message: 'Customer Name can not be found' }])
  })

  it('creates nothing when anything is wrong, and says all of it', async () => {
    const before = (await server.get('/v1/jobs')).meta['totalCount']
    const wrong = {
      customer_name: customer,
      customer_id: 1,
      number: '7',
      visits: [],
      priority: 'Urgent',
      time_frame_promised_start: '8 am',
      start_date: '2030-02-30',
      techs_assigned: [{ id: 1018500300, nickname: 'x' }],
      notes: [{}],
    }
    expect(fieldsOf422(await server.post('/v1/jobs', wrong))).toEqual(
      expect.arrayContaining([
        'customer_id',
        'number',
        'visits',
        'priority',
        'time_frame_promised_start',
        'start_date',
        'techs_assigned.0.nickname',
        'notes.0.notes',
      ]),
    )
    const unknown = {
      customer_name: customer,
      status: 'Nope',
      category: 'Nope',
      source: 'Nope',
      payment_type: 'Nope',
      techs_assigned: [{ id: 5 }],
      custom_fields: [{ name: 'Nope', value: 1 }],
    }
    expect(fieldsOf422(await server.post('/v1/jobs', unknown))).toEqual(
      expect.arrayContaining(['status', 'category', 'source', 'payment_type', 'techs_assigned.0', 'custom_fields.0.name']),
    )
    expect((await server.get('/v1/jobs')).meta['totalCount']).toBe(before)
  })

  it('has ten digits, its id as number, trimmed text and times on the grid', async () => {
    const job = (
      await server.post('/v1/jobs', {
        customer_name: customer,
        po_number: '  PW-0099002-X ',
        description: ' a\r\nb ',
        time_frame_promised_start: '08:08',
        duration: 3629,
      })
    ).body
    expect(String(job['id'])).toMatch(/^\d{10}$/)
    expect(job).toMatchObject({
      number: String(job['id']),
      po_number: 'PW-0099002-X',
      description: 'a\r\nb',
      time_frame_promised_start: '08:15',
      duration: 3600,
      status: 'Unscheduled',
      priority: 'Normal',
    })
  })

  it('makes a contact of a new name on the customer, once', async () => {
    const contacts = async (): Promise<string[]> => {
      const [first] = (await server.get('/v1/customers?expand=contacts&per-page=1')).body.items
      return rowsOf(first, 'contacts').map(({ fname, lname }) => `${String(fname)} ${String(lname)}`)
    }
    const before = await contacts()
    for (let i = 0; i < 2; i += 1) await server.post('/v1/jobs', { customer_name: customer, contact_first_name: 'Robin', contact_last_name: 'Tenantly' })
    expect(await contacts()).toEqual([...before, 'Robin Tenantly'])
    const job = (await server.post('/v1/jobs', { customer_name: customer })).body
    expect(`${String(job['contact_first_name'])} ${String(job['contact_last_name'])}`).toBe(before[0])
  })

  it('shows all configured custom fields and the notes when expanded', async () => {
    const job = (
      await server.post('/v1/jobs?expand=custom_fields,notes', {
        customer_name: customer,
        custom_fields: [{ name: 'PW Work Order', value: '17' }],
        notes: [{ notes: 'n' }],
      })
    ).body
    const fields = Object.fromEntries((job['custom_fields'] as Record<string, unknown>[]).map(({ name, value }) => [name, value]))
    expect(fields).toEqual({ 'PW Work Order': '17', 'Permission To Enter': null, 'Trip Count': 0, 'Warranty Until': null, 'Before Photos Taken': false })
    expect(job['notes']).toMatchObject([{ notes: 'n' }])
  })

  it('cannot be changed or deleted', async () => {
    const { body } = await server.post('/v1/jobs', { customer_name: customer })
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await server.send(method, `/v1/jobs/${String(body['id'])}`, { status: 'Completed' })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET')
    }
  })
})

describe('a new customer', () => {
  it('needs a name and dashed phones', async () => {
    const refused = await server.post('/v1/customers', {
      contacts: [{ fname: 'A', lname: 'B', phone: '1', phones: [{ phone: '(555) 010-0123' }] }],
      locations: [{ street: '1 Way' }],
    })
    expect(fieldsOf422(refused)).toEqual(['customer_name', 'contacts.0.phone', 'contacts.0.phones.0.phone', 'locations.0.street', 'locations.0.street_1'])
    const made = await server.post('/v1/customers?expand=contacts.phones', {
      customer_name: 'Dash & Co.',
      contacts: [{ fname: 'A', lname: 'B', phones: [{ phone: '555-010-0123' }] }],
    })
    expect(made.body).toMatchObject({ customer_name: 'Dash & Co.', contacts: [{ is_primary: true, phones: [{ phone: '555-010-0123' }] }] })
    expect((await server.post('/v1/jobs', { customer_name: 'Dash & Co.' })).status).toBe(201)
  })
})

describe('clocks', () => {
  it('label local time as UTC, except where a payment was received', async () => {
    const job = (await server.post('/v1/jobs', { customer_name: customer })).body
    expect(anchor.toISOString()).toBe('2030-07-15T17:00:00.000Z')
    expect(job['created_at']).toBe('2030-07-15T12:00:00+00:00')
    const paid = (await server.get('/v1/jobs?expand=payments,invoices&filters[status]=Paid in Full')).body.items[0]
    const [payment] = rowsOf(paid, 'payments')
    expect(Date.parse(String(payment?.['received_on'])) - Date.parse(String(payment?.['created_at']))).toBe(5 * 3_600_000)
    expect(paid?.['invoices']).toHaveLength(1)
  })

  it('compare bounds with the shown stamp, or with the true moment when so set', async () => {
    const totals = async (own: Server): Promise<(number | undefined)[]> =>
      Promise.all(
        ['2030-07-15T11:59:00Z', '2030-07-15T12:01:00Z', '2030-07-15T16:59:00Z', '2030-07-15T17:01:00Z'].map(
          async (bound) => (await own.get(`/v1/jobs?filters[updated_date][gte]=${bound}&filters[po_number]=PW-0099003-X`)).meta['totalCount'],
        ),
      )
    await withServer({}, async (own, name) => {
      await own.post('/v1/jobs', { customer_name: name, po_number: 'PW-0099003-X' })
      expect(await totals(own)).toEqual([1, 0, 0, 0])
    })
    await withServer({ dateBounds: 'true' }, async (own, name) => {
      await own.post('/v1/jobs', { customer_name: name, po_number: 'PW-0099003-X' })
      expect(await totals(own)).toEqual([1, 1, 1, 0])
    })
  })
})

describe('the rate limit', () => {
  it('is told on every answer, slides, and counts per token', async () =>
    withServer({ requestsPerMinute: 3 }, async (own) => {
      // The helper has spent one request on the customers.
      const second = await own.get('/v1/me')
      own.advance(30_000)
      expect((await own.get('/v1/nothing')).headers.get('x-rate-limit-remaining')).toBe('0')
      const refused = await own.post('/v1/jobs', { customer_name: 'x' })
      expect(refused.status).toBe(429)
      expect(refused.headers.get('x-rate-limit-limit')).toBe('3')
      expect(refused.headers.get('retry-after')).toBeNull()
      expect(Number(refused.headers.get('x-rate-limit-reset'))).toBe(anchor.getTime() / 1000 + 60)
      expect(second.headers.get('x-rate-limit-remaining')).toBe('1')
      const other = await own.issueToken()
      expect((await own.request('GET', '/v1/me', { headers: { authorization: `Bearer ${other}` } })).status).toBe(200)
      own.advance(30_000)
      expect((await own.get('/v1/me')).headers.get('x-rate-limit-remaining')).toBe('1')
    }))

  it('can tell the delay and a Retry-After', async () =>
    withServer({ requestsPerMinute: 1, rateLimitReset: 'delay', retryAfter: true }, async (own) => {
      own.advance(15_000)
      const refused = await own.get('/v1/me')
      expect([refused.status, refused.headers.get('x-rate-limit-reset'), refused.headers.get('retry-after')]).toEqual([429, '45', '45'])
    }))
})

describe('the account', () => {
  it('has a customer for every portfolio but one, and the lists of an office', async () => {
    const customers = await names('/v1/customers', 'customer_name')
    const missing = server.account.portfolios.filter(({ name }) => !customers.includes(name.trim()))
    expect(missing).toHaveLength(1)
    expect(await names('/v1/job-statuses', 'name')).toEqual(expect.arrayContaining(['Unscheduled', 'On Site', 'Cancelled', '4. Waiting For Parts']))
    const fold = (text: unknown): string =>
      String(text)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
    const categories = new Set((await names('/v1/job-categories', 'name')).map(fold))
    const used = [...new Set(server.account.workOrders.map(({ category }) => fold(category)))]
    expect(used.filter((category) => !categories.has(category))).toEqual(['carpetsteamclean'])
  })

  it('has jobs of an earlier bridge for some open work orders, each with its own marker', async () => {
    const own = await startServiceFusion({ workOrders: 3000 })
    try {
      const markers = own.simulator.jobs().flatMap(({ po_number }) => (/^PW-\d{7,}-X$/.test(String(po_number)) ? [String(po_number)] : []))
      const open = own.account.workOrders.filter(({ status }) => status === 'Open').map(({ number }) => `PW-${String(number).padStart(7, '0')}-X`)
      expect(markers.every((marker) => open.includes(marker))).toBe(true)
      expect(new Set(markers).size).toBe(markers.length)
      expect(markers.length / open.length).toBeGreaterThan(0.005)
      expect(markers.length / open.length).toBeLessThan(0.04)
      expect(own.simulator.duplicateMarkers()).toEqual([])
    } finally {
      await own.stop()
    }
  })

  it('is the same for the same seed', async () =>
    withServer({ workOrders: 600 }, async (own) => {
      const other = await startServiceFusion({ workOrders: 600 })
      expect(other.simulator.jobs()).toEqual(own.simulator.jobs())
      await other.stop()
    }))
})

describe('people in the web page', () => {
  it('create, edit and remove jobs, rename customers and invent statuses, and a second process sees it all', async () =>
    withServer({}, async (own, name) => {
      const { id } = own.simulator.edit({ action: 'create-job', job: { customer_name: name, po_number: 'PW-0099004-X' } }) as { id: number }
      own.simulator.edit({ action: 'add-status', name: 'Rejected' })
      own.advance(60_000)
      own.simulator.edit({ action: 'edit-job', id, set: { status: 'Rejected', number: 'A-17', street_1: '1 New Way' } })
      expect((await own.get(`/v1/jobs/${id}`)).body).toMatchObject({
        number: 'A-17',
        street_1: '1 New Way',
        status: 'Rejected',
        closed_at: null,
        updated_at: '2030-07-15T12:01:00+00:00',
      })
      own.simulator.edit({ action: 'edit-job', number: 'A-17', set: { status: 'Job Closed', closed_at: '2030-07-15T20:00:00Z' } })
      expect((await own.get(`/v1/jobs/${id}`)).body).toMatchObject({ closed_at: '2030-07-15T15:00:00+00:00' })
      own.simulator.edit({ action: 'create-job', job: { customer_name: name, po_number: 'PW-0099005-X' } })
      own.simulator.edit({ action: 'edit-job', id, set: { po_number: 'PW-0099005-X' } })
      expect(own.simulator.duplicateMarkers()).toEqual(['PW-0099005-X'])
      expect((await own.get('/v1/jobs?filters[po_number]=PW-0099005-X')).meta['totalCount']).toBe(2)
      expect((await own.get('/v1/jobs?filters[po_number]=PW-0099004-X')).meta['totalCount']).toBe(0)
      own.simulator.edit({ action: 'rename-customer', name, to: 'Renamed Homes' })
      expect((await own.get(`/v1/jobs/${id}`)).body['customer_name']).toBe('Renamed Homes')
      own.simulator.edit({ action: 'add-customer', name: 'Later Homes' })
      const removed = (await own.get('/v1/jobs')).body.items[0]
      own.simulator.edit({ action: 'remove-job', id: removed?.['id'] })
      await own.post('/v1/jobs', { customer_name: 'Later Homes', contact_first_name: 'New', contact_last_name: 'Person' })
      expect(own.reborn().jobs()).toEqual(own.simulator.jobs())
    }))

  it('are told what is wrong', () => {
    const edit = (command: Record<string, unknown>) => () => server.simulator.edit(command)
    expect(edit({ action: 'edit-job', id: 1, set: {} })).toThrow('there is no job')
    expect(edit({ action: 'edit-job', po_number: 'PW', set: { id: 4 } })).toThrow("a job's id cannot be edited")
    expect(edit({ action: 'edit-job', po_number: 'PW', set: { status: 'Nope' } })).toThrow('"Nope" can not be found')
    expect(edit({ action: 'edit-job', po_number: 'PW', set: { closed_at: 'soon' } })).toThrow('closed_at must be an instant')
    expect(edit({ action: 'create-job', job: { customer_name: 'Nobody' } })).toThrow('customer_name: Customer Name can not be found')
    expect(edit({ action: 'add-status', name: 'Scheduled' })).toThrow('already')
    expect(edit({ action: 'rename-customer', name: 'Nobody', to: 'x' })).toThrow('exact name')
  })
})

describe('what is not offered', () => {
  it('XML is refused, unknown paths are HTML', async () => {
    const xml = await server.request('GET', '/v1/me', { headers: { authorization: `Bearer ${await server.issueToken()}`, accept: 'application/xml' } })
    expect(xml.status).toBe(406)
    expect((await server.get('/v1/me?format=xml')).status).toBe(406)
    const unknown = await server.get('/v1/payments')
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
  })
})
