import { fingerprint } from '../history/entities.js'
import type { Origin, Version } from '../history/version.js'
import type { AnyRecord, EntityName } from '../model/entity.js'
import type { Instant } from '../model/instant.js'

/** A span in which a record was believed to be in one state. */
export interface BelievedState {
  from: Instant
  /** Null: still. */
  to: Instant | null
  hash: string
  origin: Origin
  runId: string
}

/** What ties a building to its portfolio is not in the building as it comes, so it is left out on both sides. */
const comparable = (entity: EntityName, record: AnyRecord): AnyRecord => {
  if (entity !== 'buildings') return record
  return Object.fromEntries(Object.entries(record).filter(([member]) => member !== 'portfolioId')) as unknown as AnyRecord
}

/**
 * The believed states of one key, in order. Deletions are left out, because a record that did not come has no payload, and neighbours that
 * are the same by then are one.
 */
export const statesOf = (entity: EntityName, versions: readonly Version<AnyRecord>[]): BelievedState[] => {
  const states: BelievedState[] = []
  for (const { recordedTo, isDeleted, validFrom, validTo, record, origin, runId } of versions) {
    if (recordedTo !== null || isDeleted) continue
    const { rowHash: hash } = fingerprint(entity, comparable(entity, record))
    const last = states.at(-1)
    if (last?.hash === hash) last.to = validTo
    else states.push({ from: validFrom, to: validTo, hash, origin, runId })
  }
  return states
}
