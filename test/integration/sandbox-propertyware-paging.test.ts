import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkOrder } from '../../src/sandbox/account/types.js'
import { bodyOf, readReturn, records, type Server, startPropertyWare, type WireRecord } from '../support/propertyware-sandbox.js'

const ask = async (server: Server, criteria: string, operation = 'getWorkOrders'): Promise<unknown[]> =>
  records(await server.call(operation, `<criteria>${criteria}</criteria>`)).map((row) => row['ID'])

const newestFirst = (number: number, more = ''): string => `<pageNumber>${number}</pageNumber><orderByNewestFirst>true</orderByNewestFirst>${more}`

describe('pages', () => {
  const past = {
    empty: [{ 'soapenc:arrayType': 'ns2:WorkOrder[0]', 'xsi:type': 'soapenc:Array' }, 0],
    nil: [{ 'xsi:nil': 'true', 'xsi:type': 'soapenc:Array' }, 0],
    repeat: [{ 'soapenc:arrayType': 'ns2:WorkOrder[3]', 'xsi:type': 'soapenc:Array' }, 3],
  } as const

  it.each(['empty', 'nil', 'repeat'] as const)('has a fixed size, and a page past the end that is %s', async (pageEnd) => {
    const server = await startPropertyWare({ workOrders: 23, pageSize: 10, pageEnd })
    const ids = server.account.workOrders.map(({ id }) => id).toReversed()
    expect(await ask(server, newestFirst(1))).toEqual(ids.slice(0, 10))
    expect(await ask(server, newestFirst(2))).toEqual(ids.slice(10, 20))
    expect(await ask(server, newestFirst(3))).toEqual(ids.slice(20))
    const answer = await server.call('getWorkOrders', `<criteria>${newestFirst(4)}</criteria>`)
    const [attributes, rows] = past[pageEnd]
    expect(bodyOf(answer).children[0]?.children[0]?.attributes).toMatchObject(attributes)
    expect((readReturn(answer) as WireRecord[] | null)?.map((row) => row['ID']) ?? []).toEqual(ids.slice(23 - rows))
    // A search that finds nothing has no last page to repeat.
    expect(readReturn(await server.call('getWorkOrders', `<criteria>${newestFirst(1, '<workOrderNumber>1</workOrderNumber>')}</criteria>`))).toEqual([])
    await server.close()
  })

  it('repeats the last page in full when it was full', async () => {
    const server = await startPropertyWare({ workOrders: 20, pageSize: 10, pageEnd: 'repeat' })
    expect(await ask(server, newestFirst(7))).toEqual(await ask(server, newestFirst(2)))
    await server.close()
  })

  it('goes by id without newest-first, and reads a missing page number as the first page', async () => {
    const server = await startPropertyWare({ workOrders: 12, pageSize: 10 })
    const ids = server.account.workOrders.map(({ id }) => id)
    expect(await ask(server, '<pageNumber>2</pageNumber>')).toEqual(ids.slice(10))
    expect(await ask(server, '')).toEqual(ids.slice(0, 10))
    await server.close()
  })

  it('shifts while it is walked: what was added meanwhile pushes a row onto the next page', async () => {
    const server = await startPropertyWare({ workOrders: 20, pageSize: 10 })
    const first = await ask(server, newestFirst(1))
    const building = server.account.buildings.find(({ rentable }) => rentable)
    server.simulator.edit({ action: 'add', entity: 'work-order', set: { buildingId: building?.id, description: 'Landed mid-walk' } })
    const second = await ask(server, newestFirst(2))
    expect(second[0]).toBe(first.at(-1))
    await server.close()
  })
})

describe('filters', () => {
  let server: Server
  let all: WorkOrder[]
  beforeAll(async () => {
    server = await startPropertyWare({ workOrders: 400, pageSize: 1_000 })
    all = server.account.workOrders
  })
  afterAll(async () => server.close())

  /** The ids that a search gives, and those that it should give. */
  const compare = async (criteria: string, test: (each: WorkOrder) => boolean): Promise<{ found: unknown[]; meant: unknown[] }> => {
    const meant = all.filter(test).map(({ id }) => id)
    if (meant.length === 0) throw new Error('the test would prove nothing')
    return { found: await ask(server, `<pageNumber>1</pageNumber>${criteria}`), meant }
  }

  it('finds by what it is about', async () => {
    const comparisons: { found: unknown[]; meant: unknown[] }[] = []
    const some = all.find(({ requester, vendorIds, portfolio }) => requester !== null && portfolio !== null && vendorIds.length > 0)
    comparisons.push(await compare(`<buildingId>${some?.building?.id}</buildingId>`, ({ building }) => building === some?.building))
    comparisons.push(await compare(`<portfolioId>${some?.portfolio?.id}</portfolioId>`, ({ portfolio }) => portfolio === some?.portfolio))
    comparisons.push(await compare(`<unitId>${some?.unitIds[0]}</unitId>`, ({ unitIds }) => unitIds[0] === some?.unitIds[0]))
    comparisons.push(await compare(`<contactId>${some?.requester?.id}</contactId>`, ({ requester }) => requester === some?.requester))
    comparisons.push(await compare(`<vendorId>${some?.vendorIds[0]}</vendorId>`, ({ vendorIds }) => vendorIds[0] === some?.vendorIds[0]))
    comparisons.push(await compare(`<workOrderNumber>${some?.number}</workOrderNumber>`, (each) => each === some))
    const ids = [all[5]?.id, all[50]?.id, '1']
    comparisons.push(await compare(`<ids>${ids.map((id) => `<id>${id}</id>`).join('')}</ids>`, ({ id }) => ids.includes(id)))
    comparisons.push(
      await compare(
        `<portfolioId>${some?.portfolio?.id}</portfolioId><buildingId>${some?.building?.id}</buildingId>`,
        ({ building }) => building === some?.building,
      ),
    )
    comparisons.push(await compare('<portfolioId xsi:nil="true"/><unitId xsi:nil="true"/>', () => true))
    expect(comparisons.map(({ found }) => found)).toEqual(comparisons.map(({ meant }) => meant))
  })

  it.each([
    ['created', 'createdAt'],
    ['lastModified', 'modifiedAt'],
  ] as const)('finds by when it was %s, to the millisecond', async (member, field) => {
    const comparisons: { found: unknown[]; meant: unknown[] }[] = []
    const limit = all[200]?.[field] ?? 0
    const text = new Date(limit).toISOString()
    const day = text.slice(0, 10)
    comparisons.push(await compare(`<${member}After>${text}</${member}After>`, (each) => each[field] > limit))
    comparisons.push(await compare(`<${member}OnOrAfter>${text}</${member}OnOrAfter>`, (each) => each[field] >= limit))
    comparisons.push(await compare(`<${member}Before>${text}</${member}Before>`, (each) => each[field] < limit))
    comparisons.push(await compare(`<${member}OnOrBefore>${text}</${member}OnOrBefore>`, (each) => each[field] <= limit))
    comparisons.push(await compare(`<${member}On>${text}</${member}On>`, (each) => new Date(each[field]).toISOString().startsWith(day)))
    const week = new Date(limit + 7 * 86_400_000)
    comparisons.push(
      await compare(
        `<${member}OnOrAfter>${text}</${member}OnOrAfter><${member}Before>${week.toISOString()}</${member}Before>`,
        (each) => each[field] >= limit && each[field] < week.getTime(),
      ),
    )
    comparisons.push(await compare(`<${member}OnOrAfter>${text.replace('Z', '+00:00')}</${member}OnOrAfter>`, (each) => each[field] >= limit))
    expect(comparisons.map(({ found }) => found)).toEqual(comparisons.map(({ meant }) => meant))
  })

  it('finds a changed record by its change, which the record itself does not show', async () => {
    const since = `<lastModifiedOnOrAfter>${server.clock.now.toISOString()}</lastModifiedOnOrAfter>`
    expect(await ask(server, newestFirst(1, since))).toEqual([])
    const [first, , third] = all
    server.simulator.edit({ action: 'edit', entity: 'work-order', id: first?.id, set: { status: 'Closed' } })
    await server.call('closeWorkOrder', `<workOrderID>${third?.id}</workOrderID><closingComments>done</closingComments>`)
    expect(await ask(server, newestFirst(1, since))).toEqual([third?.id, first?.id])
    const unit = server.account.units[3]
    expect(await ask(server, `<pageNumber>1</pageNumber>${since}`, 'getUnits')).toEqual([])
    server.simulator.edit({ action: 'edit', entity: 'unit', id: unit?.id, set: { active: false } })
    expect(await ask(server, `<pageNumber>1</pageNumber>${since}`, 'getUnits')).toEqual([unit?.id])
  })

  it('filters the other lists', async () => {
    const { leases, units, buildings, contacts, portfolios } = server.account
    const lease = leases[3]
    expect(await ask(server, `<pageNumber>1</pageNumber><tenantId>${lease?.tenants[0]?.id}</tenantId>`, 'getLeases')).toEqual([lease?.id])
    const house = units[0]?.building
    expect(await ask(server, `<pageNumber>1</pageNumber><buildingId>${house?.id}</buildingId>`, 'getUnits')).toEqual(house?.units.map(({ id }) => id))
    const owned = buildings.filter(({ portfolio }) => portfolio === portfolios[1]).map(({ id }) => id)
    expect(await ask(server, `<pageNumber>1</pageNumber><ownerId>${portfolios[1]?.owners[0]?.id}</ownerId>`, 'getBuildings')).toEqual(owned)
    const someone = contacts.find(({ email }) => (email ?? '') !== '')
    expect(await ask(server, `<pageNumber>1</pageNumber><email>${someone?.email}</email>`, 'getContacts')).toEqual([someone?.id])
  })
})
