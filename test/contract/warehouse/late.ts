import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { believed, brokenRules, confirmAt, observeAt, secondOf, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

export const acceptsLateObservations = (open: OpenWarehouse): void => {
  it('splits a version, and lets the first complete read afterwards bring it back', async () => {
    const warehouse = await open()
    for (const n of [1, 5, 9]) {
      await observeAt(warehouse, n, workOrder('1', { status: 'A' }))
      await confirmAt(warehouse, n)
    }
    await observeAt(warehouse, 3, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, 5],
      ['A', 5, null],
    ])
  })

  it('lets a read that was not full vouch for records it did not list', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await confirmAt(warehouse, 5)
    await observeAt(warehouse, 3, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, 5],
      ['A', 5, null],
    ])
  })

  it('lets a late state stand when nothing was seen afterwards', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 5, workOrder('1', { status: 'C' }))
    await observeAt(warehouse, 3, workOrder('1', { status: 'B' }))
    await observeAt(warehouse, 7, workOrder('1', { status: 'B' }))
    await observeAt(warehouse, 6, workOrder('1', { status: 'A' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, 5],
      ['C', 5, 6],
      ['A', 6, 7],
      ['B', 7, null],
    ])
  })

  it('remembers a sighting of an incomplete read', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 5, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 3, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, 5],
      ['A', 5, null],
    ])
  })

  it('extends the next version backwards by a new row, and keeps the old one for what was known before', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 5, workOrder('1', { status: 'A' }))
    expect(await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))).toEqual({ opened: 1, closed: 1, unchanged: 0 })
    const rows = await warehouse.reader.history('work-orders', '1')
    expect(rows.map((row) => [secondOf(row.validFrom), row.validTo, row.recordedTo === null, row.isCurrent])).toEqual([
      [1, null, true, true],
      [5, null, false, false],
    ])
    expect(rows[0]?.recordedFrom).toBe(rows[1]?.recordedTo)
  })

  it('writes nothing for a late observation that the version then valid already says', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 9, workOrder('1', { status: 'B' }))
    const before = await warehouse.reader.history('work-orders', '1')
    expect(await observeAt(warehouse, 5, workOrder('1', { status: 'A' }))).toEqual({ opened: 0, closed: 0, unchanged: 1 })
    expect(await warehouse.reader.history('work-orders', '1')).toEqual(before)
  })

  it('keeps what it believed before a split', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 9, workOrder('1', { status: 'C' }))
    await observeAt(warehouse, 5, workOrder('1', { status: 'B' }))
    const rows = await warehouse.reader.history('work-orders', '1')
    const replaced = rows.filter((row) => row.recordedTo !== null)
    expect(replaced.map((row) => [row.record.status, secondOf(row.validFrom), secondOf(row.validTo)])).toEqual([['A', 1, 9]])
    expect(rows.filter((row) => row.recordedTo === null).map((row) => row.version)).toEqual([1, 2, 3])
  })

  it('comes to the same history in whatever order full reads and other observations arrive', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(eventsAndShuffle, async ([events, shuffled]) => {
        const inOrder = await open()
        const mixed = await open()
        for (const event of events) await applyEvent(inOrder, event)
        for (const event of shuffled) await applyEvent(mixed, event)
        for (const id of keys) {
          expect(await comparable(mixed, id)).toEqual(await comparable(inOrder, id))
          expect(brokenRules(await mixed.reader.history('work-orders', id))).toEqual([])
        }
        await Promise.all([inOrder.close(), mixed.close()])
      }),
      { numRuns: 100 },
    )
  })
}

const keys = ['1', '2']

/** `states` by key; a key that is left out was absent. Only a full read says so. */
interface Event {
  second: number
  isFull: boolean
  states: Record<string, string>
}

const events = fc.uniqueArray(
  fc.record({
    second: fc.integer({ min: 1, max: 20 }),
    isFull: fc.boolean(),
    states: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('A', 'B', 'C')),
  }),
  { selector: (event) => event.second, maxLength: 10 },
)

const eventsAndShuffle = events.chain((list) => {
  const inOrder = list.toSorted((left, right) => left.second - right.second)
  return fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length }))
})

const applyEvent = async (warehouse: Warehouse, { second, isFull, states }: Event): Promise<void> => {
  const records = Object.entries(states).map(([id, status]) => workOrder(id, { status }))
  await observeAt(warehouse, second, ...records)
  if (isFull) await confirmAt(warehouse, second, Object.keys(states))
}

/** The whole believed history, without when it was recorded. */
const comparable = async (warehouse: Warehouse, id: string): Promise<unknown[]> => {
  const rows = await warehouse.reader.history('work-orders', id)
  return rows
    .filter((row) => row.recordedTo === null)
    .map(({ recordedFrom: _, ...row }) => ({ ...row, validFrom: secondOf(row.validFrom), validTo: secondOf(row.validTo) }))
}
