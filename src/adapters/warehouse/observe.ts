import { noEvidence } from '../../core/history/evidence.js'
import type { CompleteRead, Finding, KeyEvidence } from '../../core/history/evidence.js'
import { fingerprints } from '../../core/history/entities.js'
import type { Fingerprint } from '../../core/history/entities.js'
import { quickVerdict, weave } from '../../core/history/timeline.js'
import type { EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { HistoryCounts, Observation } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { applyChange, readCompleteReads, readEvidence } from './evidence.js'
import { layoutOf } from './layout.js'
import type { Layout } from './layout.js'
import { selectCurrentRows } from './sql/current.js'
import type { CurrentRow } from './sql/current.js'
import { insertSightings } from './sql/evidence.js'
import { closeRows } from './sql/versions.js'
import { insertVersions } from './star/insert-versions.js'
import { repointFacts } from './star/repoint-facts.js'

const batchSize = 1000

/** Merges an observation: what is new, changed in order or unchanged goes set-wise, the rest key by key through the timeline. */
export const observe = async <E extends EntityName>(session: Session, now: Instant, observation: Observation<E>): Promise<HistoryCounts> => {
  const counts: HistoryCounts = { opened: 0, closed: 0, unchanged: 0 }
  const prints = [...fingerprints(observation.entity, observation.records).values()]
  for (let start = 0; start < prints.length; start += batchSize) {
    const batch = await observeBatch(session, now, observation, prints.slice(start, start + batchSize))
    counts.opened += batch.opened
    counts.closed += batch.closed
    counts.unchanged += batch.unchanged
  }
  return counts
}

type Source = Omit<Observation<EntityName>, 'records'>

const observeBatch = async (session: Session, now: Instant, source: Source, prints: readonly Fingerprint[]): Promise<HistoryCounts> => {
  const layout = layoutOf(source.entity)
  const sorted = await sortOut(session, layout, source, prints)
  if (sorted.change.length > 0) {
    const ended = sorted.change.map(({ row }) => row.surrogate_key)
    await closeRows(session, layout, ended, source.at)
  }
  const rows = [
    ...sorted.open.map((print) => firstRow(layout, source, print, 1, now)),
    ...sorted.change.map(({ print, row }) => firstRow(layout, source, print, row.version + 1, now)),
  ]
  await insertVersions(session, source.entity, layout, rows, now)
  const changed = sorted.change.map(({ print }) => print.id)
  await repointFacts(session, source.entity, changed, source.at)
  if (sorted.unchanged.length > 0) await insertSightings(session, { ...source, keys: sorted.unchanged })
  const woven = await weaveKeys(session, now, source.entity, layout, new Map(sorted.weave.map((print) => [print.id, toFinding(source, print)])))
  return {
    opened: rows.length + woven.opened,
    closed: sorted.change.length + woven.closed,
    unchanged: prints.length - rows.length - (sorted.weave.length - woven.unchanged),
  }
}

interface Sorted {
  open: Fingerprint[]
  change: { print: Fingerprint; row: CurrentRow }[]
  /** Seen in their current state, at a moment for which no complete read stands. */
  unchanged: string[]
  weave: Fingerprint[]
}

const sortOut = async (session: Session, layout: Layout, source: Source, prints: readonly Fingerprint[]): Promise<Sorted> => {
  const { entity, at } = source
  const current = new Map(
    (
      await selectCurrentRows(
        session,
        layout,
        prints.map((print) => print.id),
      )
    ).map((row) => [row.key, row]),
  )
  const { newestRead, isReadMoment } = await readMoments(session, entity, at)
  const missed = isReadMoment ? await readMissed(session, entity) : new Set<string>()
  const verdictOf = (print: Fingerprint, sighting: Instant | undefined): ReturnType<typeof quickVerdict> =>
    quickVerdict(toState(current.get(print.id)), { rowHash: print.rowHash, at }, { read: newestRead, sighting })
  const changed = prints.filter((print) => verdictOf(print, undefined) === 'change').map((print) => print.id)
  const sightings = await readNewestSightings(session, entity, changed)
  const sorted: Sorted = { open: [], change: [], unchanged: [], weave: [] }
  for (const print of prints) {
    const row = current.get(print.id)
    const verdict = verdictOf(print, sightings.get(print.id))
    if (verdict === 'open') sorted.open.push(print)
    else if (verdict === 'change' && row !== undefined) sorted.change.push({ print, row })
    else if (verdict === 'unchanged' && !missed.has(print.id)) {
      if (!isReadMoment && row?.valid_from !== at) sorted.unchanged.push(print.id)
    } else sorted.weave.push(print)
  }
  return sorted
}

const toState = (row: CurrentRow | undefined): Parameters<typeof quickVerdict>[0] =>
  row === undefined ? undefined : { rowHash: row.row_hash, isDeleted: row.is_deleted === 1, validFrom: row.valid_from }

const readMoments = async ({ db }: Session, entity: EntityName, at: Instant): Promise<{ newestRead: Instant | undefined; isReadMoment: boolean }> => {
  const newest = await db.selectFrom('complete_reads').select('at').where('entity', '=', entity).orderBy('at', 'desc').limit(1).executeTakeFirst()
  const same = await db.selectFrom('complete_reads').select('at').where('entity', '=', entity).where('at', '=', at).executeTakeFirst()
  return { newestRead: newest?.at, isReadMoment: same !== undefined }
}

/** Keys of which more is to be decided than "unchanged" when they are seen at the moment of a complete read: their absences are being counted. */
const readMissed = async ({ db }: Session, entity: EntityName): Promise<Set<string>> => {
  const rows = await db.selectFrom('absences').select('key').distinct().where('entity', '=', entity).execute()
  return new Set(rows.map((row) => row.key))
}

const readNewestSightings = async ({ db, dialect }: Session, entity: EntityName, keys: readonly string[]): Promise<Map<string, Instant>> => {
  if (keys.length === 0) return new Map()
  const query = db.selectFrom('sightings').select(['key', ({ fn }) => fn.max('at').as('at')])
  const rows = await query.where('entity', '=', entity).where('key', 'in', dialect.list(keys)).groupBy('key').execute()
  return new Map(rows.map((row) => [row.key, row.at]))
}

const firstRow = (
  layout: Layout,
  { at, runId, origin }: Source,
  { record, text, rowHash }: Fingerprint,
  version: number,
  now: Instant,
): ReturnType<Layout['rowOf']> => layout.rowOf(record, { version, validFrom: at, validTo: null, rowHash, isDeleted: false, content: text, runId, origin }, now)

const toFinding = ({ at, runId, origin }: Source, { text, rowHash }: Fingerprint): Finding<string> => ({
  kind: 'seen',
  at,
  rowHash,
  isDeleted: false,
  content: text,
  runId,
  origin,
})

/** Hands keys to the timeline, each with one finding. `unchanged` counts those whose rows stayed as they were. */
export const weaveKeys = async (
  session: Session,
  now: Instant,
  entity: EntityName,
  layout: Layout,
  findings: ReadonlyMap<string, Finding<string>>,
): Promise<HistoryCounts> => {
  const counts: HistoryCounts = { opened: 0, closed: 0, unchanged: 0 }
  if (findings.size === 0) return counts
  const evidence = await readEvidence(session, entity, layout, [...findings.keys()])
  const reads: CompleteRead[] = await readCompleteReads(session, entity, evidence, findings)
  const rewritten: string[] = []
  for (const [key, finding] of findings) {
    const known: KeyEvidence<string> = evidence.get(key) ?? noEvidence
    const change = weave(known, reads, finding)
    await applyChange(session, entity, layout, key, known, change, now)
    counts.opened += change.open.length
    counts.closed += change.close.length + change.replace.length
    if (change.open.length === 0) counts.unchanged += 1
    if (change.open.length + change.close.length + change.replace.length > 0) rewritten.push(key)
  }
  await repointFacts(session, entity, rewritten)
  return counts
}
