import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EntityName } from '../../../src/core/model/entity.js'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { at, confirmAt, observeAt, workOrder } from './support.js'

/** A warehouse in a database, and a console beside it. */
export interface StarWarehouse {
  warehouse: Warehouse
  query: (statement: string) => Promise<Record<string, unknown>[]>
}

/** Which unit version each believed work order version points at: `[work order, since, unit, unit since, unit's name]`. */
const pointers = `
  select f.work_order_id, f.valid_from, d.unit_id, d.valid_from as unit_since, d.name, d.is_inferred, d.recorded_to
  from fact_work_orders f join dim_unit d on d.surrogate_key = f.unit_key
  where f.recorded_to is null order by f.work_order_id, f.valid_from, f.version`

const observeUnit = async (warehouse: Warehouse, n: number, name: string, id = 'u1') =>
  warehouse.transaction((writer) => writer.observe({ entity: 'units', at: at(n), records: [{ id, name }], runId: `run-${n}`, origin: 'sync' }))

const inUnit = (id: string, status = 'A', unit: string | null = 'u1') => workOrder(id, { status, unitIds: unit === null ? null : [unit] })

/** Of stores with surrogate keys only: facts point at the dimension versions of their time, whatever arrived when. */
export const keepsTheStar = (open: () => Promise<StarWarehouse>): void => {
  it('points at the version that was valid when the work order version began, and at "unassigned" for none', async () => {
    const { warehouse, query } = await open()
    for (const [n, name] of [
      [1, 'A'],
      [5, 'B'],
      [9, 'C'],
    ] as const)
      await observeUnit(warehouse, n, name)
    await observeAt(warehouse, 3, inUnit('1'), inUnit('2', 'A', null), inUnit('3', 'A', ''))
    await observeAt(warehouse, 5, inUnit('1', 'B'))
    expect((await query(pointers)).map((row) => [row['work_order_id'], row['name'] ?? row['unit_id']])).toEqual([
      ['1', 'A'],
      ['1', 'B'],
      ['2', '(unassigned)'],
      ['3', '(unassigned)'],
    ])
  })

  it('points at the earliest version when the event is older than all of them', async () => {
    const { warehouse, query } = await open()
    for (const [n, name] of [
      [5, 'A'],
      [9, 'B'],
    ] as const)
      await observeUnit(warehouse, n, name)
    await observeAt(warehouse, 1, inUnit('1'))
    expect(await query(pointers)).toMatchObject([{ name: 'A' }])
  })

  it('infers a member that it never read, shows it in no history, and fills it in place', async () => {
    const { warehouse, query } = await open()
    await observeAt(warehouse, 1, inUnit('1'), inUnit('2'))
    const inferred = await query('select surrogate_key, name, is_inferred, is_current from dim_unit where surrogate_key > 0')
    expect(inferred).toMatchObject([{ name: null, is_inferred: 1, is_current: 0 }])
    expect(await warehouse.reader.history('units', 'u1')).toEqual([])
    expect(await warehouse.reader.currentCount('units')).toBe(0)
    await warehouse.transaction((writer) => writer.confirmRead({ entity: 'units', at: at(2), runId: 'r', closeAfter: 1, presentIds: new Set() }))
    await observeUnit(warehouse, 5, 'A')
    expect(await query('select surrogate_key, name, is_inferred, is_current from dim_unit where surrogate_key > 0')).toMatchObject([
      { surrogate_key: inferred[0]?.['surrogate_key'], name: 'A', is_inferred: 0, is_current: 1 },
    ])
    expect(await warehouse.reader.history('units', 'u1')).toMatchObject([{ validFrom: at(5), runId: 'run-5', isCurrent: true, recordedTo: null }])
    expect(await query(pointers)).toMatchObject([{ name: 'A' }, { name: 'A' }])
  })

  it('points again where later knowledge rewrites a dimension, and where a member turns out to have changed before', async () => {
    const { warehouse, query } = await open()
    await observeUnit(warehouse, 1, 'A')
    await observeAt(warehouse, 6, inUnit('1'))
    await observeUnit(warehouse, 5, 'B')
    expect(await query(pointers)).toMatchObject([{ name: 'B', recorded_to: null }])
    await observeUnit(warehouse, 3, 'C')
    await observeUnit(warehouse, 6, 'D')
    expect(await query(pointers)).toMatchObject([{ name: 'D', recorded_to: null }])
  })

  it('points at the row of a deletion once it is known, and knows the days', async () => {
    const { warehouse, query } = await open()
    await observeUnit(warehouse, 1, 'A')
    await observeAt(warehouse, 5, { ...inUnit('1'), createdAt: at(0), completedAt: null })
    const gone = (n: number) =>
      warehouse.transaction((writer) => writer.confirmRead({ entity: 'units', at: at(n), runId: 'r', closeAfter: 2, presentIds: new Set() }))
    await gone(3)
    await gone(7)
    expect(await query('select d.is_deleted from fact_work_orders f join dim_unit d on d.surrogate_key = f.unit_key')).toEqual([{ is_deleted: 1 }])
    expect(await query('select created_date_key, completed_date_key from fact_work_orders')).toEqual([{ created_date_key: 20_260_101, completed_date_key: 0 }])
  })

  it('comes to the same pointers in whatever order facts and dimensions arrive', { timeout: 120_000 }, async () => {
    const { warehouse, query } = await open()
    let round = 0
    const idOf = (id: string) => `${round}-${id}`
    const apply = async (list: readonly Event[]) =>
      warehouse.transaction(async (writer) => {
        for (const { entity, second, state } of list) {
          const read = { at: at(round * 100 + second), runId: 'r', origin: 'sync' as const }
          if (entity === 'units') await writer.observe({ ...read, entity, records: [{ id: idOf('u'), name: state }] })
          else await writer.observe({ ...read, entity: 'work-orders', records: [workOrder(idOf('w'), { status: state, unitIds: [idOf('u')] })] })
        }
      })
    const found = async () =>
      (await query(pointersOf(idOf('w')))).map((row) => JSON.stringify([Date.parse(String(row['valid_from'])) - Date.parse(at(round * 100)), row['name']]))
    await fc.assert(
      fc.asyncProperty(eventsAndShuffle, async ([inOrder, shuffled]) => {
        round += 1
        await apply(inOrder)
        const expected = await found()
        round += 1
        await apply(shuffled)
        expect(await found()).toEqual(expected)
        expect(await query(wrongPointers)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('has views that count what analysts ask for', async () => {
    const { warehouse, query } = await open()
    const order = (id: string, status: string, members: object = {}) =>
      workOrder(id, { status, category: 'HVAC ', unitIds: ['u1'], vendorIds: ['v1'], createdAt: at(0), totalCostCents: 1000, ...members })
    const day = 86_400
    await observeUnit(warehouse, 1, 'Unit 1')
    await warehouse.transaction(async (writer) => {
      await writer.saveStatuses({ open: ['Open'], closed: ['Closed'] })
      await writer.saveDecisions([{ workOrderId: '3', action: 'hold', reason: 'unresolved-unit', why: 'no unit' }], at(1), 'r')
    })
    const second = { createdAt: at(9 * day), completedAt: at(9 * day + 5400) }
    await observeAt(warehouse, 1, order('1', 'Open'), order('2', 'Closed', second), order('3', 'Open', { createdAt: at(60 * day) }))
    await observeAt(warehouse, 2 * day, order('1', ' closed '))
    await observeAt(warehouse, 3 * day, order('1', 'Open'))
    await observeAt(warehouse, 4 * day, order('1', 'Closed'))
    expect(await query('select number, times_closed, times_reopened from v_reopened order by number')).toMatchObject([
      { number: '1', times_closed: 2, times_reopened: 1 },
      { number: '2', times_closed: 1, times_reopened: 0 },
    ])
    const completed = await query('select number, days, hours, completed_by from v_time_to_complete order by number')
    expect(completed.map((row) => [row['number'], Number(row['days']), Number(row['hours']), row['completed_by']])).toEqual([
      ['1', 4, 96, 'first seen closed'],
      ['2', 0, 1.5, 'PropertyWare'],
    ])
    expect(await query('select number, previous_number, days_after from v_repeat_visits')).toMatchObject([{ number: '2', previous_number: '1', days_after: 9 }])
    const [cost] = await query('select unit, work_orders, open_work_orders, total_cost_cents from v_cost_per_unit')
    expect([cost?.['unit'], ...['work_orders', 'open_work_orders', 'total_cost_cents'].map((name) => Number(cost?.[name]))]).toEqual(['Unit 1', 3, 1, 3000])
    const [score] = await query('select completed, hours_to_complete, reopened_percent from v_vendor_scorecard')
    expect(['completed', 'hours_to_complete', 'reopened_percent'].map((name) => Number(score?.[name]))).toEqual([2, 48.8, 50])
    expect(await query('select number, category, unit from v_open_work_orders')).toMatchObject([{ number: '3', category: 'HVAC', unit: 'Unit 1' }])
    expect(await query('select number, reason from v_held_and_blocked')).toMatchObject([{ number: '3', reason: 'unresolved-unit' }])
  })

  it('lets no two believed versions of one key overlap, and no fact point nowhere', async () => {
    const { warehouse, query } = await open()
    await observeAt(warehouse, 1, inUnit('1'))
    await observeAt(warehouse, 5, inUnit('1', 'B'))
    await confirmAt(warehouse, 6)
    await expect(query(`update fact_work_orders set valid_to = '${at(6)}' where version = 1`)).rejects.toThrow(/overlap/)
    await expect(query(`update fact_work_orders set unit_key = 999 where version = 1`)).rejects.toThrow(/foreign key/i)
    await expect(query(`delete from dim_unit where surrogate_key = 1`)).rejects.toThrow(/foreign key/i)
  })
}

interface Event {
  entity: Extract<EntityName, 'units' | 'work-orders'>
  second: number
  state: string
}

const events = fc.uniqueArray(
  fc.record({
    entity: fc.constantFrom<Event['entity'][]>('units', 'work-orders'),
    second: fc.integer({ min: 1, max: 20 }),
    state: fc.constantFrom('A', 'B', 'C'),
  }),
  { selector: ({ entity, second }) => `${entity} ${second}`, maxLength: 12 },
)

const eventsAndShuffle = events.chain((list) => {
  const inOrder = list.toSorted((left, right) => left.second - right.second || (left.entity < right.entity ? -1 : 1))
  return fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length }))
})

const pointersOf = (id: string) =>
  `select f.valid_from, d.name from fact_work_orders f join dim_unit d on d.surrogate_key = f.unit_key
   where f.recorded_to is null and f.work_order_id = '${id}' order by f.valid_from, f.version`

/** Believed facts that do not point at the believed version of their time (or the earliest one). */
const wrongPointers = `
  select f.work_order_id from fact_work_orders f join dim_unit d on d.surrogate_key = f.unit_key
  where f.recorded_to is null and (
    d.unit_id <> f.unit_id
    or (d.recorded_to is not null and d.is_inferred = 0)
    or exists (select 1 from dim_unit o where o.unit_id = f.unit_id and o.recorded_to is null and o.valid_from <= f.valid_from and o.version > d.version)
    or (d.valid_from > f.valid_from and exists (select 1 from dim_unit o where o.unit_id = f.unit_id and o.recorded_to is null and o.version < d.version)))`
