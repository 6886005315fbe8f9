import { elapsed, type Instant, later } from '../model/instant.js'

/**
 * Whether a remote system is worth asking, as a plain value that outlives the process:
 * closed -> open after failures in a row -> half-open by the clock -> closed or open again after one probe.
 */
export type BreakerState =
  /** Asked as usual. `failures` counts those in a row, the first of them at `since`. */
  | { state: 'closed'; failures: number; since: Instant | null }
  /** Not asked until `retryAt`. It has not answered since `since`; `pauses` counts the pauses of this outage. */
  | { state: 'open'; since: Instant; openedAt: Instant; retryAt: Instant; pauses: number; reason: string }
  /** One request is under way to find out; until `probeUntil` everyone else is kept away. */
  | { state: 'half-open'; since: Instant; probeUntil: Instant; pauses: number; reason: string }

/** `probe`: this request decides. `wait`: not to be asked before `retryAt`. */
export type Admission = { state: BreakerState; admit: 'yes' | 'probe' } | { state: BreakerState; admit: 'no'; retryAt: Instant }

const failuresToOpen = 5
const firstPauseMs = 60_000
const longestPauseMs = 30 * 60_000
/** Longer than a read with all its repeats: the process of a probe that takes longer is dead. */
const longestProbeMs = 10 * 60_000

export const closedBreaker: BreakerState = { state: 'closed', failures: 0, since: null }

const pauseMs = (pauses: number): number => Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(pauses - 1, 10))

/** A clock that was set back must not keep a system away for longer than was meant. */
const bounded = (moment: Instant, now: Instant, mostMs: number): Instant => (elapsed(now, moment) > mostMs ? later(now, mostMs) : moment)

const probe = (state: Exclude<BreakerState, { state: 'closed' }>, now: Instant): Admission => {
  const { since, pauses, reason } = state
  return { state: { state: 'half-open', since, probeUntil: later(now, longestProbeMs), pauses, reason }, admit: 'probe' }
}

/** Asks to send a request now. `mayProbe` is false for writes: whether a system is back is found out by reading. */
export const admit = (state: BreakerState, now: Instant, mayProbe: boolean): Admission => {
  if (state.state === 'closed') return { state, admit: 'yes' }
  const busyUntil = state.state === 'open' ? bounded(state.retryAt, now, pauseMs(state.pauses)) : bounded(state.probeUntil, now, longestProbeMs)
  if (elapsed(now, busyUntil) <= 0 && mayProbe) return probe(state, now)
  const bound: BreakerState = state.state === 'open' ? { ...state, retryAt: busyUntil } : { ...state, probeUntil: busyUntil }
  return { state: bound, admit: 'no', retryAt: busyUntil }
}

/** The system answered, with whatever. */
export const succeed = (): BreakerState => closedBreaker

type Open = Extract<BreakerState, { state: 'open' }>

const open = (now: Instant, since: Instant, pauses: number, reason: string): Open => ({
  state: 'open',
  since,
  openedAt: now,
  retryAt: later(now, pauseMs(pauses)),
  pauses,
  reason,
})

/** The system could not be reached or is broken. A failed probe opens again, for longer; late failures of an open one change nothing. */
export const fail = (state: BreakerState, now: Instant, reason: string): BreakerState => {
  switch (state.state) {
    case 'closed': {
      const failures = state.failures + 1
      const since = state.since ?? now
      return failures >= failuresToOpen ? open(now, since, 1, reason) : { state: 'closed', failures, since }
    }
    case 'half-open':
      return open(now, state.since, state.pauses + 1, reason)
    case 'open':
      return state
  }
}

/** A run ended in which every request to the system failed: the next one need not find out again. */
export const failedThroughout = (state: BreakerState, now: Instant, reason: string): BreakerState =>
  state.state === 'closed' ? open(now, state.since ?? now, 1, reason) : state

/** A probe that proved nothing (it was interrupted): the next request may be one at once. */
export const abandonProbe = (state: BreakerState, now: Instant): BreakerState =>
  state.state === 'half-open' ? { ...open(now, state.since, state.pauses, state.reason), retryAt: now } : state
