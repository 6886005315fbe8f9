import { describe, expect, it } from 'vitest'
import { isOwnFailure, noteFailure, retryDelayMs } from '../../src/core/apply/retry-policy.js'
import { instant, later } from '../../src/core/model/instant.js'
import { isDead } from '../../src/core/plan/dead-letter.js'
import type { DeadLetter } from '../../src/core/ports/ledger.js'

const minute = 60_000
const hour = 60 * minute
const now = instant('2031-03-02T12:00:00Z')
const failure = { kind: 'create-job', reference: '100', number: '1042', bodyHash: 'a', reason: 'refused', runId: 'run-1' } as const

/** The entry after so many failures in a row, an hour apart. */
const after = (times: number): DeadLetter => {
  let entry = noteFailure(failure, undefined, now, 0)
  for (let count = 1; count < times; count += 1) entry = noteFailure(failure, entry, later(now, count * hour), 0)
  return entry
}

describe('how long a record waits', () => {
  it.each([
    ['create-job', 1, minute],
    ['create-job', 2, 2 * minute],
    ['change-status', 1, minute / 2],
    ['change-status', 2, minute],
  ] as const)('%s, failure %i: anything below %i ms', (kind, attempts, ceiling) => {
    expect(retryDelayMs(kind, attempts, 0)).toBe(0)
    expect(retryDelayMs(kind, attempts, 0.5)).toBe(ceiling / 2)
    expect(retryDelayMs(kind, attempts, 0.999_999)).toBeLessThan(ceiling)
  })

  it.each([
    [3, 1],
    [4, 4],
    [5, 12],
    [6, 24],
    [7, 24],
    [50, 24],
  ])('a dead letter after failure %i: %i hours, whatever chance says', (attempts, hours) => {
    for (const kind of ['create-job', 'change-status'] as const) for (const random of [0, 0.7]) expect(retryDelayMs(kind, attempts, random)).toBe(hours * hour)
  })
})

describe('a record that keeps failing', () => {
  it('is a dead letter after three failures in a row', () => {
    expect([1, 2, 3, 4].map((times) => isDead(after(times)))).toEqual([false, false, true, true])
    expect(after(3)).toEqual({ ...failure, attempts: 3, firstFailedAt: now, lastFailedAt: later(now, 2 * hour), nextAttemptAt: later(now, 3 * hour) })
  })

  it('counts from one again when something else was sent', () => {
    expect(noteFailure({ ...failure, bodyHash: 'b' }, after(5), later(now, 9 * hour), 0)).toMatchObject({ attempts: 1, firstFailedAt: later(now, 9 * hour) })
  })

  it('is told apart from a system in trouble', () => {
    expect(['rejected', 'mismatch', 'bad-data'].every(isOwnFailure)).toBe(true)
    expect(['unavailable', 'rate-limit', 'unknown-outcome', 'untrusted', 'locked', undefined].some(isOwnFailure)).toBe(false)
  })
})
