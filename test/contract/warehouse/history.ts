import { expect, it } from 'vitest'
import { at, believed, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

export const keepsHistory = (open: OpenWarehouse): void => {
  it('closes a version where the next one begins', async () => {
    const warehouse = await open()
    expect(await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))).toEqual({ opened: 1, closed: 0, unchanged: 0 })
    expect(await observeAt(warehouse, 5, workOrder('1', { status: 'B' }))).toEqual({ opened: 1, closed: 1, unchanged: 0 })
    expect(await warehouse.reader.history('work-orders', '1')).toEqual([
      expect.objectContaining({
        version: 1,
        validFrom: at(1),
        validTo: at(5),
        recordedTo: null,
        isCurrent: false,
        isDeleted: false,
        runId: 'run-1',
        origin: 'sync',
      }),
      expect.objectContaining({
        version: 2,
        validFrom: at(5),
        validTo: null,
        recordedTo: null,
        isCurrent: true,
        isDeleted: false,
        runId: 'run-5',
        origin: 'sync',
      }),
    ])
  })

  it('writes nothing when it sees the same again', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    const before = await warehouse.reader.history('work-orders', '1')
    expect(await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))).toEqual({ opened: 0, closed: 0, unchanged: 1 })
    expect(await observeAt(warehouse, 5, workOrder('1', { status: 'A' }))).toEqual({ opened: 0, closed: 0, unchanged: 1 })
    expect(await warehouse.reader.history('work-orders', '1')).toEqual(before)
  })

  it('keeps A, B, A as three versions', async () => {
    const warehouse = await open()
    for (const [n, status] of [
      [1, 'A'],
      [2, 'B'],
      [3, 'A'],
    ] as const)
      await observeAt(warehouse, n, workOrder('1', { status }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['B', 2, 3],
      ['A', 3, null],
    ])
  })

  it('takes null, empty and missing for three values and gives each back', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: null }))
    await observeAt(warehouse, 2, workOrder('1', { status: '' }))
    await observeAt(warehouse, 3, workOrder('1'))
    const records = (await warehouse.reader.history('work-orders', '1')).map((row) => row.record)
    expect(records).toStrictEqual([workOrder('1', { status: null }), workOrder('1', { status: '' }), workOrder('1')])
  })

  it('gives a record back exactly, blanks, line ends and long ids included', async () => {
    const warehouse = await open()
    const record = workOrder('9007199254740993', {
      category: 'HVAC ',
      description: 'a\r\nb "\u{1F527}" \\',
      unitIds: [],
      vendorIds: ['2'],
      customFields: [{ name: 'Service Status', value: null }],
    })
    await observeAt(warehouse, 1, record)
    expect((await warehouse.reader.byId('work-orders', [record.id])).get(record.id)).toStrictEqual(record)
  })

  it('sees no change in an untracked member, and one in a tracked member beside it', async () => {
    const warehouse = await open()
    const observe = (n: number, status: string) =>
      warehouse.transaction((writer) =>
        writer.observe({ entity: 'jobs', at: at(n), runId: 'r', origin: 'sync', records: [{ id: '7', status, updatedAt: at(n) }] }),
      )
    await observe(1, 'Open')
    expect(await observe(2, 'Open')).toEqual({ opened: 0, closed: 0, unchanged: 1 })
    expect(await observe(3, 'Done')).toEqual({ opened: 1, closed: 1, unchanged: 0 })
    expect((await warehouse.reader.history('jobs', '7')).map((row) => row.record.updatedAt)).toEqual([at(1), at(3)])
  })

  it('lets the last of two records with one id in one call win', async () => {
    const warehouse = await open()
    expect(await observeAt(warehouse, 1, workOrder('1', { status: 'A' }), workOrder('1', { status: 'B' }))).toEqual({ opened: 1, closed: 0, unchanged: 0 })
    expect(await believed(warehouse)).toEqual([['B', 1, null]])
  })

  it('orders two states of one instant by their hash, whichever came first', async () => {
    const histories = []
    for (const order of [
      ['A', 'B'],
      ['B', 'A'],
    ]) {
      const warehouse = await open()
      await observeAt(warehouse, 1, workOrder('1', { status: 'X' }))
      for (const status of order) await observeAt(warehouse, 5, workOrder('1', { status }))
      histories.push(await believed(warehouse))
    }
    expect(histories[0]).toEqual(histories[1])
    expect(histories[0]?.map(([, from, to]) => [from, to])).toEqual([
      [1, 5],
      [5, 5],
      [5, null],
    ])
  })

  it('answers as of a boundary with the version that begins there', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 5, workOrder('1', { status: 'B' }))
    const versions = await warehouse.reader.history('work-orders', '1')
    const asOf = (n: number) => versions.find((row) => row.validFrom <= at(n) && (row.validTo === null || at(n) < row.validTo))?.record.status
    expect([asOf(0), asOf(1), asOf(4), asOf(5), asOf(6)]).toEqual([undefined, 'A', 'A', 'B', 'B'])
  })
}
