import type { Instant } from '../model/instant.js'
import { covers, gatherFacts, isSameState } from './evidence.js'
import type { Believed, CompleteRead, Facts, Finding, KeyEvidence, Sighting, State } from './evidence.js'

/** A row to be believed from now on. */
export interface Span<T> extends State<T> {
  version: number
  validFrom: Instant
  validTo: Instant | null
}

/** What a store has to do for one key, in one transaction. */
export interface TimelineChange<T> {
  /** Ends an open row in place: the source moved on. */
  close: { row: Believed<T>; validTo: Instant }[]
  /** Rows that later knowledge contradicts: they get `recordedTo` and stay for "as known at" questions. */
  replace: Believed<T>[]
  /** Rows to insert. */
  open: Span<T>[]
  /** Rows that stay as they are but for their position. */
  renumber: { row: Believed<T>; version: number }[]
  /** What the store has to remember of the key from now on, instead of what it did. */
  sightings: Sighting[]
  absences: Instant[]
}

/**
 * Decides how one new finding changes the believed history of one key. It is a function of the set of findings, not of their order:
 * whatever order the same observations and full reads arrive in, the believed rows are the same. The rules:
 * - the state of a moment is what was seen last; a row begins where the state changes, and equal neighbours are one row;
 * - two states in one instant are ordered by their hash, and all but the last keep the empty interval `[t, t)`;
 * - `closeAfter` full reads in a row without the key make a deletion as of the first of them; one sighting in between starts the count again;
 * - a row carries the record, run and origin of the observation (or read) at its `validFrom`; of several with one state in one instant, of the
 *   first that arrived. A deletion carries the last record, and the run of the first read that lacked the key;
 * - a read that was not full vouches for what was believed when the question comes up. It is not an observation of the key, so it is the one
 *   kind of evidence whose order of arrival matters.
 *
 * An open row is ended in place only when the finding is newer than everything known of the key. Anything else (a row that begins earlier,
 * ends earlier than was believed, or was never true) is replaced, so that what was believed before can still be told.
 */
export const weave = <T>(evidence: KeyEvidence<T>, reads: readonly CompleteRead[], finding: Finding<T>): TimelineChange<T> => {
  const needed = pickReads(evidence, reads, finding.at)
  const facts = gatherFacts(evidence, needed, finding)
  const moments = [...new Set([...facts.seen.keys(), ...facts.held.keys(), ...facts.absent.keys()])].sort()
  const spans = layOut(facts, moments)
  const absences = [...facts.absent.keys()].filter((at) => spans.some((span) => !span.isDeleted && covers(span, at))).sort()
  const isNewest = finding.kind === 'seen' && moments.at(-1) === finding.at && evidence.versions.every((row) => row.validFrom < finding.at)
  return { ...compare(evidence.versions, spans, isNewest), absences, sightings: remember(facts, spans, needed, absences.length > 0) }
}

/**
 * Full reads, and of the many others only those that can make a difference: the first one at or after the finding (there the state that was
 * believed resumes), and those at moments of which something else is known.
 */
const pickReads = <T>({ versions, sightings }: KeyEvidence<T>, reads: readonly CompleteRead[], at: Instant): CompleteRead[] => {
  const moments = new Set([...versions.map((row) => row.validFrom), ...sightings.map((sighting) => sighting.at)])
  const next = reads.find((read) => !read.isFull && read.at >= at)
  return reads.filter((read) => read.isFull || read === next || moments.has(read.at))
}

const layOut = <T>(facts: Facts<T>, moments: readonly Instant[]): Span<T>[] => {
  const spans: Span<T>[] = []
  const deletions = findDeletions(facts, moments)
  const append = (at: Instant, state: State<T>): void => {
    const last = spans.at(-1)
    if (last !== undefined && isSameState(last, state)) return
    if (last !== undefined) last.validTo = at
    const { rowHash, isDeleted, content, runId, origin } = state
    spans.push({ version: spans.length + 1, validFrom: at, validTo: null, rowHash, isDeleted, content, runId, origin })
  }
  for (const at of moments) {
    const last = spans.at(-1)
    const seen = facts.seen.get(at)
    const deletion = deletions.get(at)
    const held = facts.held.get(at)
    if (seen !== undefined) for (const state of seen.toSorted(byHash)) append(at, state)
    else if (deletion !== undefined && last !== undefined) append(at, { ...last, isDeleted: true, runId: deletion.runId, origin: deletion.origin })
    else if (held !== undefined && last?.isDeleted === false) append(at, held)
  }
  return spans
}

const byHash = (left: State<unknown>, right: State<unknown>): number => (left.rowHash < right.rowHash ? -1 : 1)

/** The first reads of those runs of absences that are long enough, by moment. Absences before the first sighting mean nothing. */
const findDeletions = <T>(facts: Facts<T>, moments: readonly Instant[]): Map<Instant, CompleteRead> => {
  const deletions = new Map<Instant, CompleteRead>()
  let isKnown = false
  let run: CompleteRead[] = []
  for (const at of moments) {
    const absent = facts.absent.get(at)
    if (facts.seen.has(at)) {
      isKnown = true
      run = []
    } else if (isKnown && absent !== undefined) {
      run.push(absent)
      const first = run[0]
      if (first !== undefined && run.length >= absent.closeAfter) deletions.set(first.at, first)
    }
  }
  return deletions
}

const compare = <T>(rows: readonly Believed<T>[], spans: readonly Span<T>[], isNewest: boolean): Omit<TimelineChange<T>, 'sightings' | 'absences'> => {
  const change: Omit<TimelineChange<T>, 'sightings' | 'absences'> = { close: [], replace: [], open: [], renumber: [] }
  const kept = new Set<Span<T>>()
  for (const row of rows) {
    const span = spans.find((it) => it.validFrom === row.validFrom && isSameState(it, row))
    if (span !== undefined && span.validTo === row.validTo) {
      kept.add(span)
      if (span.version !== row.version) change.renumber.push({ row, version: span.version })
    } else if (span !== undefined && span.validTo !== null && row.validTo === null && isNewest) {
      kept.add(span)
      change.close.push({ row, validTo: span.validTo })
    } else change.replace.push(row)
  }
  // A row that only ends elsewhere keeps its own record, run and origin in its replacement.
  for (const span of spans) {
    if (kept.has(span)) continue
    const origin = rows.find((row) => row.validFrom === span.validFrom && isSameState(row, span))
    change.open.push(origin === undefined ? span : { ...span, content: origin.content, runId: origin.runId, origin: origin.origin })
  }
  return change
}

/** The sightings that neither a row's start nor a complete read within the row stands for. */
const remember = <T>(facts: Facts<T>, spans: readonly Span<T>[], reads: readonly CompleteRead[], isMissed: boolean): Sighting[] => {
  const complete = new Map(reads.map((read) => [read.at, read]))
  const sightings: Sighting[] = []
  for (const [at, states] of facts.seen) {
    for (const { rowHash, runId, origin } of states) {
      const isStart = spans.some((span) => span.validFrom === at && span.rowHash === rowHash && !span.isDeleted)
      const isValidThen = spans.some((span) => span.rowHash === rowHash && !span.isDeleted && covers(span, at))
      const read = complete.get(at)
      // Where absences are being counted, only a full read proves that the key was there.
      const isVouched = isValidThen && read !== undefined && (read.isFull || !isMissed)
      if (!isStart && !isVouched) sightings.push({ at, rowHash: isValidThen ? null : rowHash, runId, origin })
    }
  }
  return sightings.sort((left, right) => (left.at === right.at ? byNullableHash(left, right) : left.at < right.at ? -1 : 1))
}

const byNullableHash = (left: Sighting, right: Sighting): number => ((left.rowHash ?? '') < (right.rowHash ?? '') ? -1 : 1)

/**
 * The same decision for the cases that matter for speed, told from the current row alone; `weave` is for everything else.
 * `newest` are the newest complete read of the entity and the newest sighting of the key; undefined: there is none.
 * `unchanged` leaves a sighting to remember, unless a complete read stands for it.
 */
export const quickVerdict = (
  current: { rowHash: string; isDeleted: boolean; validFrom: Instant } | undefined,
  seen: { rowHash: string; at: Instant },
  newest: { read: Instant | undefined; sighting: Instant | undefined },
): 'open' | 'change' | 'unchanged' | 'weave' => {
  const isAhead = (newest.read === undefined || newest.read < seen.at) && (newest.sighting === undefined || newest.sighting < seen.at)
  if (current === undefined) return isAhead ? 'open' : 'weave'
  if (!current.isDeleted && current.rowHash === seen.rowHash && seen.at >= current.validFrom) return 'unchanged'
  return isAhead && seen.at > current.validFrom ? 'change' : 'weave'
}
