import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openMemoryWarehouse } from '../../../src/adapters/memory/index.js'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { at, believed, brokenRules, confirmAt, observeAt, readAllAt, secondOf, tickingClock, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

export const acceptsLateObservations = (open: OpenWarehouse, permutations: number): void => {
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

  it('lets a replayed record stand, although reads went by in which it could not be read', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await warehouse.transaction((writer) => writer.quarantineRejects('work-orders', [{ key: '1', reason: 'bad', raw: '{}' }], at(3), 'run-3'))
    for (const n of [3, 5]) await confirmAt(warehouse, n, ['1'])
    await warehouse.transaction(async (writer) => {
      await writer.observe({ entity: 'work-orders', at: at(3), records: [workOrder('1', { status: 'B' })], runId: 'run-6', origin: 'sync' })
      await writer.releaseFromQuarantine('work-orders', ['1'], at(6))
    })
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, null],
    ])
  })

  it('remembers a page of a read until the read is confirmed, and the read afterwards', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await warehouse.transaction(async (writer) => {
      for (const n of [5, 6])
        await writer.observe({ entity: 'work-orders', at: at(n), records: [workOrder('1', { status: 'A' })], runId: 'run-7', origin: 'sync' })
      await writer.confirmRead({ entity: 'work-orders', at: at(7), runId: 'run-7', closeAfter: 3 })
    })
    await observeAt(warehouse, 3, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 3],
      ['B', 3, 7],
      ['A', 7, null],
    ])
  })

  it('comes to the same history as one in memory, in whatever order full reads and other observations arrive', { timeout: 600_000 }, async () => {
    let [inOrder, mixed] = [await openMemoryWarehouse({ clock: tickingClock() }), await open()]
    let round = 0
    await fc.assert(
      fc.asyncProperty(eventsAndShuffle, async ([events, shuffled]) => {
        round += 1
        if (round % roundsPerWarehouse === 0) [inOrder, mixed] = [await openMemoryWarehouse({ clock: tickingClock() }), await open()]
        await applyEvents(inOrder, events, round)
        await applyEvents(mixed, shuffled, round)
        for (const id of keys.map((key) => keyOf(round, key))) {
          expect(await comparable(mixed, id)).toEqual(await comparable(inOrder, id))
          expect(brokenRules(await mixed.reader.history('work-orders', id))).toEqual([])
        }
      }),
      { numRuns: permutations },
    )
  })
}

const keys = ['1', '2']

/** `states` by key; a key that is left out was absent. Only a full read says so. */
interface Event {
  second: number
  isFull: boolean
  states: Record<string, string | null>
}

const events = fc.uniqueArray(
  fc.record({
    second: fc.integer({ min: 1, max: 40 }),
    isFull: fc.boolean(),
    states: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('A', 'B', '', null, 'absent')),
  }),
  { selector: (event) => event.second, maxLength: 16 },
)

const eventsAndShuffle = events.chain((list) => {
  const inOrder = list.toSorted((left, right) => left.second - right.second)
  return fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length }))
})

const roundsPerWarehouse = 50

/** Every round has keys and a time of its own, so that all can share a warehouse. */
const keyOf = (round: number, key: string): string => `${round}-${key}`

const applyEvents = (warehouse: Warehouse, list: readonly Event[], round: number): Promise<void> =>
  warehouse.transaction(async (writer) => {
    for (const { second, isFull, states } of list) {
      const read = { entity: 'work-orders' as const, at: at(round * 100 + second), runId: `run-${round}-${second}` }
      const records = Object.entries(states).map(([key, status]) => workOrder(keyOf(round, key), status === 'absent' ? {} : { status }))
      await writer.observe({ ...read, records, origin: 'sync' })
      if (isFull) await writer.confirmRead({ ...read, closeAfter: 3, presentIds: new Set(records.map((record) => record.id)) })
    }
  })

/** The whole believed history, without when it was recorded. */
const comparable = async (warehouse: Warehouse, id: string): Promise<unknown[]> => {
  const rows = await warehouse.reader.history('work-orders', id)
  return rows
    .filter((row) => row.recordedTo === null)
    .map((row) => ({ ...row, recordedFrom: null, validFrom: secondOf(row.validFrom), validTo: secondOf(row.validTo) }))
}
