import { fingerprints } from '../../core/history/entities.js'
import type { Fingerprint } from '../../core/history/entities.js'
import { covers } from '../../core/history/evidence.js'
import type { CompleteRead, Finding, Sighting } from '../../core/history/evidence.js'
import { quickVerdict, weave } from '../../core/history/timeline.js'
import type { TimelineChange } from '../../core/history/timeline.js'
import type { EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { QuarantineEntry } from '../../core/ports/ledger.js'
import type { HistoryCounts, Observation, WarehouseWriter } from '../../core/ports/warehouse.js'
import type { KeyState, Store, StoredVersion } from './store.js'

type Source = Omit<Observation<EntityName>, 'records'>

export const observe = <E extends EntityName>(store: Store, now: Instant, observation: Observation<E>): HistoryCounts => {
  const counts: HistoryCounts = { opened: 0, closed: 0, unchanged: 0 }
  const reads = readsOf(store, observation.entity)
  for (const print of fingerprints(observation.entity, observation.records).values()) {
    const finding = toFinding(observation, print)
    const known = store.keys[observation.entity].working.get(print.id)
    const result = isPlainlyNew(known, reads, finding.at)
      ? openFirst(store, now, observation.entity, print.id, finding)
      : settleKey(store, now, observation.entity, print.id, reads, finding)
    counts.opened += result.opened
    counts.closed += result.closed
    counts.unchanged += result.opened === 0 ? 1 : 0
  }
  return counts
}

/** Notes a complete read and, when it was full, counts the absences of what it lacked. */
export const confirmRead = (store: Store, now: Instant, read: Parameters<WarehouseWriter['confirmRead']>[0]): HistoryCounts => {
  const { entity, at, presentIds } = read
  const reads = saveRead(store, read)
  const counts: HistoryCounts = { opened: 0, closed: 0, unchanged: 0 }
  for (const state of store.keys[entity].working.values()) {
    if (presentIds !== undefined && !presentIds.has(state.id) && isMissing(state, at)) {
      const result = settleKey(store, now, entity, state.id, reads, { kind: 'absent', at })
      counts.opened += result.opened
      counts.closed += result.closed
    } else forgetVouched(store, state, read)
  }
  return counts
}

const readsOf = (store: Store, entity: EntityName): readonly CompleteRead[] => store.reads.working.get(entity) ?? []

/** The reads with this one added; a full read outranks one of the same moment that was not. */
const saveRead = (store: Store, { entity, at, runId, presentIds, closeAfter }: Parameters<WarehouseWriter['confirmRead']>[0]): readonly CompleteRead[] => {
  const reads = readsOf(store, entity)
  const isFull = presentIds !== undefined
  const known = reads.find((read) => read.at === at)
  if (known !== undefined && (known.isFull || !isFull)) return reads
  const added: CompleteRead = known === undefined ? { at, isFull, closeAfter, runId, origin: 'sync' } : { ...known, isFull, closeAfter }
  const others = reads.filter((read) => read !== known)
  const next = [...others, added].sort((left, right) => (left.at < right.at ? -1 : 1))
  store.reads.working.set(entity, next)
  return next
}

const isMissing = ({ rows, sightings, absences }: KeyState, at: Instant): boolean =>
  rows.some((row) => row.recordedTo === null && !row.isDeleted && row.validFrom < at && covers(row, at)) &&
  !sightings.some((sighting) => sighting.at === at) &&
  !absences.includes(at)

/** A complete read stands for the sightings of its moment, and for its run's earlier ones of a record that has not changed since. */
const forgetVouched = (store: Store, state: KeyState, { entity, at, runId, presentIds }: Parameters<WarehouseWriter['confirmRead']>[0]): void => {
  if (presentIds === undefined && state.absences.length > 0) return
  const isUnchanged = (since: Instant): boolean => !state.rows.some((row) => row.recordedTo === null && row.validFrom > since && row.validFrom <= at)
  const isVouched = (sighting: Sighting): boolean =>
    sighting.rowHash === null && (sighting.at === at || (sighting.runId === runId && sighting.at < at && isUnchanged(sighting.at)))
  const sightings = state.sightings.filter((sighting) => !isVouched(sighting))
  if (sightings.length < state.sightings.length) store.keys[entity].working.set(state.id, { ...state, sightings })
}

const isPlainlyNew = (known: KeyState | undefined, reads: readonly CompleteRead[], at: Instant): boolean =>
  known === undefined && quickVerdict(undefined, { rowHash: '', at }, { read: reads.at(-1)?.at, sighting: undefined }) === 'open'

const openFirst = (store: Store, now: Instant, entity: EntityName, id: string, finding: Extract<Finding<string>, { kind: 'seen' }>): HistoryCounts => {
  const { at, rowHash, content, runId, origin } = finding
  const row = toRow({ version: 1, validFrom: at, validTo: null, rowHash, isDeleted: false, content, runId, origin }, now)
  store.keys[entity].working.set(id, { id, rows: [row], sightings: [], absences: [] })
  return { opened: 1, closed: 0, unchanged: 0 }
}

const settleKey = (store: Store, now: Instant, entity: EntityName, id: string, reads: readonly CompleteRead[], finding: Finding<string>): HistoryCounts => {
  const state: KeyState = store.keys[entity].working.get(id) ?? { id, rows: [], sightings: [], absences: [] }
  const versions = state.rows
    .map((row, ref) => ({ ...row, ref, content: row.record }))
    .filter((row) => row.recordedTo === null)
    .sort((left, right) => left.version - right.version)
  const unreadableSince = store.ledger.quarantine.working.groups(openEntryKey).get(JSON.stringify([entity, id]))?.[0]?.firstSeenAt ?? null
  const change = weave({ versions, sightings: state.sightings, absences: state.absences, unreadableSince }, reads, finding)
  store.keys[entity].working.set(id, { id, rows: applyChange(state.rows, change, now), sightings: change.sightings, absences: change.absences })
  return { opened: change.open.length, closed: change.close.length + change.replace.length, unchanged: 0 }
}

const openEntryKey = ({ entity, key, state }: QuarantineEntry): string | undefined => (state === 'open' ? JSON.stringify([entity, key]) : undefined)

const applyChange = (rows: readonly StoredVersion[], change: TimelineChange<string>, now: Instant): StoredVersion[] => {
  const next = [...rows]
  const edit = (ref: number, members: Partial<StoredVersion>): void => {
    const row = next[ref]
    if (row !== undefined) next[ref] = { ...row, ...members }
  }
  for (const { row, validTo } of change.close) edit(row.ref, { validTo, isCurrent: false })
  for (const { ref } of change.replace) {
    // A clock that was moved back must not make a row end before it began.
    const began = rows[ref]?.recordedFrom ?? now
    edit(ref, { recordedTo: began > now ? began : now, isCurrent: false })
  }
  for (const { row, version } of change.renumber) edit(row.ref, { version })
  return [...next, ...change.open.map((span) => toRow(span, now))]
}

const toRow = (
  { version, validFrom, validTo, rowHash, isDeleted, content, runId, origin }: TimelineChange<string>['open'][number],
  now: Instant,
): StoredVersion => ({
  version,
  validFrom,
  validTo,
  recordedFrom: now,
  recordedTo: null,
  isCurrent: validTo === null,
  isDeleted,
  rowHash,
  runId,
  origin,
  record: content,
})

const toFinding = ({ at, runId, origin }: Source, { text, rowHash }: Fingerprint): Extract<Finding<string>, { kind: 'seen' }> => ({
  kind: 'seen',
  at,
  rowHash,
  isDeleted: false,
  content: text,
  runId,
  origin,
})
