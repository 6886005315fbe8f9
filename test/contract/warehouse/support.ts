import { instant } from '../../../src/core/model/instant.js'
import type { Instant } from '../../../src/core/model/instant.js'
import type { WorkOrder } from '../../../src/core/model/propertyware.js'
import type { Clock } from '../../../src/core/ports/clock.js'
import type { HistoryCounts, Warehouse } from '../../../src/core/ports/warehouse.js'
import type { Version } from '../../../src/core/history/version.js'

/** Opens an empty, migrated warehouse; whoever opens it closes it. */
export type OpenWarehouse = (clock?: Clock) => Promise<Warehouse>

/** The moment `n` seconds into the test's time. */
export const at = (n: number): Instant => instant(Date.UTC(2026, 0, 1) + n * 1000)

export const secondOf = (moment: Instant | null): number | null => (moment === null ? null : (Date.parse(moment) - Date.UTC(2026, 0, 1)) / 1000)

/** A clock that is one second later at every look, so that what was recorded when can be told apart. */
export const tickingClock = (): Clock => {
  let seconds = 1_000_000
  return {
    now: () => at((seconds += 1)),
    sleep: async () => {},
  }
}

export const workOrder = (id: string, members: Partial<WorkOrder> = {}): WorkOrder => ({ id, number: id, ...members })

/** Observes work orders as a read at second `n` by the run `run-n`. */
export const observeAt = (warehouse: Warehouse, n: number, ...records: WorkOrder[]): Promise<HistoryCounts> =>
  warehouse.transaction((writer) => writer.observe({ entity: 'work-orders', at: at(n), records, runId: `run-${n}`, origin: 'sync' }))

/** A complete read at second `n`: full, when the ids it listed are given. */
export const confirmAt = (warehouse: Warehouse, n: number, presentIds?: readonly string[]): Promise<HistoryCounts> =>
  warehouse.transaction((writer) =>
    writer.confirmRead({
      entity: 'work-orders',
      at: at(n),
      runId: `run-${n}`,
      closeAfter: 3,
      ...(presentIds === undefined ? {} : { presentIds: new Set(presentIds) }),
    }),
  )

/** A full read: what it saw, and that it was complete. */
export const readAllAt = async (warehouse: Warehouse, n: number, ...records: WorkOrder[]): Promise<void> => {
  await observeAt(warehouse, n, ...records)
  await confirmAt(
    warehouse,
    n,
    records.map((record) => record.id),
  )
}

/** A believed row as `[status, from, to]`, `'gone'` for a deletion: short enough to compare whole histories at a glance. */
export const believed = async (warehouse: Warehouse, id = '1'): Promise<(string | number | null | undefined)[][]> => {
  const versions = await warehouse.reader.history('work-orders', id)
  return versions
    .filter((row) => row.recordedTo === null)
    .map((row) => [row.isDeleted ? 'gone' : row.record.status, secondOf(row.validFrom), secondOf(row.validTo)])
}

/** What must hold of every history, whatever happened. Returns the broken rules. */
export const brokenRules = (versions: readonly Version<unknown>[]): string[] => {
  const rows = versions.filter((row) => row.recordedTo === null)
  const broken: string[] = []
  rows.forEach((row, index) => {
    const next = rows[index + 1]
    if (row.version !== index + 1) broken.push(`row ${index + 1} has version ${row.version}`)
    if (row.validTo !== null && row.validTo < row.validFrom) broken.push(`row ${index + 1} ends before it begins`)
    if (next !== undefined && row.validTo !== next.validFrom) broken.push(`row ${index + 1} does not meet the next one`)
    if (next !== undefined && row.rowHash === next.rowHash && row.isDeleted === next.isDeleted) broken.push(`row ${index + 1} repeats itself`)
    if (row.isCurrent !== (next === undefined)) broken.push(`row ${index + 1} is${row.isCurrent ? '' : ' not'} current`)
  })
  if (versions.some((row) => row.recordedTo !== null && (row.isCurrent || row.recordedTo < row.recordedFrom)))
    broken.push('a replaced row is current, or ends before it began')
  return broken
}
