import type { Instant } from '../model/instant.js'
import type { Origin } from './version.js'

/** A row that is still believed, as the timeline needs it. `ref` is the store's own handle; `content` is whatever the store keeps as the record. */
export interface Believed<T> extends State<T> {
  ref: number
  version: number
  validFrom: Instant
  validTo: Instant | null
}

/** A state of a record and where it was learned. Two states are the same when `rowHash` and `isDeleted` are. */
export interface State<T> {
  rowHash: string
  isDeleted: boolean
  content: T
  runId: string
  origin: Origin
}

/**
 * A complete read of the entity. A full one lists every record, so that a record it lacks was absent then; any other only vouches for what
 * was believed at its moment.
 */
export interface CompleteRead {
  at: Instant
  isFull: boolean
  /** Absences in a row that make a deletion, as asked for by that read. */
  closeAfter: number
  runId: string
  origin: Origin
}

/** A moment at which the key was seen without opening a version. `rowHash` is null when the state is that of the version valid then. */
export interface Sighting {
  at: Instant
  rowHash: string | null
  runId: string
  origin: Origin
}

/**
 * What a store remembers of one key. Together with the entity's complete reads it stands for every observation that was ever made:
 * a version's start is an observation, and so is every complete read within it, unless the key is listed as absent then.
 */
export interface KeyEvidence<T> {
  /** Ordered by `validFrom`, then `version`. */
  versions: readonly Believed<T>[]
  sightings: readonly Sighting[]
  /** Full reads that lacked the key while it was not (or not yet) taken for deleted. */
  absences: readonly Instant[]
  /** Since when the key comes in a shape that does not validate: reads since then vouch for nothing. Null: it does not. */
  unreadableSince: Instant | null
}

/** What is known of a key that was never seen. */
export const noEvidence: KeyEvidence<never> = { versions: [], sightings: [], absences: [], unreadableSince: null }

/**
 * Which of an entity's complete reads can make a difference to a finding, so that a store need not read them all. Needed are those of these
 * `moments`; the first full ones at or after each of `starts`, as many as make a deletion and two more; and the first one that was not full
 * at or after each of `findings`. Later ones only repeat what these say: a state that was seen again, a record that is still gone.
 */
export interface NeededReads {
  moments: Set<Instant>
  starts: Set<Instant>
  findings: Set<Instant>
}

export const noNeededReads = (): NeededReads => ({ moments: new Set(), starts: new Set(), findings: new Set() })

/** Adds what one key needs. */
export const needReads = <T>(needed: NeededReads, { versions, sightings, absences }: KeyEvidence<T>, at: Instant): void => {
  for (const row of versions) {
    needed.moments.add(row.validFrom)
    if (row.isDeleted) needed.starts.add(row.validFrom)
  }
  for (const sighting of sightings) needed.moments.add(sighting.at)
  for (const absence of absences) needed.starts.add(absence)
  needed.starts.add(at)
  needed.findings.add(at)
}

/** One new piece of evidence: the key was seen in a state, or a full read (which must be among the reads) lacked it. */
export type Finding<T> = ({ kind: 'seen'; at: Instant; isDeleted: false } & State<T>) | { kind: 'absent'; at: Instant }

/** All evidence of one key by moment. `seen` and `absent` are facts; `held` is the weaker word of a read that was not full. */
export interface Facts<T> {
  seen: Map<Instant, State<T>[]>
  held: Map<Instant, State<T>>
  absent: Map<Instant, CompleteRead>
}

export const isSameState = (left: State<unknown>, right: State<unknown>): boolean => left.rowHash === right.rowHash && left.isDeleted === right.isDeleted

/** True when the half-open interval contains the moment. */
export const covers = (span: { validFrom: Instant; validTo: Instant | null }, at: Instant): boolean =>
  span.validFrom <= at && (span.validTo === null || at < span.validTo)

/** Unfolds what the store remembers into facts and adds the new finding. A key seen at a moment was not absent then, whatever else was said. */
export const gatherFacts = <T>(evidence: KeyEvidence<T>, reads: readonly CompleteRead[], finding: Finding<T>): Facts<T> => {
  const facts: Facts<T> = { seen: new Map(), held: new Map(), absent: new Map() }
  for (const version of evidence.versions) if (!version.isDeleted) addSeen(facts, version.validFrom, version)
  const listed = new Set(finding.kind === 'absent' ? [...evidence.absences, finding.at] : evidence.absences)
  for (const read of reads) addRead(facts, evidence, read, listed.has(read.at))
  for (const sighting of evidence.sightings) {
    const state = stateOf(evidence.versions, sighting)
    if (state !== undefined) addSeen(facts, sighting.at, { ...state, runId: sighting.runId, origin: sighting.origin })
  }
  if (finding.kind === 'seen') addSeen(facts, finding.at, finding)
  for (const at of facts.seen.keys()) {
    facts.held.delete(at)
    facts.absent.delete(at)
  }
  return facts
}

const addSeen = <T>(facts: Facts<T>, at: Instant, { rowHash, content, runId, origin }: State<T>): void => {
  const states = facts.seen.get(at) ?? []
  if (states.some((known) => known.rowHash === rowHash)) return
  facts.seen.set(at, [...states, { rowHash, isDeleted: false, content, runId, origin }])
}

const addRead = <T>(facts: Facts<T>, { versions, unreadableSince }: KeyEvidence<T>, read: CompleteRead, isListedAbsent: boolean): void => {
  const valid = versions.find((version) => covers(version, read.at))
  if (valid === undefined || valid.isDeleted || isListedAbsent) {
    if (read.isFull) facts.absent.set(read.at, read)
    return
  }
  if (unreadableSince !== null && read.at >= unreadableSince) return
  const state: State<T> = { ...valid, runId: read.runId, origin: read.origin }
  if (read.isFull) addSeen(facts, read.at, state)
  else facts.held.set(read.at, state)
}

const stateOf = <T>(versions: readonly Believed<T>[], sighting: Sighting): State<T> | undefined =>
  versions.find((version) => !version.isDeleted && (sighting.rowHash === null ? covers(version, sighting.at) : version.rowHash === sighting.rowHash))
