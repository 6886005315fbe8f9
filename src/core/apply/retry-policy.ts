import { type Instant, later } from '../model/instant.js'
import { deadAfter, isDead } from '../plan/dead-letter.js'
import type { DeadLetter } from '../ports/ledger.js'

interface Backoff {
  baseMs: number
  capMs: number
}

const minute = 60_000
const hour = 60 * minute

/** How long a record waits after its first failures, by what failed. Status changes are safe to repeat, so they wait less. */
const backoffs: Readonly<Record<DeadLetter['kind'], Backoff>> = {
  'create-job': { baseMs: minute, capMs: 15 * minute },
  'change-status': { baseMs: minute / 2, capMs: 10 * minute },
}

/** How long a dead letter waits, attempt by attempt; the last one goes on for ever. */
const scheduleMs = [hour, 4 * hour, 12 * hour, 24 * hour]

/**
 * Failures that are the record's own: the remote system answered and will answer the same again. Whatever may be the system's trouble (down,
 * busy, an answer that was lost) says nothing about the record, which the next run simply takes up again.
 */
const ownFailures: ReadonlySet<string> = new Set(['rejected', 'mismatch', 'bad-data'])

export const isOwnFailure = (reason: string | undefined): boolean => reason !== undefined && ownFailures.has(reason)

/**
 * Milliseconds until a record that failed `attempts` times in a row is tried again. As long as it may be bad luck: exponential with full
 * jitter (`random` in [0, 1)), capped. A dead letter: after 1, 4, 12 and 24 hours, then daily.
 */
export const retryDelayMs = (kind: DeadLetter['kind'], attempts: number, random: number): number => {
  if (isDead({ attempts })) return scheduleMs[Math.min(attempts - deadAfter, scheduleMs.length - 1)] ?? 24 * hour
  const { baseMs, capMs } = backoffs[kind]
  return Math.floor(random * Math.min(capMs, baseMs * 2 ** (attempts - 1)))
}

export type Failure = Pick<DeadLetter, 'kind' | 'reference' | 'number' | 'bodyHash' | 'reason' | 'runId'>

/** The entry after one more failure. What is sent differs from what failed before: it counts from one again. */
export const noteFailure = (failure: Failure, earlier: DeadLetter | undefined, now: Instant, random: number): DeadLetter => {
  const repeated = earlier?.bodyHash === failure.bodyHash ? earlier : undefined
  const attempts = (repeated?.attempts ?? 0) + 1
  return {
    ...failure,
    attempts,
    firstFailedAt: repeated?.firstFailedAt ?? now,
    lastFailedAt: now,
    nextAttemptAt: later(now, retryDelayMs(failure.kind, attempts, random)),
  }
}
