import { elapsed, type Instant, later } from '../model/instant.js'
import type { Intent } from '../ports/ledger.js'

/**
 * The life of a wish to create one remote record that cannot be undone (design: `intended -> sent -> confirmed | unknown | rejected`).
 * Pure transitions; each result is committed before the next step is taken, so that a process killed anywhere leaves a row that says what
 * may have happened:
 * - `intended`: nothing was sent, because `sent` is committed before the request leaves;
 * - `sent`, `unknown`: the record may exist; only looking for its marker can tell;
 * - `confirmed`, `rejected`: settled.
 */

/** How long a record whose creation has an unknown outcome is only looked for, before it may be created again. */
export const defaultQuarantineMs = 10 * 60_000

const firstProbeDelayMs = 15_000
const longestProbeDelayMs = 10 * 60_000

export type Wish = Pick<Intent, 'kind' | 'reference' | 'marker' | 'bodyHash' | 'context'>

export const isOpen = ({ state }: Intent): boolean => state === 'intended' || state === 'sent' || state === 'unknown'

/** True while the record may exist although nobody has seen it: creating it again is forbidden. */
export const mayExist = ({ state }: Intent): boolean => state === 'sent' || state === 'unknown'

/** Starts or restarts the wish. `earlier` is the settled intent of the same record, if there was one: its attempts go on counting. */
export const intend = (wish: Wish, earlier: Intent | undefined, now: Instant, runId: string): Intent => ({
  ...wish,
  state: 'intended',
  attempt: earlier?.attempt ?? 0,
  createdAt: earlier?.createdAt ?? now,
  sentAt: null,
  settledAt: null,
  emptyProbes: 0,
  nextProbeAt: null,
  remoteId: null,
  remoteNumber: null,
  reason: null,
  runId,
})

export const markSent = (intent: Intent, now: Instant): Intent => ({ ...intent, state: 'sent', attempt: intent.attempt + 1, sentAt: now })

export const confirm = (intent: Intent, remote: { id: string; number: string | null }, now: Instant): Intent => ({
  ...intent,
  state: 'confirmed',
  remoteId: remote.id,
  remoteNumber: remote.number,
  settledAt: now,
  nextProbeAt: null,
  reason: null,
})

export const reject = (intent: Intent, reason: string, now: Instant): Intent => ({ ...intent, state: 'rejected', settledAt: now, nextProbeAt: null, reason })

export const markUnknown = (intent: Intent, reason: string, now: Instant): Intent => ({
  ...intent,
  state: 'unknown',
  nextProbeAt: later(now, firstProbeDelayMs),
  reason,
})

/**
 * A complete look-up found nothing. Once the quarantine window since sending is over, the record is taken as not created and may be wished
 * for again; before that the look-ups go on with growing delays.
 */
export const noteEmptyProbe = (intent: Intent, now: Instant, quarantineMs: number): Intent => {
  const emptyProbes = intent.emptyProbes + 1
  if (elapsed(intent.sentAt ?? intent.createdAt, now) >= quarantineMs)
    return reject({ ...intent, emptyProbes }, `not found by ${emptyProbes} look-ups within the quarantine window: it was not created`, now)
  const delay = Math.min(firstProbeDelayMs * 2 ** emptyProbes, longestProbeDelayMs)
  return { ...intent, state: 'unknown', emptyProbes, nextProbeAt: later(now, delay) }
}
