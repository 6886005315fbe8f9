import { needReads, noEvidence, noNeededReads } from '../../core/history/evidence.js'
import type { Believed, CompleteRead, KeyEvidence, Sighting } from '../../core/history/evidence.js'
import type { TimelineChange } from '../../core/history/timeline.js'
import type { AnyRecord, EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { Session } from './dialect/dialect.js'
import type { Layout } from './layout.js'
import { selectNeededReads } from './sql/reads.js'
import { closeRows, renumberRow, selectBelieved, supersedeRows } from './sql/versions.js'
import { insertVersions } from './star/insert-versions.js'
import type { HistoryRow } from './tables.js'

/** The complete reads that can make a difference to these findings. There is one per run in all, and few that do. */
export const readCompleteReads = async (
  session: Session,
  entity: EntityName,
  evidence: ReadonlyMap<string, KeyEvidence<string>>,
  findings: ReadonlyMap<string, { at: Instant }>,
): Promise<CompleteRead[]> => {
  const needed = noNeededReads()
  for (const [key, { at }] of findings) needReads(needed, evidence.get(key) ?? noEvidence, at)
  const rows = await selectNeededReads(session, entity, needed)
  return rows.map((row) => ({ at: row.at, isFull: row.is_full === 1, closeAfter: row.close_after, runId: row.run_id, origin: row.origin }))
}

/** What is remembered of these keys; a key of which nothing is known has empty evidence. */
export const readEvidence = async (
  session: Session,
  entity: EntityName,
  layout: Layout,
  keys: readonly string[],
): Promise<Map<string, KeyEvidence<string>>> => {
  const { db, dialect } = session
  const isOneOf = dialect.list(keys)
  const versions = groupByKey(await selectBelieved(session, layout, keys))
  const sightings = await db.selectFrom('sightings').selectAll().where('entity', '=', entity).where('key', 'in', isOneOf).orderBy('at').execute()
  const absences = await db.selectFrom('absences').selectAll().where('entity', '=', entity).where('key', 'in', isOneOf).orderBy('at').execute()
  const quarantined = await db
    .selectFrom('quarantine')
    .select(['key', 'first_seen_at'])
    .where('entity', '=', entity)
    .where('state', '=', 'open')
    .where('key', 'in', isOneOf)
    .execute()
  const unreadable = new Map(quarantined.map((row) => [row.key, row.first_seen_at]))
  const sightingsByKey = groupByKey(sightings)
  const absencesByKey = groupByKey(absences)
  return new Map(
    keys.map((key) => [
      key,
      {
        versions: (versions.get(key) ?? []).map(toBelieved),
        sightings: (sightingsByKey.get(key) ?? []).map(toSighting),
        absences: (absencesByKey.get(key) ?? []).map((row) => row.at),
        unreadableSince: unreadable.get(key) ?? null,
      },
    ]),
  )
}

const groupByKey = <R extends { key: string }>(rows: readonly R[]): Map<string, R[]> => {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group === undefined) groups.set(row.key, [row])
    else group.push(row)
  }
  return groups
}

const toBelieved = (row: HistoryRow): Believed<string> => ({
  ref: row.surrogate_key,
  version: row.version,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  rowHash: row.row_hash,
  isDeleted: row.is_deleted === 1,
  content: row.record,
  runId: row.run_id,
  origin: row.origin,
})

const toSighting = (row: { at: Instant; row_hash: string; run_id: string; origin: Sighting['origin'] }): Sighting => ({
  at: row.at,
  rowHash: row.row_hash === '' ? null : row.row_hash,
  runId: row.run_id,
  origin: row.origin,
})

/** Writes what the timeline decided for one key. Rows leave "current" before others enter it, else the database would refuse the second. */
export const applyChange = async (
  session: Session,
  entity: EntityName,
  layout: Layout,
  key: string,
  known: KeyEvidence<string>,
  change: TimelineChange<string>,
  now: Instant,
): Promise<void> => {
  const { db, dialect } = session
  for (const { row, validTo } of change.close) await closeRows(session, layout, [row.ref], validTo)
  if (change.replace.length > 0) {
    const refs = change.replace.map((row) => row.ref)
    await supersedeRows(session, layout, refs, now)
  }
  for (const { row, version } of change.renumber) await renumberRow(session, layout, row.ref, version)
  const rows = change.open.map((span) => layout.rowOf(JSON.parse(span.content) as AnyRecord, span, now))
  await insertVersions(session, entity, layout, rows, now)
  if (JSON.stringify(known.sightings) !== JSON.stringify(change.sightings)) {
    await db.deleteFrom('sightings').where('entity', '=', entity).where('key', '=', key).execute()
    const kept = change.sightings.map(({ at, rowHash, runId, origin }) => [entity, key, at, rowHash ?? '', runId, origin])
    await dialect.insertRows(db, 'sightings', ['entity', 'key', 'at', 'row_hash', 'run_id', 'origin'], kept)
  }
  if (JSON.stringify(known.absences) !== JSON.stringify(change.absences)) {
    await db.deleteFrom('absences').where('entity', '=', entity).where('key', '=', key).execute()
    await dialect.insertRows(
      db,
      'absences',
      ['entity', 'key', 'at'],
      change.absences.map((at) => [entity, key, at]),
    )
  }
}
