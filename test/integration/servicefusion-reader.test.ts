import { afterEach, describe, expect, test } from 'vitest'
import { instant } from '../../src/core/model/instant.js'
import { fixture, type Handler, listBody, sendJson, sendPage } from '../support/servicefusion-loopback.js'
import { credentials, openSession, type Session } from '../support/servicefusion-session.js'

let sessions: Session[] = []
const open = async (...args: Parameters<typeof openSession>) => {
  const session = await openSession(...args)
  sessions.push(session)
  return session
}
afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()))
  sessions = []
})

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    sendJson(response, status, body, headers)

/** The first handlers answer the first requests, the last one all that follow. */
const inTurn =
  (...handlers: Handler[]): Handler =>
  (request, response, number) =>
    handlers[Math.min(number, handlers.length) - 1]!(request, response, number)

const rowsOf = (count: number, make: (number: number) => Record<string, unknown>) => Array.from({ length: count }, (_, index) => make(index + 1))

describe('a page of jobs', () => {
  test('is asked for by the documented names and read with the clock of the account', async () => {
    const { reader, server } = await open(answering(200, fixture('jobs-page.json')))
    const page = await reader.jobs({ page: 1 })

    const [request] = server.received
    expect(request!.path).toBe('/v1/jobs')
    expect([...request!.query]).toEqual([
      ['page', '1'],
      ['per-page', '50'],
      ['sort', 'id'],
    ])
    expect(request!.headers).toMatchObject({ authorization: 'Bearer token-1', accept: 'application/json', connection: 'close' })

    expect(page).toMatchObject({ page: 1, pageCount: 1, totalCount: 3, rejects: [] })
    expect(page.records[0]).toEqual({
      id: '81003',
      number: '81003',
      poNumber: 'PW-0001001-X',
      status: 'Unscheduled',
      customerId: '70001',
      customerName: 'Example Property Group',
      category: 'Plumbing',
      priority: 'Normal',
      description: 'Kitchen sink drains slowly',
      street1: '480 Example Court',
      street2: 'Unit 2B',
      city: 'Sampleton',
      state: 'TX',
      postalCode: '75000',
      locationName: 'Building A',
      startDate: '2030-02-06',
      totalCents: 24_050,
      createdAt: '2030-02-04T15:15:00.000Z',
      updatedAt: '2030-02-04T15:15:00.000Z',
      closedAt: null,
    })
    expect(page.records[1]).toMatchObject({ number: 'A-17', poNumber: 'PW-0001002-X ', totalCents: 351, startDate: null, closedAt: '2030-07-09T20:20:00.000Z' })
    expect(page.records[2]).toMatchObject({
      id: '1000000102',
      poNumber: null,
      customerId: null,
      street2: '',
      closedAt: null,
      startDate: null,
      locationName: null,
    })
  })

  test('changedSince is widened by 26 hours', async () => {
    const { reader, server } = await open(answering(200, listBody([])))
    await reader.jobs({ page: 3, changedSince: instant('2030-02-03T02:30:15.999Z') })
    expect(server.received[0]!.query.get('filters[updated_date][gte]')).toBe('2030-02-02T00:30:15+00:00')
    expect(server.received[0]!.query.get('page')).toBe('3')
  })

  test('ids beyond 2^53 stay exact, numbers may be text, text may be numbers, members may be missing', async () => {
    const body = `{"items":[
      {"id":9007199254740993,"customer_id":"9007199254740995","number":12345678901234567890,"total":"1.005","description":"id 9007199254740993 \\" 9007199254740993"},
      {"id":"42"}],
      "_meta":{"totalCount":"2","pageCount":"1","currentPage":"1","perPage":"50"},"extra":{"nested":[null]}}`
    const { reader } = await open(answering(200, body))
    const page = await reader.jobs({ page: 1 })
    expect(page.records).toEqual([
      {
        id: '9007199254740993',
        customerId: '9007199254740995',
        number: '12345678901234567890',
        totalCents: 101,
        description: 'id 9007199254740993 " 9007199254740993',
      },
      { id: '42' },
    ])
    expect(page.totalCount).toBe(2)
  })

  test('totals come from the headers when the body has none', async () => {
    const headers = { 'x-pagination-total-count': '51', 'X-PAGINATION-PAGE-COUNT': '2', 'x-Pagination-current-page': '2', 'x-pagination-per-page': '50' }
    const { reader } = await open(answering(200, { items: [{ id: 1 }] }, headers))
    expect(await reader.jobs({ page: 2 })).toMatchObject({ page: 2, pageCount: 2, totalCount: 51 })
  })

  test.each([
    ['no list', { message: 'hello' }],
    ['no totals', { items: [] }],
    ['totals that are no numbers', listBody([], { totalCount: -1 })],
  ])('an answer with %s is not believed', async (_, body) => {
    const { reader } = await open(answering(200, body))
    await expect(reader.jobs({ page: 1 })).rejects.toMatchObject({ kind: 'untrusted' })
  })

  test('a bad record is a reject with its reason, scrubbed; the others go on', async () => {
    const bad = {
      id: 7,
      created_at: 'yesterday',
      description: 'Call 555-010-0123 or tenant@example.com, card 4111 1111 1111 1111, see https://example.com/s?sig=abc',
      contact_first_name: 'Site',
      po_number: 'PW-0001001-X',
      street_1: { phone: '555-010-0123', line: 'x' },
      payments: [{ transaction_token: 'secret' }],
    }
    const { reader } = await open(answering(200, listBody([{ id: 6 }, bad, 'nonsense', { id: 1.5 }])))
    const page = await reader.jobs({ page: 1 })
    expect(page.records.map((job) => job.id)).toEqual(['6'])
    expect(page.rejects.map((reject) => reject.key.length)).toEqual([1, 64, 64])
    expect(page.rejects[0]).toMatchObject({ key: '7', reason: 'street_1: expected text' })
    expect(JSON.parse(page.rejects[0]!.raw)).toEqual({
      id: 7,
      created_at: 'yesterday',
      description: 'Call [phone] or [e-mail], card [digits], see [link]',
      po_number: 'PW-0001001-X',
      street_1: { line: 'x' },
    })
    expect(page.rejects[1]!.raw).not.toContain('nonsense')
  })
})

describe('looking a job up by its marker', () => {
  const marker = 'PW-0001001-X'

  test('all pages are read, only whole matches count, blanks around are forgiven', async () => {
    const rows = rowsOf(23, (number) => ({ id: number, po_number: number % 11 === 0 ? `${marker} ` : `x${marker.toLowerCase()}` }))
    const { reader, server } = await open((request, response) => sendPage(response, request.query, rows, 10))
    const found = await reader.findJobs(marker)
    expect(found.map((job) => job.id)).toEqual(['11', '22'])
    expect(server.received.map((request) => request.query.get('page'))).toEqual(['1', '2', '3'])
    expect(Object.fromEntries(server.received[0]!.query)).toEqual({ 'filters[po_number]': marker, sort: '-id', 'per-page': '50', page: '1' })
  })

  test('nothing found is an empty list', async () => {
    const { reader } = await open((request, response) => sendPage(response, request.query, []))
    expect(await reader.findJobs(marker)).toEqual([])
  })

  test.each([
    [
      'an ignored filter',
      [
        { id: 1, po_number: marker },
        { id: 2, po_number: null },
      ],
      {},
    ],
    ['a row that cannot be read', [{ id: 1, po_number: marker, total: [] }], {}],
    ['fewer rows than stated', [{ id: 1, po_number: marker }], { totalCount: 2 }],
    [
      'a row that came twice',
      [
        { id: 1, po_number: marker },
        { id: 1, po_number: marker },
      ],
      {},
    ],
  ])('%s is not believed', async (_, items, meta) => {
    const { reader } = await open(answering(200, listBody(items, meta)))
    await expect(reader.findJobs(marker)).rejects.toMatchObject({ kind: 'untrusted' })
  })

  test('an ignored filter is noticed on the first page of many', async () => {
    const rows = rowsOf(5_000, (number) => ({ id: number, po_number: null }))
    const { reader, server } = await open((request, response) => sendPage(response, request.query, rows))
    await expect(reader.findJobs(marker)).rejects.toThrow(/filter was ignored/)
    expect(server.received).toHaveLength(1)
  })

  test('a page that repeats is not believed', async () => {
    const rows = rowsOf(60, (number) => ({ id: number, po_number: marker }))
    const { reader } = await open((_, response) => sendPage(response, new URLSearchParams({ page: '1', 'per-page': '50' }), rows))
    await expect(reader.findJobs(marker)).rejects.toMatchObject({ kind: 'untrusted' })
  })

  test('a failed look-up throws, it never says "none"', async () => {
    const { reader, server } = await open(answering(500, fixture('error-500.json')))
    await expect(reader.findJobs(marker)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(server.received).toHaveLength(4)
  })
})

describe('customers', () => {
  test('are listed', async () => {
    const { reader } = await open(answering(200, fixture('customers-page.json')))
    expect((await reader.customers(1)).records).toEqual([
      { id: '70001', name: 'Example Property Group' },
      { id: '70002', name: 'Example Property Group West' },
    ])
  })

  test('are found by their exact name', async () => {
    const { reader, server } = await open(answering(200, fixture('customers-page.json')))
    expect(await reader.findCustomers('Example Property Group')).toEqual([{ id: '70001', name: 'Example Property Group' }])
    expect(server.received[0]!.query.get('filters[name]')).toBe('Example Property Group')
  })

  test('accents, case and wildcards of the filter are no reason for distrust', async () => {
    const { reader } = await open(answering(200, listBody([{ id: 1, customer_name: 'CAFÉ  50 percent' }])))
    expect(await reader.findCustomers('cafe 50_p%t')).toEqual([])
  })

  test('an ignored filter is not believed, and the name is not in the error', async () => {
    const { reader } = await open(answering(200, fixture('customers-page.json')))
    const failure = await reader.findCustomers('Somebody Else').catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'untrusted' })
    expect(String(failure)).not.toContain('Somebody')
  })
})

describe('look-up lists', () => {
  test('statuses and categories come whole; one without a name does not exist', async () => {
    const { reader } = await open((request, response) => sendJson(response, 200, fixture(`${request.path.slice('/v1/'.length)}-page.json`)))
    expect(await reader.jobStatuses()).toEqual([
      { id: '1', name: 'Unscheduled', category: 'OPEN_UNSCHEDULED' },
      { id: '6', name: 'On Site', category: 'OPEN_ACTIVE' },
      { id: '31', name: '4. Waiting For Parts', category: null },
    ])
    expect(await reader.jobCategories()).toEqual([
      { id: '11', name: 'Plumbing' },
      { id: '12', name: 'HVAC' },
    ])
  })

  test('a list that did not add up is walked once more', async () => {
    const short = answering(200, listBody([{ id: 1, name: 'One' }], { totalCount: 2 }))
    const full = answering(
      200,
      listBody([
        { id: 1, name: 'One' },
        { id: 2, name: 'Two' },
      ]),
    )
    const { reader } = await open(inTurn(short, full))
    expect(await reader.jobStatuses()).toHaveLength(2)

    const never = await open(short)
    await expect(never.reader.jobStatuses()).rejects.toThrow(/incomplete: it states 2 rows and gave 1/)
    expect(never.server.received).toHaveLength(2)
  })
})

test('check names the user of the token', async () => {
  const { reader, server } = await open(answering(200, fixture('me.json')))
  expect(await reader.check()).toEqual({ userId: '12' })
  expect(server.received[0]!.path).toBe('/v1/me')
  expect(reader.can).toEqual({ changeJobs: false, deleteJobs: false })
})

describe('reads are repeated', () => {
  const good = answering(200, fixture('me.json'))
  const broken: [string, Handler][] = [
    ['500', answering(500, fixture('error-500.json'))],
    ['503 as HTML', answering(503, '<html><body>upstream</body></html>')],
    ['408', answering(408, '')],
    ['404 with an HTML page', answering(404, '<!DOCTYPE html><html></html>')],
    ['200 with an HTML page', answering(200, '<!DOCTYPE html><html></html>')],
    ['204', (_, response) => response.writeHead(204).end()],
    ['truncated JSON', answering(200, '{"id": 1, "na')],
    [
      'a body that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"id":')
        setTimeout(() => response.destroy(), 20)
      },
    ],
    ['a connection that breaks off', (_, response) => response.destroy()],
    ['429', answering(429, fixture('error-429.json'), { 'retry-after': '7' })],
  ]

  test.each(broken)('after %s', async (_, handler) => {
    const session = await open(inTurn(handler, handler, good))
    expect(await session.reader.check()).toEqual({ userId: '12' })
    expect(session.requests()).toBe(3)
    expect(session.budget().used).toBeLessThanOrEqual(3)
    expect(session.logged).toHaveLength(2)
  })

  test('after silence', async () => {
    const session = await open(
      inTurn(() => undefined, good),
      { timeoutMs: 150 },
    )
    expect(await session.reader.check()).toEqual({ userId: '12' })
  })

  test('with growing waits, and then given up', async () => {
    const session = await open(answering(502, 'bad gateway'))
    await expect(session.reader.check()).rejects.toThrow('ServiceFusion answered GET /v1/me with 502: bad gateway')
    expect(session.time.slept).toEqual([500, 1000, 2000])
    expect(session.requests()).toBe(4)
  })

  test('429 waits as long as asked, and ends as rate-limit', async () => {
    const session = await open(answering(429, fixture('error-429.json'), { 'retry-after': '7' }))
    await expect(session.reader.check()).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 7_000 })
    expect(new Set(session.time.slept)).toEqual(new Set([7_000]))
  })

  test('but not what was refused for good', async () => {
    const session = await open(answering(422, fixture('error-422.json')))
    const failure = await session.reader.jobs({ page: 1 }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'rejected', context: { status: 422 } })
    expect(String(failure)).toContain("customer_name: Customer Name can not be found; contact_name: invalid field's name")
    expect(session.requests()).toBe(1)
  })

  test.each([
    [403, 'auth', fixture('error-401.json'), /403: Your request was made with invalid credentials/],
    [404, 'rejected', fixture('error-404.json'), /404: The requested record does not exist\.$/],
    [400, 'rejected', 'y'.repeat(5_000), /y{199}…$/],
    [301, 'config', '', /elsewhere/],
  ])('%i is %s', async (status, kind, body, message) => {
    const session = await open(answering(status, body, status === 301 ? { location: 'http://127.0.0.1:1/' } : {}))
    const failure = await session.reader.check().catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(message) as string })
    expect(session.requests()).toBe(1)
  })
})

describe('the token', () => {
  const good = answering(200, fixture('me.json'))

  test('is asked for once by many, in JSON, and kept', async () => {
    const session = await open(good)
    await Promise.all(rowsOf(10, () => ({})).map(() => session.reader.check()))
    await session.reader.check()
    expect(session.server.tokenRequests).toHaveLength(1)
    const [request] = session.server.tokenRequests
    expect(request!.headers['content-type']).toBe('application/json')
    expect(JSON.parse(request!.body)).toEqual({ grant_type: 'client_credentials', client_id: credentials.clientId, client_secret: credentials.clientSecret })
    expect(session.requests()).toBe(11)
  })

  test.each([['3600'], [3600]])('is renewed a minute before it expires (%j)', async (expiresIn) => {
    const session = await open(good, { onToken: (_, response, number) => sendJson(response, 200, { access_token: `t${number}`, expires_in: expiresIn }) })
    await session.reader.check()
    session.time.advance(3_530_000)
    await session.reader.check()
    expect(session.server.tokenRequests).toHaveLength(1)
    session.time.advance(20_000)
    await session.reader.check()
    expect(session.server.received.map((request) => request.headers.authorization)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2'])
  })

  test('that was refused is replaced once', async () => {
    const expired = answering(401, fixture('error-401.json'))
    const session = await open(inTurn(expired, good))
    expect(await session.reader.check()).toEqual({ userId: '12' })
    expect(session.server.received.map((request) => request.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])

    const never = await open(expired)
    await expect(never.reader.check()).rejects.toMatchObject({ kind: 'auth' })
    expect(never.requests()).toBe(2)
  })

  test('refused credentials are told at once, without the secret', async () => {
    const session = await open(good, {
      onToken: (_, response) => sendJson(response, 400, [{ error: 'invalid_client', error_description: `no client for ${credentials.clientSecret}` }]),
    })
    const failure = await session.reader.check().catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'auth', message: expect.stringContaining('invalid_client: no client for [secret]') as string })
    expect(session.server.tokenRequests).toHaveLength(1)
    expect(session.requests()).toBe(0)
    expect(session.budget().used).toBe(0)
  })

  test('is asked for again after a fault', async () => {
    const session = await open(good, {
      onToken: (_, response, number) => (number < 3 ? sendJson(response, 503, 'busy') : sendJson(response, 200, fixture('token.json'))),
    })
    expect(await session.reader.check()).toEqual({ userId: '12' })
    expect(session.server.received[0]!.headers.authorization).toBe('Bearer example-access-token')
  })

  test('an HTML page in its place points at the URL', async () => {
    const session = await open(good, { onToken: (_, response) => sendJson(response, 404, '<html></html>') })
    await expect(session.reader.check()).rejects.toMatchObject({ kind: 'config', next: 'Check PWSF_SF_URL.' })
  })

  test('is in no log and no error, even when the server repeats it', async () => {
    const session = await open((request, response) => sendJson(response, 500, { message: `bad ${request.headers.authorization}` }))
    const failure = await session.reader.check().catch((error: unknown) => error)
    expect(String(failure)).toContain('bad Bearer [secret]')
    expect(session.logged.join() + JSON.stringify(failure)).not.toMatch(/token-1|example-secret-value/)

    const refused = await open((request, response) => sendJson(response, 401, { message: `bad ${request.headers.authorization}` }))
    await expect(refused.reader.check()).rejects.toThrow('bad Bearer [secret]')
    expect(refused.logged.join()).not.toContain('token-1')
  })
})

describe('stopping', () => {
  test('a call under way ends as interrupted', async () => {
    const stop = new AbortController()
    const session = await open(() => stop.abort())
    await expect(session.reader.check(stop.signal)).rejects.toMatchObject({ kind: 'interrupted' })
    expect(session.requests()).toBe(1)
  })

  test('a call that was stopped before sends nothing', async () => {
    const session = await open(answering(200, fixture('me.json')))
    await expect(session.reader.check(AbortSignal.abort())).rejects.toMatchObject({ kind: 'interrupted' })
    expect(session.requests()).toBe(0)
  })

  test('close ends what waits', async () => {
    const session = await open(() => session.api.close())
    await expect(session.reader.check()).rejects.toMatchObject({ kind: 'interrupted' })
  })
})

test('what an answer to a refused token states about the limit is not believed', async () => {
  const idle = { 'x-rate-limit-limit': '1000', 'x-rate-limit-remaining': '1000' }
  const session = await open(inTurn(answering(401, fixture('error-401.json'), idle), answering(200, fixture('me.json'))))
  await session.reader.check()
  expect(session.budget().limit).toBe(60)
})

test('a budget of the account is learned and kept to over HTTP', async () => {
  let sent = 0
  const session = await open((_, response) => {
    sent += 1
    sendJson(response, 200, fixture('me.json'), {
      'x-rate-limit-limit': '5',
      'x-rate-limit-remaining': String(Math.max(0, 5 - sent)),
      'x-rate-limit-reset': '30',
    })
  })
  for (let call = 0; call < 6; call += 1) await session.reader.check()
  expect(session.budget().limit).toBe(5)
  expect(session.time.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000)
})
