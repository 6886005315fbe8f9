import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js'

const running: RunningSandbox[] = []
const folders: string[] = []

const start = async (options: SandboxOptions = {}): Promise<RunningSandbox> => {
  const sandbox = await startSandbox({ workOrders: 150, portfolios: 3, now: new Date('2030-07-15T17:00:00Z'), requestsPerMinute: 1000, ...options })
  running.push(sandbox)
  return sandbox
}
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pwsf-sandbox-'))
  folders.push(folder)
  return folder
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

type Json = Record<string, unknown>

const call = async (url: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: Json }> => {
  const response = await fetch(url, {
    method,
    headers: { connection: 'close', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Json }
}

const session = async (sandbox: Pick<RunningSandbox, 'serviceFusionUrl' | 'credentials'>) => {
  const { sfClientId, sfClientSecret } = sandbox.credentials
  const grant = { grant_type: 'client_credentials', client_id: sfClientId, client_secret: sfClientSecret }
  const token = (await call(`${sandbox.serviceFusionUrl}/oauth/access_token`, 'POST', grant)).body['access_token']
  const headers = { authorization: `Bearer ${String(token)}` }
  const request = async (method: string, path: string, body?: unknown) => call(`${sandbox.serviceFusionUrl}${path}`, method, body, headers)
  const customer = ((await request('GET', '/v1/customers')).body['items'] as Json[])[0]?.['customer_name']
  return { request, createJob: async (marker: string) => request('POST', '/v1/jobs', { customer_name: customer, po_number: marker }) }
}

const markersOf = async (sandbox: RunningSandbox): Promise<unknown[]> => {
  const jobs = (await (await fetch(`${sandbox.controlUrl}/jobs`)).json()) as Json[]
  return jobs.map((job) => job['po_number'])
}

describe('a running sandbox', () => {
  it('says how to use it', async () => {
    const sandbox = await start()
    expect(sandbox.propertyWareUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/pw\/services\/PWServices$/)
    expect(sandbox.serviceFusionUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(sandbox.settings).toEqual({
      PWSF_PW_URL: sandbox.propertyWareUrl,
      PWSF_PW_USERNAME: sandbox.credentials.pwUsername,
      PWSF_PW_PASSWORD: sandbox.credentials.pwPassword,
      PWSF_SF_URL: sandbox.serviceFusionUrl,
      PWSF_SF_CLIENT_ID: sandbox.credentials.sfClientId,
      PWSF_SF_CLIENT_SECRET: sandbox.credentials.sfClientSecret,
      PWSF_TIMEZONE: 'America/Chicago',
    })
    const wsdl = await fetch(`${sandbox.propertyWareUrl}?wsdl`, {
      headers: { authorization: `Basic ${btoa(`${sandbox.credentials.pwUsername}:${sandbox.credentials.pwPassword}`)}` },
    })
    expect(wsdl.status).toBe(200)
    expect(await wsdl.text()).toContain('definitions')
  })

  it('stops although connections are open', async () => {
    const sandbox = await start()
    const socket = createConnection(Number(new URL(sandbox.serviceFusionUrl).port), '127.0.0.1')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await new Promise((resolve) => socket.once('connect', resolve))
    await sandbox.stop()
    await closed
    await expect(fetch(sandbox.serviceFusionUrl)).rejects.toThrow('fetch failed')
  })

  it('refuses an unknown fault and names the known ones', async () => {
    await expect(start({ faults: ['sf-gremlin'] })).rejects.toThrow(/unknown fault sf-gremlin; known: pw-.*sf-create-then-500/)
  })

  it('fails on a port that is taken, and leaves nothing running', async () => {
    const first = await start()
    const port = Number(new URL(first.controlUrl).port)
    await expect(start({ ports: { control: port } })).rejects.toThrow('EADDRINUSE')
  })
})

describe('the control endpoint', () => {
  it('counts requests by system and operation, writes, 429 answers and duplicate markers', async () => {
    const sandbox = await start({ requestsPerMinute: 4 })
    const { createJob } = await session(sandbox)
    await createJob('PW-0000001-X')
    await createJob('PW-0000001-X')
    await createJob('PW-0000002-X')
    await createJob('PW-0000003-X')
    const { body } = await call(`${sandbox.controlUrl}/counters`)
    expect(body).toEqual({
      propertyware: { requests: 0, mutating: 0, tooMany: 0, byOperation: {} },
      servicefusion: {
        requests: 6,
        mutating: 4,
        tooMany: 1,
        byOperation: { 'POST /oauth/access_token': 1, 'GET /v1/customers': 1, 'POST /v1/jobs': 4 },
      },
      duplicateMarkers: ['PW-0000001-X'],
    })
    await call(`${sandbox.controlUrl}/reset-counters`, 'POST')
    expect(sandbox.counters().servicefusion.requests).toBe(0)
  })

  it('counts SOAP operations by name', async () => {
    const sandbox = await start({ workOrders: 20 })
    const { pwUsername, pwPassword } = sandbox.credentials
    const headers = { authorization: `Basic ${btoa(`${pwUsername}:${pwPassword}`)}`, 'content-type': 'text/xml', soapaction: '""', connection: 'close' }
    const body = [
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>',
      '<ser:getCurrentUser xmlns:ser="http://service.web.propertyware.realpage.com"/></soapenv:Body></soapenv:Envelope>',
    ].join('')
    expect((await fetch(sandbox.propertyWareUrl, { method: 'POST', headers, body })).status).toBe(200)
    expect(sandbox.counters().propertyware).toEqual({ requests: 1, mutating: 0, tooMany: 0, byOperation: { getCurrentUser: 1 } })
  })

  it('changes faults, advances time and edits records', async () => {
    const sandbox = await start()
    const { request, createJob } = await session(sandbox)
    expect(await call(`${sandbox.controlUrl}/faults`, 'POST', { names: ['sf-500'], rate: 1 })).toEqual({ status: 200, body: { names: ['sf-500'], rate: 1 } })
    expect((await createJob('PW-0000004-X')).status).toBe(500)
    await call(`${sandbox.controlUrl}/faults`, 'POST', { names: [] })
    expect((await createJob('PW-0000004-X')).status).toBe(201)

    const command = { action: 'edit-job', po_number: 'PW-0000004-X', set: { status: 'Completed' } }
    expect((await call(`${sandbox.controlUrl}/edit`, 'POST', { system: 'servicefusion', command })).status).toBe(200)
    const [job] = (await request('GET', '/v1/jobs?filters[po_number]=PW-0000004-X')).body['items'] as Json[]
    expect(job).toMatchObject({ status: 'Completed', closed_at: expect.stringMatching(/^2030-07-15T12:00:/) as string })

    expect((await call(`${sandbox.controlUrl}/advance`, 'POST', { ms: 3_600_000 })).body['now']).toMatch(/^2030-07-15T18:00:/)
    expect((await request('GET', '/v1/me')).status).toBe(401)
  })

  it('shows the ground truth', async () => {
    const folder = newFolder()
    const sandbox = await start({ truthFile: join(folder, 'truth.json') })
    const { body } = await call(`${sandbox.controlUrl}/truth`)
    expect(body).toMatchObject({ seed: 'pwsf', workOrders: 150 })
    expect(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))).toEqual(body)
  })

  it.each([
    ['GET', '/nothing', undefined, 404, /known: \/counters/],
    ['POST', '/counters', {}, 405, /takes GET/],
    ['GET', '/advance', undefined, 405, /takes POST/],
    ['POST', '/advance', '[1]', 400, /JSON object/],
    ['POST', '/advance', '{', 400, /JSON object/],
    ['POST', '/advance', { ms: -1 }, 422, /forward/],
    ['POST', '/advance', {}, 422, /ms must be a number/],
    ['POST', '/faults', { names: 'sf-500' }, 422, /array/],
    ['POST', '/faults', { names: ['sf-gremlin'] }, 422, /known: /],
    ['POST', '/faults', { names: [], rate: 2 }, 422, /0 to 1/],
    ['POST', '/edit', { system: 'ledger', command: {} }, 422, /unknown system ledger/],
    ['POST', '/edit', { system: 'servicefusion' }, 422, /command must be an object/],
    ['POST', '/edit', { system: 'servicefusion', command: { action: 'paint' } }, 422, /known: create-job/],
  ])('%s %s %j: %i', async (method, path, body, status, message) => {
    const sandbox = await start({ workOrders: 20 })
    const answer = await call(`${sandbox.controlUrl}${path}`, method, body)
    expect(answer.status).toBe(status)
    expect(answer.body['error']).toMatch(message)
  })
})

describe('a folder', () => {
  it('lets a second command find what the first one left, at the time that passed', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    await (await session(first)).createJob('PW-0000005-X')
    first.edit('servicefusion', { action: 'add-status', name: 'On Hold' })
    first.advance(86_400_000)
    const before = await markersOf(first)
    await first.stop()

    const second = await startSandbox({ workOrders: 150, portfolios: 3, folder })
    running.push(second)
    expect(await markersOf(second)).toEqual(before)
    const { request } = await session(second)
    const statuses = (await request('GET', '/v1/job-statuses?per-page=50')).body['items'] as Json[]
    expect(statuses.map((status) => status['name'])).toContain('On Hold')
    const created = (await (await session(second)).createJob('PW-0000006-X')).body
    expect(created['created_at']).toMatch(/^2030-07-16T12:0/)
  })

  it('refuses another account, and starts over when told to', async () => {
    const folder = newFolder()
    await (await session(await start({ folder }))).createJob('PW-0000007-X')
    await running.splice(0)[0]?.stop()
    await expect(start({ folder, seed: 'other' })).rejects.toThrow(/was made with seed pwsf, not other; use reset/)
    await expect(start({ folder, workOrders: 151 })).rejects.toThrow(/workOrders 150, not 151; use reset/)
    const fresh = await start({ folder, seed: 'other', reset: true })
    expect(await markersOf(fresh)).not.toContain('PW-0000007-X')
  })

  it('forgives a line that a killed process left torn', async () => {
    const folder = newFolder()
    await (await session(await start({ folder }))).createJob('PW-0000008-X')
    await running.splice(0)[0]?.stop()
    appendFileSync(join(folder, 'journal.jsonl'), '{"system":"servicefusion","type":"job","at":"20')
    const second = await start({ folder })
    await (await session(second)).createJob('PW-0000009-X')
    await second.stop()
    expect(await markersOf(await start({ folder }))).toEqual(expect.arrayContaining(['PW-0000008-X', 'PW-0000009-X']))
  })

  it('is shared by sandboxes that run at once', async () => {
    const folder = newFolder()
    const one = await start({ folder, latencyMs: 5 })
    const two = await start({ folder, latencyMs: 5 })
    const [first, second] = [await session(one), await session(two)]
    const numbers = Array.from({ length: 20 }, (_, index) => String(100 + index))
    await Promise.all(numbers.map(async (number) => (Number(number) % 2 === 0 ? first : second).createJob(`PW-0000${number}-X`)))
    expect(await markersOf(one)).toEqual(await markersOf(two))
    expect(new Set(await markersOf(one))).toEqual(new Set([...(await markersOf(one)), ...numbers.map((number) => `PW-0000${number}-X`)]))
    const ids = ((await (await fetch(`${one.controlUrl}/jobs`)).json()) as Json[]).map((job) => job['id'])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('survives kill -9: what was answered is there', async () => {
    const folder = newFolder()
    const script = fileURLToPath(new URL('../support/run-sandbox.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    try {
      const line = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve))
      const { createJob } = await session(JSON.parse(line.toString()) as RunningSandbox)
      expect((await createJob('PW-0000010-X')).status).toBe(201)
    } finally {
      child.kill('SIGKILL')
      await exited
    }
    expect(await markersOf(await start({ folder }))).toContain('PW-0000010-X')
  })
})
