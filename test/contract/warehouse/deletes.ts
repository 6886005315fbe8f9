import { expect, it } from 'vitest'
import { believed, confirmAt, observeAt, readAllAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

export const countsAbsences = (open: OpenWarehouse): void => {
  const a = workOrder('1', { status: 'A' })
  const other = workOrder('2', { status: 'X' })

  it('closes a record as deleted after three full reads without it, as of the first', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a, other)
    await readAllAt(warehouse, 2, other)
    await readAllAt(warehouse, 3, other)
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
    expect(await warehouse.reader.currentCount('work-orders')).toBe(2)
    expect(await confirmAt(warehouse, 4, ['2'])).toMatchObject({ opened: 2, closed: 1 })
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['gone', 2, null],
    ])
    expect(await warehouse.reader.currentCount('work-orders')).toBe(1)
    expect(await warehouse.reader.byId('work-orders', ['1'])).toEqual(new Map())
    expect((await warehouse.reader.workOrdersAfter(null, 10)).map((record) => record.id)).toEqual(['2'])
  })

  it('writes nothing for further absences', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    for (const n of [2, 3, 4]) await confirmAt(warehouse, n, [])
    const before = await warehouse.reader.history('work-orders', '1')
    expect(await confirmAt(warehouse, 5, [])).toEqual({ opened: 0, closed: 0, unchanged: 0 })
    expect(await warehouse.reader.history('work-orders', '1')).toEqual(before)
  })

  it('starts the count again when the record is seen, by a full read or any other', async () => {
    for (const seeAgain of [readAllAt, observeAt]) {
      const warehouse = await open()
      await readAllAt(warehouse, 1, a)
      for (const n of [2, 3]) await confirmAt(warehouse, n, [])
      await seeAgain(warehouse, 4, a)
      for (const n of [5, 6]) await confirmAt(warehouse, n, [])
      expect(await believed(warehouse)).toEqual([['A', 1, null]])
      await confirmAt(warehouse, 7, [])
      expect(await believed(warehouse)).toEqual([
        ['A', 1, 5],
        ['gone', 5, null],
      ])
    }
  })

  it('does not take a read that was not full for a sighting or an absence', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    await confirmAt(warehouse, 2, [])
    await confirmAt(warehouse, 3)
    await confirmAt(warehouse, 4, [])
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
    await confirmAt(warehouse, 5, [])
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['gone', 2, null],
    ])
  })

  it('opens a new version when a deleted record returns, changed or not', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    for (const n of [2, 3, 4]) await confirmAt(warehouse, n, [])
    await readAllAt(warehouse, 5, a)
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['gone', 2, 5],
      ['A', 5, null],
    ])
    expect(await warehouse.reader.currentCount('work-orders')).toBe(1)
  })

  it('takes a deletion back when it turns out that the record was seen in between', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    for (const n of [2, 3, 5]) await confirmAt(warehouse, n, [])
    await observeAt(warehouse, 4, a)
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
  })

  it('counts the same read once', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    for (const n of [2, 2, 2, 2]) await confirmAt(warehouse, n, [])
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
  })

  it('carries the last state in the deleted version', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, a)
    for (const n of [2, 3, 4]) await confirmAt(warehouse, n, [])
    const last = (await warehouse.reader.history('work-orders', '1')).at(-1)
    expect(last).toMatchObject({ isDeleted: true, isCurrent: true, record: a, runId: 'run-2', version: 2 })
  })
}
