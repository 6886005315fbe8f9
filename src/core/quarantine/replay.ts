import { portfolioOfBuilding } from '../extract/portfolio-of-building.js'
import { type AnyRecord, type PropertyWareEntity, propertyWareEntities } from '../model/entity.js'
import type { QuarantineEntry } from '../ports/ledger.js'
import type { Warehouse } from '../ports/warehouse.js'
import type { SyncPorts } from '../sync/ports.js'
import { newRunId } from '../sync/run-id.js'
import { runRecord } from '../sync/run-records.js'

export interface Replayed {
  id: string
  entity: QuarantineEntry['entity']
  key: string
  outcome: 'replayed' | 'still-wrong' | 'not-replayable'
  /** Why it did not go through. */
  reason: string | null
}

type Prepare = (entity: PropertyWareEntity, record: AnyRecord) => AnyRecord

const isPropertyWareEntity = (entity: string): entity is PropertyWareEntity => propertyWareEntities.some((known) => known === entity)

/** Buildings come without their portfolio; what ties them is read once, and only when a building is replayed. */
const preparation = async (ports: SyncPorts, entries: readonly QuarantineEntry[], signal: AbortSignal): Promise<Prepare> => {
  if (!entries.some(({ entity }) => entity === 'buildings')) return (_, record) => record
  const { reader } = ports.propertyware
  const { records } = await reader.page('portfolios', { page: 1 }, signal)
  const withPortfolio = await portfolioOfBuilding(records, reader, signal)
  return (entity, record) => (entity === 'buildings' ? withPortfolio(record) : record)
}

const replayOne = async (ports: SyncPorts, warehouse: Warehouse, entry: QuarantineEntry, runId: string, prepare: Prepare): Promise<Replayed> => {
  const { id, entity, key } = entry
  if (!isPropertyWareEntity(entity)) {
    return {
      id,
      entity,
      key,
      outcome: 'not-replayable',
      reason: 'ServiceFusion is asked again by every sync; the entry closes by itself when the record is good',
    }
  }
  const revived = ports.propertyware.reader.revive(entity, entry.raw)
  const [reject] = revived.rejects
  if (reject !== undefined) return { id, entity, key, outcome: 'still-wrong', reason: reject.reason }
  await warehouse.transaction(async (writer) => {
    // It is what the source showed when it was last seen there; a later state that was read since stays the current one.
    const records = revived.records.map((record) => prepare(entity, record)) as never[]
    await writer.observe({ entity, at: entry.lastSeenAt, records, runId, origin: 'sync' })
    await writer.setQuarantineState(id, 'replayed', ports.clock.now())
  })
  return { id, entity, key, outcome: 'replayed', reason: null }
}

/** Validates quarantined records again, with today's rules, and puts those that pass into the history. Throws `locked` while a sync runs. */
export const replayQuarantined = async (
  ports: SyncPorts,
  entries: readonly QuarantineEntry[],
  signal: AbortSignal,
): Promise<{ runId: string; results: Replayed[] }> => {
  const { warehouse, clock, random, process } = ports
  const startedAt = clock.now()
  const runId = newRunId(startedAt, random)
  const lock = await warehouse.lock({ ...process, runId, since: startedAt })
  try {
    const prepare = await preparation(ports, entries, signal)
    const results: Replayed[] = []
    for (const entry of entries) {
      signal.throwIfAborted()
      results.push(await replayOne(ports, warehouse, entry, runId, prepare))
    }
    const replayed = results.filter(({ outcome }) => outcome === 'replayed').length
    const run = runRecord({ id: runId, command: 'quarantine replay', startedAt, ...process })
    // Without an exit code: a replay must not pass for a successful sync when somebody asks when the last one was.
    await warehouse.transaction((writer) =>
      writer.saveRun({ ...run, state: 'finished', finishedAt: clock.now(), complete: true, summary: { replayed, tried: results.length } }),
    )
    return { runId, results }
  } finally {
    await lock.release()
  }
}
