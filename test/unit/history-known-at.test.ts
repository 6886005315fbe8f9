import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { believedAt, believedNow, validAt } from '../../src/core/history/known-at.js'
import type { Version } from '../../src/core/history/version.js'
import { instant, type Instant } from '../../src/core/model/instant.js'
import type { WorkOrder } from '../../src/core/model/propertyware.js'

const at = (n: number): Instant => instant(Date.UTC(2031, 0, 1) + n * 1000)

/** A warehouse on whose clock each step is recorded at 1000 plus its number. */
const openSteps = async () => {
  let step = 0
  const warehouse = await openMemoryWarehouse({ clock: { now: () => at(1000 + step), sleep: async () => {} } })
  const versions = (): Promise<Version<WorkOrder>[]> => warehouse.reader.history('work-orders', '1')
  const see = async (second: number, status: string): Promise<void> => {
    step += 1
    await warehouse.transaction((writer) =>
      writer.observe({ entity: 'work-orders', at: at(second), records: [{ id: '1', number: '1', status }], runId: `run-${step}`, origin: 'sync' }),
    )
  }
  return { see, versions }
}

const short = (rows: readonly Version<WorkOrder>[]) => rows.map((row) => [row.record.status, row.validFrom, row.validTo])

it('shows a row that was closed later as open, and a replaced one as it was believed', async () => {
  const { see, versions } = await openSteps()
  await see(1, 'A')
  await see(9, 'C')
  await see(5, 'B')
  const rows = await versions()
  expect(short(believedAt(rows, at(1000)))).toEqual([])
  expect(short(believedAt(rows, at(1001)))).toEqual([['A', at(1), null]])
  expect(short(believedAt(rows, at(1002)))).toEqual([
    ['A', at(1), at(9)],
    ['C', at(9), null],
  ])
  expect(short(believedAt(rows, at(1003)))).toEqual([
    ['A', at(1), at(5)],
    ['B', at(5), at(9)],
    ['C', at(9), null],
  ])
  expect(believedAt(rows, at(1001)).map((row) => row.isCurrent)).toEqual([true])
})

it('finds the version that was valid at a moment, the later one at a boundary', async () => {
  const { see, versions } = await openSteps()
  await see(1, 'A')
  await see(5, 'B')
  const rows = believedNow(await versions())
  expect([0, 1, 4, 5, 9].map((n) => validAt(rows, at(n))?.record.status)).toEqual([undefined, 'A', 'A', 'B', 'B'])
})

it('tells what was believed after every step, whatever came later', async () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom('A', 'B', 'C')), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const { see, versions } = await openSteps()
      const believed: unknown[] = []
      for (const [second, status] of list) {
        await see(second, status)
        believed.push(short(believedNow(await versions())))
      }
      const rows = await versions()
      expect(list.map((_, index) => short(believedAt(rows, at(1001 + index))))).toEqual(believed)
    }),
    { numRuns: 300 },
  )
})
