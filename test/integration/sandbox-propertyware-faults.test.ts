import { Agent } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { propertyWareFaults } from '../../src/sandbox/propertyware/faults.js'
import { envelope, faultOf, parseAnswer, records, type Server, startPropertyWare } from '../support/propertyware-sandbox.js'

let server: Server
beforeEach(async () => {
  server = await startPropertyWare({ workOrders: 60, pageSize: 20, slowPageMs: 30 })
})
afterEach(async () => server.close())

const read = envelope('getWorkOrders', '<criteria><pageNumber>1</pageNumber><orderByNewestFirst>true</orderByNewestFirst></criteria>')
const page = async (number: number): Promise<unknown[]> =>
  records(await server.call('getWorkOrders', `<criteria><pageNumber>${number}</pageNumber><orderByNewestFirst>true</orderByNewestFirst></criteria>`)).map(
    (row) => row['ID'],
  )
const ids = (): string[] => server.account.workOrders.map(({ id }) => id).toReversed()
const close = (id: string | undefined): string => envelope('closeWorkOrder', `<workOrderID>${id}</workOrderID>`)

/** What became of the request, as a client sees it. */
const outcome = async (body: string): Promise<string> => {
  try {
    const answer = await server.send(body)
    return `${answer.status} ${answer.headers['content-type'] ?? ''}`
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

describe('faults of the connection', () => {
  it('pw-hangup-on-reuse resets the second request on one connection and no first one', async () => {
    server.faults.add('pw-hangup-on-reuse')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect((await server.send(read, { agent })).status).toBe(200)
    await expect(server.send(read, { agent })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect((await server.send(read, { agent })).status).toBe(200)
    agent.destroy()
    for (let i = 0; i < 3; i += 1) expect((await server.send(read, { headers: { connection: 'close' } })).status).toBe(200)
  })

  it('pw-fin-after-answer closes a connection that it promised to keep', async () => {
    server.faults.add('pw-fin-after-answer')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const answer = await server.send(read, { agent })
    expect(records(answer)).toHaveLength(20)
    expect(answer.headers['connection']).toBe('keep-alive')
    await expect.poll(() => Object.values(agent.freeSockets).flat().length).toBe(0)
    agent.destroy()
  })

  it('pw-rst-mid-body breaks off in the middle of what was promised', async () => {
    server.faults.add('pw-rst-mid-body')
    await expect(server.send(read)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('pw-hangup-before-write leaves the record alone, pw-hangup-after-write does not; neither touches reads', async () => {
    const open = server.account.workOrders.find(({ status }) => status === 'Open')
    server.faults.add('pw-hangup-before-write')
    expect(await outcome(close(open?.id))).toBe('ECONNRESET')
    expect(open?.status).toBe('Open')
    expect(server.journal).toEqual([])
    expect((await server.send(read)).status).toBe(200)
    server.faults.clear()
    server.faults.add('pw-hangup-after-write')
    expect(await outcome(close(open?.id))).toBe('ECONNRESET')
    expect(open?.status).toBe('Closed')
    expect(server.journal).toHaveLength(1)
    expect((await server.send(read)).status).toBe(200)
  })
})

describe('faults of the answer', () => {
  it.each([
    ['pw-401', '401 text/html;charset=utf-8'],
    ['pw-403', '403 text/html;charset=utf-8'],
    ['pw-html-200', '200 text/html;charset=utf-8'],
    ['pw-soap-fault', '500 text/xml;charset=utf-8'],
  ])('%s answers %s, and nothing is written', async (fault, expected) => {
    server.faults.add(fault)
    expect(await outcome(read)).toBe(expected)
    expect(await outcome(close(server.account.workOrders[0]?.id))).toBe(expected)
    expect(server.journal).toEqual([])
  })

  it('pw-soap-fault is a fault', async () => {
    server.faults.add('pw-soap-fault')
    expect(faultOf(await server.send(read))).toBe('java.lang.NullPointerException')
  })

  it('pw-truncated-xml is complete HTTP around incomplete XML', async () => {
    server.faults.add('pw-truncated-xml')
    const answer = await server.send(read)
    expect(answer.status).toBe(200)
    expect(() => parseAnswer(answer.text)).toThrow('Unclosed root tag')
  })

  it('pw-slow-page waits and then answers', async () => {
    server.faults.add('pw-slow-page')
    expect(records(await server.send(read))).toHaveLength(20)
  })

  it('pw-inline and pw-absent change the form and not the records', async () => {
    const plain = records(await server.send(read)).map((row) => row['number'])
    server.faults.add('pw-inline').add('pw-absent')
    const answer = await server.send(read)
    expect(answer.text).not.toContain('href=')
    expect(answer.text).not.toContain('xsi:nil')
    expect(records(answer).map((row) => row['number'])).toEqual(plain)
  })
})

describe('faults of the lists', () => {
  it('pw-empty-middle-page empties a later page, never the first', async () => {
    server.faults.add('pw-empty-middle-page')
    expect(await page(1)).toHaveLength(20)
    expect(await page(2)).toEqual([])
  })

  it('pw-short-list drops half, pw-empty-list all, of unpaged lists too', async () => {
    server.faults.add('pw-short-list')
    expect(await page(1)).toEqual(ids().slice(0, 10))
    expect(records(await server.call('getAllPortfolios'))).toHaveLength(6)
    server.faults.add('pw-empty-list')
    expect(await page(1)).toEqual([])
    expect(records(await server.call('getAllPortfolios'))).toEqual([])
  })

  it('pw-rows-shift lands a new work order between two pages', async () => {
    const before = ids()
    server.faults.add('pw-rows-shift')
    expect(await page(1)).toEqual(before.slice(0, 20))
    expect(await page(2)).toEqual(before.slice(19, 39))
    expect(server.account.workOrders).toHaveLength(61)
    expect(server.journal.map(({ type }) => type)).toEqual(['work-order.added'])
    const added = server.account.workOrders.at(-1)
    expect(added?.building?.units.some(({ id }) => id === added.unitIds[0]) === true || added?.building?.id === added?.unitIds[0]).toBe(true)
  })

  it('pw-row-changes edits one between two pages', async () => {
    server.faults.add('pw-row-changes')
    await page(1)
    expect(server.journal).toEqual([])
    await page(2)
    expect(server.journal.map(({ type }) => type)).toEqual(['work-order.changed'])
    expect(server.account.workOrders.filter(({ description }) => description?.endsWith('Tenant called again.') === true)).toHaveLength(1)
  })

  it('pw-unknown-status gives one a status that nobody knows', async () => {
    server.faults.add('pw-unknown-status')
    await page(1)
    expect(server.account.workOrders.filter(({ status }) => status === 'Pending HOA Approval')).toHaveLength(1)
  })
})

it('describes every fault in a line', () => {
  for (const [name, description] of Object.entries(propertyWareFaults)) expect(`${name} ${description}`).toMatch(/^pw-[a-z0-9-]+ [a-zA-Z].{10,100}$/)
})
