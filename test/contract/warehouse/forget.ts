import { expect, it } from 'vitest'
import type { Tenant } from '../../../src/core/model/propertyware.js'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { at, believed, brokenRules, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const tenant: Tenant = {
  id: 't1',
  firstName: 'Vera',
  lastName: 'Invented',
  email: 'vera@example.org',
  mobilePhone: '555-0101',
  homePhone: '',
  contactType: 'Tenant',
}
const theirs = (status: string) =>
  workOrder('1', {
    status,
    requesterId: 't1',
    requestedBy: 'Vera Invented',
    requesterPhone: '555-0101',
    description: 'Vera says it leaks',
    specificLocation: null,
  })

const observeTenant = (warehouse: Warehouse, n: number, record: Tenant) =>
  warehouse.transaction((writer) => writer.observe({ entity: 'tenants', at: at(n), records: [record], runId: `run-${n}`, origin: 'sync' }))

const forget = (warehouse: Warehouse, n: number) => warehouse.transaction((writer) => writer.forgetTenant('t1', at(n), `run-${n}`))

/** Everything that the warehouse would tell about them. */
const everything = async ({ reader }: Warehouse): Promise<string> =>
  JSON.stringify([
    await reader.history('tenants', 't1'),
    await reader.history('work-orders', '1'),
    await reader.history('jobs', '77'),
    await reader.quarantine(['open'], 100),
    await reader.rawPayloads('tenants', null, 100),
    await reader.rawPayloads('work-orders', null, 100),
  ])

const personal = /vera|invented|555-01|leaks/i

const rawTenant = JSON.stringify({
  ID: 't1',
  firstName: 'Vera',
  emailAddress: 'vera@example.org',
  addresses: [{ street: '1 Invented Way' }],
  contactType: 'Tenant',
})
const rawWorkOrder = JSON.stringify({ ID: '1', description: 'Vera says it leaks', requestedByContact: { ID: 't1', mobilePhone: '555-0101' }, status: 'Open' })

const fill = async (warehouse: Warehouse): Promise<void> => {
  await observeTenant(warehouse, 1, { ...tenant, mobilePhone: '555-0199' })
  await observeTenant(warehouse, 5, tenant)
  await observeTenant(warehouse, 3, { ...tenant, mobilePhone: '555-0150' })
  await observeAt(warehouse, 1, theirs('Open'), workOrder('2', { requesterId: 't2', description: 'Vera told me' }))
  await observeAt(warehouse, 5, theirs('Closed'))
  await warehouse.transaction(async (writer) => {
    const parts = { address: '', unit: '', text: '' }
    const mapping = { workOrderId: '1', workOrderNumber: '1', jobId: '77', jobNumber: null, marker: 'PW-0000001-X', how: 'created' as const, parts, runId: 'r' }
    await writer.saveJobMapping({ ...mapping, syncedJobStatus: null, createdAt: at(2) })
    await writer.observe({ entity: 'jobs', at: at(2), records: [{ id: '77', description: 'Vera says it leaks', status: 'New' }], runId: 'r', origin: 'sync' })
    await writer.quarantineRejects('tenants', [{ key: 't1', reason: 'active: not a boolean', raw: rawTenant }], at(6), 'r')
    await writer.keepRaws({
      entity: 'tenants',
      at: at(6),
      runId: 'r',
      raws: new Map([
        ['t1', rawTenant],
        ['t2', '{"ID":"t2","firstName":"Otto"}'],
      ]),
    })
    await writer.keepRaws({ entity: 'work-orders', at: at(6), runId: 'r', raws: new Map([['1', rawWorkOrder]]) })
  })
}

export const forgetsTenants = (open: OpenWarehouse): void => {
  it('replaces a tenant’s data in every version and keeps the rows', async () => {
    const warehouse = await open()
    await fill(warehouse)
    const before = await warehouse.reader.history('tenants', 't1')
    const count = (await warehouse.reader.history('work-orders', '1')).length
    expect(await forget(warehouse, 9)).toEqual({ isNew: true, versions: before.length + count + 1, quarantined: 1, rawPayloads: 2 })
    expect(await everything(warehouse)).not.toMatch(personal)
    const after = await warehouse.reader.history('tenants', 't1')
    const withoutContent = ({ record: _record, rowHash: _hash, ...row }: (typeof after)[number]) => row
    expect(after.map(withoutContent)).toEqual(before.map(withoutContent))
    expect(after.map(({ record }) => [record.homePhone, record.contactType, record.firstName])).toEqual(after.map(() => ['', 'Tenant', '[forgotten]']))
    expect(brokenRules(after)).toEqual([])
    expect(await believed(warehouse)).toEqual([
      ['Open', 1, 5],
      ['Closed', 5, null],
    ])
    expect((await warehouse.reader.byId('work-orders', ['2'])).get('2')).toMatchObject({ description: 'Vera told me' })
    expect(JSON.stringify(await warehouse.reader.rawPayloads('tenants', null, 100))).toContain('Otto')
  })

  it('has nothing left to do the second time, and lets no later read bring anything back', async () => {
    const warehouse = await open()
    await fill(warehouse)
    await forget(warehouse, 9)
    expect(await forget(warehouse, 10)).toEqual({ isNew: false, versions: 0, quarantined: 0, rawPayloads: 0 })
    const before = await everything(warehouse)
    expect(await observeTenant(warehouse, 11, { ...tenant, email: 'vera.new@example.org' })).toEqual({ opened: 0, closed: 0, unchanged: 1 })
    expect(await observeAt(warehouse, 11, { ...theirs('Closed'), closingComments: null })).toMatchObject({ opened: 1 })
    await observeAt(warehouse, 12, theirs('Closed'))
    expect((await everything(warehouse)).length).toBeGreaterThan(before.length)
    await warehouse.transaction(async (writer) => {
      await writer.quarantineRejects('tenants', [{ key: 't1', reason: 'other', raw: rawTenant }], at(12), 'r')
      await writer.keepRaws({ entity: 'tenants', at: at(12), runId: 'r', raws: new Map([['t1', rawTenant]]) })
      await writer.keepRaws({ entity: 'work-orders', at: at(12), runId: 'r', raws: new Map([['1', rawWorkOrder.replace('Open', 'Closed')]]) })
      await writer.observe({
        entity: 'jobs',
        at: at(12),
        records: [{ id: '77', description: 'Vera says it leaks', status: 'Done' }],
        runId: 'r',
        origin: 'sync',
      })
    })
    expect(await everything(warehouse)).not.toMatch(personal)
  })

  it('finds the work orders that a tenant asked for, as they are now', async () => {
    const warehouse = await open()
    await fill(warehouse)
    await observeAt(warehouse, 6, workOrder('3', { requesterId: 't1' }))
    expect(await warehouse.reader.workOrdersOfTenant('t1')).toEqual([
      { id: '1', number: '1', status: 'Closed' },
      { id: '3', number: '3', status: null },
    ])
  })
}
