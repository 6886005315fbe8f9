import type { Instant } from '../model/instant.js'
import type { BelievedState } from './states.js'

/** A moment at which the warehouse and what was rebuilt from the records as they came do not agree. */
export interface StateDifference {
  at: Instant
  /** Hash of the state that was rebuilt; null: none. */
  rebuilt: string | null
  /** Hash of the state that the warehouse believes; null: none. */
  believed: string | null
}

const isAt = ({ from, to }: BelievedState, at: Instant): boolean => from <= at && (to === null || at < to)

/** Repairs are made by people and not by what came. */
const isFromSource = ({ origin }: BelievedState): boolean => origin === 'sync' || origin === 'backfill'

/**
 * Both ways: whatever came must be believed at the moment at which it came, and whatever began to be believed since the first record was kept
 * must have come at that very moment. Of the second kind only candidates are given, for some states have another source.
 */
export const compareStates = (
  rebuilt: readonly BelievedState[],
  believed: readonly BelievedState[],
  since: Instant,
): { wrong: StateDifference[]; unproven: (StateDifference & { runId: string })[] } => {
  const wrong = rebuilt.flatMap(({ from, hash }) => {
    if (believed.some((state) => state.from === from && state.hash === hash)) return []
    const there = believed.find((state) => isAt(state, from))
    if (there !== undefined && (there.hash === hash || !isFromSource(there))) return []
    return [{ at: from, rebuilt: hash, believed: there?.hash ?? null }]
  })
  const unproven = believed.flatMap((state) => {
    const { from, hash, runId } = state
    if (from < since || !isFromSource(state) || rebuilt.some((other) => other.from === from && other.hash === hash)) return []
    return [{ at: from, rebuilt: rebuilt.find((other) => isAt(other, from))?.hash ?? null, believed: hash, runId }]
  })
  return { wrong, unproven: unproven.filter(({ at }) => !wrong.some((other) => other.at === at)) }
}
