import type { Instant } from '../../core/model/instant.js'
import type { HistoryCounts, WarehouseWriter } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { layoutOf } from './layout.js'
import { weaveKeys } from './observe.js'
import { deleteVouchedSightings, selectMissingKeys } from './sql/evidence.js'

type ConfirmedRead = Parameters<WarehouseWriter['confirmRead']>[0]

const batchSize = 1000

/** Notes a complete read and, when it was full, counts the absences of what it lacked. */
export const confirmRead = async (session: Session, now: Instant, read: ConfirmedRead): Promise<HistoryCounts> => {
  const { entity, at, presentIds } = read
  const layout = layoutOf(entity)
  await saveRead(session, read)
  const missing = presentIds === undefined ? [] : await selectMissingKeys(session, layout, { entity, at, presentIds })
  await deleteVouchedSightings(session, layout, { entity, at, runId: read.runId, isFull: presentIds !== undefined })
  const counts: HistoryCounts = { opened: 0, closed: 0, unchanged: 0 }
  for (let start = 0; start < missing.length; start += batchSize) {
    const findings = new Map(missing.slice(start, start + batchSize).map((key) => [key, { kind: 'absent', at } as const]))
    const woven = await weaveKeys(session, now, entity, layout, findings)
    counts.opened += woven.opened
    counts.closed += woven.closed
  }
  return counts
}

/** A full read outranks one of the same moment that was not. */
const saveRead = async ({ db }: Session, { entity, at, runId, presentIds, closeAfter }: ConfirmedRead): Promise<void> => {
  const isFull = presentIds === undefined ? 0 : 1
  const row = { entity, at, is_full: isFull, close_after: closeAfter, run_id: runId, origin: 'sync' as const }
  const insert = db.insertInto('complete_reads').values(row)
  await insert
    .onConflict((conflict) =>
      conflict.columns(['entity', 'at']).doUpdateSet({ is_full: isFull, close_after: closeAfter }).where('complete_reads.is_full', '<', isFull),
    )
    .execute()
}
