import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { JobDraft } from '../../src/core/model/servicefusion.js'
import { openHttp } from '../../src/adapters/servicefusion/http.js'
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { fixture, type Handler, sendJson } from '../support/servicefusion-loopback.js'
import { credentials, openSession, type Session } from '../support/servicefusion-session.js'
import { leapingClock } from '../support/virtual-clock.js'

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
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    sendJson(response, status, body, headers)

const draft: JobDraft = {
  customerName: 'Example Property Group',
  poNumber: 'PW-0001001-X',
  priority: 'Normal',
  description: 'Küche: sink "drains" slowly\r\nKey at the office',
  techNotes: '',
  street1: '480 Example Court',
  street2: '',
  city: 'Sampleton',
  state: 'TX',
  postalCode: '75000',
  locationName: '',
  notes: [],
  customFields: [],
}

describe('the body', () => {
  test('holds all address members, empty text included, and nothing that was not given', async () => {
    const { writer, server } = await open(answering(201, fixture('job-created.json')))
    const job = await writer.createJob(draft)
    expect(job).toMatchObject({
      id: '1000000101',
      number: '1000000101',
      poNumber: 'PW-0001001-X',
      status: 'Unscheduled',
      createdAt: '2030-02-04T15:15:00.000Z',
    })

    expect(server.received).toHaveLength(1)
    const [request] = server.received
    expect(request).toMatchObject({ method: 'POST', path: '/v1/jobs' })
    expect([...request!.query]).toEqual([])
    expect(request!.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer token-1' })
    expect(request!.headers['content-length']).toBe(String(Buffer.byteLength(request!.body)))
    expect(request!.headers['transfer-encoding']).toBeUndefined()
    expect(JSON.parse(request!.body)).toEqual({
      customer_name: 'Example Property Group',
      po_number: 'PW-0001001-X',
      priority: 'Normal',
      description: 'Küche: sink "drains" slowly\r\nKey at the office',
      tech_notes: '',
      street_1: '480 Example Court',
      street_2: '',
      city: 'Sampleton',
      state_prov: 'TX',
      postal_code: '75000',
      location_name: '',
    })
  })

  test('holds status, category, notes and custom fields when given', async () => {
    const { writer, server } = await open(answering(201, fixture('job-created.json')))
    await writer.createJob({ ...draft, status: 'Scheduled', category: 'HVAC', notes: ['one', 'two'], customFields: [{ name: 'PW Work Order', value: '1001' }] })
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      status: 'Scheduled',
      category: 'HVAC',
      notes: [{ notes: 'one' }, { notes: 'two' }],
      custom_fields: [{ name: 'PW Work Order', value: '1001' }],
    })
  })

  test('of a customer has its location, and none without a street', async () => {
    const { writer, server } = await open(answering(201, '{"id": "70009", "customer_name": "Example Homes"}'))
    const address = { street1: '1 Example Way', street2: '', city: 'Sampleton', state: 'TX', postalCode: '75000' }
    expect(await writer.createCustomer({ name: 'Example Homes', ...address })).toEqual({ id: '70009', name: 'Example Homes' })
    await writer.createCustomer({ name: 'Example Homes', ...address, street1: ' ' })
    expect(server.received.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        '/v1/customers',
        {
          customer_name: 'Example Homes',
          locations: [{ street_1: '1 Example Way', street_2: '', city: 'Sampleton', state_prov: 'TX', postal_code: '75000', is_primary: true }],
        },
      ],
      ['/v1/customers', { customer_name: 'Example Homes' }],
    ])
  })
})

describe('the outcome, decided by the status and with one request only', () => {
  const created = fixture('job-created.json')
  const cases: [string, Handler, string, Record<string, unknown>][] = [
    ['201 empty', answering(201, ''), 'unknown-outcome', { context: { status: 201 } }],
    ['201 unreadable', answering(201, '{"id": 1'), 'unknown-outcome', {}],
    ['201 HTML', answering(201, '<html></html>'), 'unknown-outcome', {}],
    ['201 without an id', answering(201, '{"number": "1"}'), 'unknown-outcome', {}],
    ['200 with a job', answering(200, created), 'unknown-outcome', {}],
    ['204', (_, response) => response.writeHead(204).end(), 'unknown-outcome', {}],
    ['302', answering(302, '', { location: '/v1/jobs' }), 'unknown-outcome', {}],
    ['307', answering(307, '', { location: '/v1/jobs' }), 'unknown-outcome', {}],
    ['400', answering(400, fixture('error-404.json')), 'rejected', { context: { status: 400 } }],
    ['401', answering(401, fixture('error-401.json')), 'auth', {}],
    ['403', answering(403, fixture('error-401.json')), 'rejected', {}],
    [
      '404 as HTML',
      answering(404, '<!doctype html><html></html>'),
      'rejected',
      { message: 'ServiceFusion answered the new job PW-0001001-X with 404: an HTML page' },
    ],
    ['405', answering(405, ''), 'rejected', {}],
    ['408', answering(408, ''), 'unknown-outcome', {}],
    ['415', answering(415, ''), 'rejected', {}],
    ['421', answering(421, ''), 'unknown-outcome', {}],
    [
      '422',
      answering(422, fixture('error-422.json')),
      'rejected',
      {
        message: "ServiceFusion answered the new job PW-0001001-X with 422: customer_name: Customer Name can not be found; contact_name: invalid field's name",
      },
    ],
    ['429', answering(429, fixture('error-429.json'), { 'retry-after': '12' }), 'rate-limit', { retryAfterMs: 12_000 }],
    ['429 with a reset only', answering(429, '', { 'x-rate-limit-reset': '31' }), 'rate-limit', { retryAfterMs: 31_000 }],
    ['500', answering(500, fixture('error-500.json')), 'unknown-outcome', {}],
    ['503', answering(503, '<html></html>'), 'unknown-outcome', {}],
    ['a dropped connection', (_, response) => response.destroy(), 'unknown-outcome', {}],
    ['a reset connection', (_, response) => response.socket?.resetAndDestroy(), 'unknown-outcome', {}],
    [
      '201 that breaks off',
      (_, response) => {
        response.writeHead(201, { 'content-length': String(created.length) })
        response.write(created.slice(0, 40))
        setTimeout(() => response.destroy(), 20)
      },
      'unknown-outcome',
      {},
    ],
    [
      '422 that breaks off',
      (_, response) => {
        response.writeHead(422, { 'content-length': '1000' })
        response.write('[')
        setTimeout(() => response.destroy(), 20)
      },
      'rejected',
      {},
    ],
    ['silence', () => undefined, 'unknown-outcome', {}],
    [
      '201 that drips',
      (_, response) => {
        response.writeHead(201)
        response.write('{')
        const drip = setInterval(() => response.write(' '), 30)
        response.on('close', () => clearInterval(drip))
      },
      'unknown-outcome',
      {},
    ],
  ]

  test.each(cases)('%s', async (_, handler, kind, rest) => {
    const session = await open(handler, { timeoutMs: 400 })
    const failure = await session.writer.createJob(draft).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'PwsfError', kind, ...rest })
    expect(session.server.received).toHaveLength(1)
    expect(session.requests()).toBe(1)
    expect(session.budget().used).toBe(1)
    expect(String(failure)).not.toContain('Example Court')
  })

  test('201 with an unreadable member is a created job without that member', async () => {
    const { writer } = await open(answering(201, '{"id": 5, "created_at": "soon", "total": [], "po_number": "PW-0001001-X"}'))
    expect(await writer.createJob(draft)).toEqual({ id: '5', poNumber: 'PW-0001001-X' })
  })

  test('a call that is stopped while under way may have worked', async () => {
    const stop = new AbortController()
    const { writer } = await open(() => stop.abort())
    await expect(writer.createJob(draft, stop.signal)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  })

  test('a call that is stopped before sends nothing', async () => {
    const session = await open(answering(201, created))
    await expect(session.writer.createJob(draft, AbortSignal.abort())).rejects.toMatchObject({ kind: 'interrupted' })
    expect(session.server.received).toHaveLength(0)
  })

  test('after 401 the next call brings a new token', async () => {
    const { writer, server } = await open((_, response, number) => sendJson(response, number === 1 ? 401 : 201, number === 1 ? '' : created))
    await expect(writer.createJob(draft)).rejects.toMatchObject({ kind: 'auth' })
    expect(await writer.createJob(draft)).toMatchObject({ id: '1000000101' })
    expect(server.received.map((request) => request.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('without a token nothing is sent', async () => {
    const refused = await open(answering(201, created), { onToken: (_, response) => sendJson(response, 401, fixture('error-token.json')) })
    await expect(refused.writer.createJob(draft)).rejects.toMatchObject({ kind: 'auth' })
    const broken = await open(answering(201, created), { onToken: (_, response) => response.destroy() })
    await expect(broken.writer.createJob(draft)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(refused.server.received.length + broken.server.received.length).toBe(0)
  })

  test('a connection that is refused means that nothing happened', async () => {
    const { writer, server, api } = await open((_, response) => sendJson(response, 200, fixture('me.json')))
    await api.reader.check()
    await server.close()
    await expect(writer.createJob(draft)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('could not connect') as string })
    expect(api.budget.used).toBe(1)
  })

  test('a 429 makes the next call wait', async () => {
    const session = await open((_, response, number) => (number === 1 ? sendJson(response, 429, '', { 'retry-after': '9' }) : sendJson(response, 201, created)))
    await expect(session.writer.createJob(draft)).rejects.toMatchObject({ kind: 'rate-limit' })
    expect(session.time.slept).toEqual([])
    await session.writer.createJob(draft)
    expect(session.time.slept).toEqual([9_000])
  })
})

test.each([['https://127.0.0.1:PORT/'], ['http://127.0.0.1:1/'], ['http://127.0.0.1:59999/'], ['http://nowhere.invalid/']])(
  '%s: certainly nothing was sent',
  async (url) => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const http = openHttp({ timeoutMs: 5_000 })
    const address = url.replace('PORT', String((server.address() as AddressInfo).port))
    expect(await http({ method: 'POST', url: address, headers: {}, body: {} }, new AbortController().signal)).toMatchObject({ kind: 'no-answer', sent: false })
    server.close()
  },
)

describe('opening', () => {
  const time = leapingClock('2030-02-01T12:00:00.000Z')
  const openWith = (options: Record<string, string>) => openServiceFusion({ ...credentials, timezone: 'UTC', clock: time.clock, random: () => 0.5, ...options })

  test.each([
    [{ url: 'http://api.example.com' }],
    [{ url: 'http://127.0.0.1.example.com' }],
    [{ url: 'https://api.example.com/v1' }],
    [{ url: 'https://user:pass@api.example.com' }],
    [{ url: 'ftp://127.0.0.1' }],
    [{ url: 'api.example.com' }],
    [{ timezone: 'Mars/Olympus' }],
    [{ clientSecret: ' ' }],
  ])('%j is a mistake in the configuration', (options) => {
    expect(() => openWith(options)).toThrow(expect.objectContaining({ kind: 'config' }) as Error)
  })

  test.each([['https://api.example.com'], ['https://api.example.com/'], ['http://127.0.0.1:8080'], ['http://localhost:8080'], ['http://[::1]:8080']])(
    '%s is fine',
    async (url) => {
      const api = openWith({ url })
      expect(api.requests()).toBe(0)
      await api.close()
    },
  )

  test('a server that talks something else is no success', async () => {
    const server = createServer((socket) => socket.end('220 mail ready\r\n'))
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const api = openWith({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    await expect(api.reader.check()).rejects.toMatchObject({ kind: 'unavailable' })
    await api.close()
    server.close()
  })
})
