import { expect, it } from 'vitest'
import { at, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

export const servesThePlanner = (open: OpenWarehouse): void => {
  it('pages through work orders by id as text', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, ...['10', '9', '2', '100'].map((id) => workOrder(id)))
    const first = await warehouse.reader.workOrdersAfter(null, 3)
    expect(first.map((record) => record.id)).toEqual(['10', '100', '2'])
    expect((await warehouse.reader.workOrdersAfter('2', 3)).map((record) => record.id)).toEqual(['9'])
    expect(await warehouse.reader.workOrdersAfter('9', 3)).toEqual([])
  })

  it('looks records up by key, in their newest state', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }), workOrder('2'))
    await observeAt(warehouse, 2, workOrder('1', { status: 'B' }))
    expect(await warehouse.reader.byId('work-orders', ['1', '3'])).toEqual(new Map([['1', workOrder('1', { status: 'B' })]]))
    expect(await warehouse.reader.byId('units', ['1'])).toEqual(new Map())
    expect(await warehouse.reader.byId('units', [])).toEqual(new Map())
  })

  it('finds the units of buildings where they are now', async () => {
    const warehouse = await open()
    const observeUnits = (n: number, ...units: { id: string; buildingId: string | null }[]) =>
      warehouse.transaction((writer) => writer.observe({ entity: 'units', at: at(n), runId: 'r', origin: 'sync', records: units }))
    await observeUnits(1, { id: 'u1', buildingId: 'b1' }, { id: 'u2', buildingId: 'b1' }, { id: 'u3', buildingId: 'b2' }, { id: 'u4', buildingId: null })
    await observeUnits(2, { id: 'u2', buildingId: 'b2' })
    expect((await warehouse.reader.unitsOfBuildings(['b1', 'b3'])).map((unit) => unit.id)).toEqual(['u1'])
    expect((await warehouse.reader.unitsOfBuildings(['b2', 'b1'])).map((unit) => unit.id)).toEqual(['u1', 'u2', 'u3'])
  })

  it('finds all jobs of a marker, blanks around it forgiven', async () => {
    const warehouse = await open()
    const records = [
      { id: '2', poNumber: ' PW-0000001-X ' },
      { id: '1', poNumber: 'PW-0000001-X' },
      { id: '3', poNumber: 'PW-0000012-X' },
      { id: '4', poNumber: null },
      { id: '5' },
    ]
    await warehouse.transaction((writer) => writer.observe({ entity: 'jobs', at: at(1), runId: 'r', origin: 'sync', records }))
    const found = await warehouse.reader.jobsByMarker(['PW-0000001-X', 'PW-0000099-X'])
    expect([...found.keys()]).toEqual(['PW-0000001-X'])
    expect(found.get('PW-0000001-X')).toEqual([records[1], records[0]])
  })

  it('has no records, flags or counts while it is empty', async () => {
    const warehouse = await open()
    for (const entity of ['portfolios', 'buildings', 'units', 'leases', 'tenants', 'vendors', 'work-orders', 'jobs'] as const) {
      expect(await warehouse.reader.currentCount(entity)).toBe(0)
      expect(await warehouse.reader.byId(entity, ['(unassigned)', ''])).toEqual(new Map())
      expect(await warehouse.reader.history(entity, '(unassigned)')).toEqual([])
    }
    expect(await warehouse.reader.featureFlags()).toEqual([])
  })
}
