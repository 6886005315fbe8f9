import { describe, expect, it } from 'vitest'
import { type ServerOptions, startServiceFusion } from '../support/servicefusion-server.js'

type Server = Awaited<ReturnType<typeof startServiceFusion>>

const marker = 'PW-0088001-X'

/** Starts without faults, so that the customer can be looked up, and then switches `name` on. */
const withFault = async (name: string, work: (server: Server, body: Record<string, unknown>) => Promise<void>, options: ServerOptions = {}): Promise<void> => {
  const server = await startServiceFusion({ workOrders: 400, ...options })
  try {
    const customers = (await server.get('/v1/customers?per-page=50')).body.items
    server.faults.set([name], options.faultRate ?? 1)
    await work(server, { customer_name: customers[0]?.['customer_name'], po_number: marker })
  } finally {
    await server.stop()
  }
}
const stored = (server: Server): number => server.simulator.jobs().filter(({ po_number }) => po_number === marker).length
const found = async (server: Server): Promise<number | undefined> => (await server.get(`/v1/jobs?filters[po_number]=${marker}`)).meta['totalCount']

describe('faults of creates', () => {
  it('sf-create-then-500: it is there', async () =>
    withFault('sf-create-then-500', async (server, body) => {
      expect((await server.post('/v1/jobs', body)).status).toBe(500)
      expect(await found(server)).toBe(1)
    }))

  it('sf-create-then-drop: it is there', async () =>
    withFault('sf-create-then-drop', async (server, body) => {
      await expect(server.post('/v1/jobs', body)).rejects.toThrow('fetch failed')
      expect(await found(server)).toBe(1)
    }))

  it('sf-empty-201: it is there', async () =>
    withFault('sf-empty-201', async (server, body) => {
      const answer = await server.post('/v1/jobs', body)
      expect([answer.status, answer.text]).toEqual([201, ''])
      expect(await found(server)).toBe(1)
    }))

  it('a refused body is refused as ever', async () =>
    withFault('sf-create-then-500', async (server) => {
      expect((await server.post('/v1/jobs', { customer_name: 'Nobody' })).status).toBe(422)
    }))

  it.each([
    ['sf-500', 500],
    ['sf-html-404', 404],
    ['sf-token-expiry', 401],
    ['sf-429-burst', 429],
    ['sf-429-burst-bare', 429],
  ])('%s: %i, and it is not there', async (name, status) =>
    withFault(name, async (server, body) => {
      expect((await server.post('/v1/jobs', body)).status).toBe(status)
      expect(stored(server)).toBe(0)
    }),
  )

  it('sf-no-answer: no byte comes, and it is there half of the times', async () =>
    withFault('sf-no-answer', async (server, body) => {
      const attempts = Array.from({ length: 12 }, async () => server.send('POST', '/v1/jobs', body, AbortSignal.timeout(200)))
      const outcomes = await Promise.allSettled(attempts)
      expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'rejected'))
      expect(stored(server)).toBeGreaterThan(0)
      expect(stored(server)).toBeLessThan(12)
    }))

  it('sf-late-visibility: filtered lists show it later, the plain list and the record at once', async () =>
    withFault(
      'sf-late-visibility',
      async (server, body) => {
        const { id } = (await server.post('/v1/jobs', body)).body
        expect(await found(server)).toBe(0)
        expect((await server.get(`/v1/jobs/${String(id)}`)).status).toBe(200)
        expect((await server.get('/v1/jobs?sort=-id&per-page=1')).body.items[0]?.['id']).toBe(id)
        server.advance(4_999)
        expect(await found(server)).toBe(0)
        server.advance(1)
        expect(await found(server)).toBe(1)
      },
      { lateVisibilityMs: 5_000 },
    ))
})

describe('faults of lists', () => {
  it('sf-ignored-filter: rows without the marker come back', async () =>
    withFault('sf-ignored-filter', async (server) => {
      const answer = await server.get(`/v1/jobs?filters[po_number]=${marker}`)
      expect(answer.meta['totalCount']).toBe(server.simulator.jobs().length)
    }))

  it('sf-per-page-10: ten rows at most', async () =>
    withFault('sf-per-page-10', async (server) => {
      const answer = await server.get('/v1/job-statuses?per-page=50')
      expect(answer.body.items).toHaveLength(10)
      expect(answer.meta).toMatchObject({ perPage: 10, pageCount: 2 })
    }))

  it('sf-customer-missing: neither listed nor found, until it is over', async () =>
    withFault('sf-customer-missing', async (server, body) => {
      const name = encodeURIComponent(String(body['customer_name']))
      const listed = (await server.get(`/v1/customers?filters[name]=${name}`)).body.items.map((customer) => customer['customer_name'])
      expect(listed).not.toContain(body['customer_name'])
      expect((await server.post('/v1/jobs', body)).text).toContain('Customer Name can not be found')
      server.faults.set([])
      expect((await server.post('/v1/jobs', body)).status).toBe(201)
    }))

  it('sf-new-status: some marked jobs get a status that was not there', async () =>
    withFault('sf-new-status', async (server, body) => {
      server.faults.set([])
      const before = (await server.get('/v1/job-statuses')).meta['totalCount'] ?? 0
      await server.post('/v1/jobs', body)
      server.faults.set(['sf-new-status'])
      const answer = await server.get('/v1/job-statuses?per-page=50')
      expect(answer.meta['totalCount']).toBe(before + 1)
      const invented = String(answer.body.items.at(-1)?.['name'])
      const changed = (await server.get(`/v1/jobs?filters[status]=${encodeURIComponent(invented)}`)).meta['totalCount']
      expect(changed).toBeGreaterThan(0)
      expect(changed).toBeLessThanOrEqual(3)
      await server.get('/v1/me')
      expect((await server.get('/v1/job-statuses')).meta['totalCount']).toBe(before + 1)
      expect(server.reborn().jobs()).toEqual(server.simulator.jobs())
    }))
})

describe('faults of the request budget', () => {
  it('bursts of 429 end after two seconds, and tell it or do not', async () => {
    for (const [name, retryAfter] of [
      ['sf-429-burst', '2'],
      ['sf-429-burst-bare', null],
    ] as const) {
      await withFault(name, async (server) => {
        const struck = await server.get('/v1/me')
        expect([struck.status, struck.headers.get('retry-after'), struck.headers.get('x-rate-limit-remaining')]).toEqual([429, retryAfter, '0'])
        server.faults.set([])
        server.advance(1_999)
        expect((await server.get('/v1/me')).status).toBe(429)
        server.advance(1)
        expect((await server.get('/v1/me')).status).toBe(200)
      })
    }
  })

  it('sf-limit-halved: in the middle of a run', async () =>
    withFault(
      'sf-limit-halved',
      async (server) => {
        const limits: string[] = []
        for (let i = 0; i < 30; i += 1) limits.push((await server.get('/v1/me')).headers.get('x-rate-limit-limit') ?? '')
        expect(limits[0]).toBe('60')
        expect(limits.at(-1)).toBe('30')
        expect((await server.get('/v1/me')).status).toBe(429)
      },
      { requestsPerMinute: 60 },
    ))
})

describe('chance', () => {
  it('is the seed: the same requests meet the same faults', async () => {
    const run = async (): Promise<number[]> => {
      const statuses: number[] = []
      await withFault(
        'sf-500',
        async (server) => {
          for (let i = 0; i < 40; i += 1) statuses.push((await server.get('/v1/me')).status)
        },
        { faultRate: 0.3 },
      )
      return statuses
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 500]))
  })
})
