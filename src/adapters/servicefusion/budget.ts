/**
 * The request budget: what may be sent to one ServiceFusion account, and when. Pure: state in, state out, all moments in epoch milliseconds
 * as numbers, so that the state can be stored and shared. Nothing is documented about the kind of window behind the limit; a request
 * therefore counts from its send until a window after its end plus a margin, which no sliding, fixed or leaky-bucket counter exceeds.
 */
export interface BudgetState {
  /** Requests per window. */
  limit: number
  /** Send time of the newest request whose answer stated the limit: late answers do not bring an old limit back. */
  limitSeenAt: number
  /** Sent, not ended. `counted` is how many of ours the server can have counted when it was sent: without the margin, itself included. */
  inFlight: { id: string; lane: Lane; sentAt: number; counted: number }[]
  /** How many requests of a lane ended at a moment (rounded up to `grain`), oldest first. */
  ended: { at: number; lane: Lane; count: number }[]
  /** What others who share the limit have used, as far as the newest answer showed. */
  foreign: { count: number; until: number; sentAt: number; counted: number }
  /** Nothing is sent before this moment. */
  pausedUntil: number
  /** 429 answers in a row. While there are any, one request at a time feels its way. */
  refusals: number
  refusedAt: number
}

/** Who a request is for. A share of the limit holds for all requests of a lane together, whichever process sends them. */
export type Lane = 'main' | 'background'

/** What an answer said about the limit. Delays are counted from the answer's arrival. */
export interface Observation {
  status: number
  limit?: number
  remaining?: number
  resetMs?: number
  retryAfterMs?: number
}

/** `waitMs: null` means that only the end of a request in flight can free a place. */
export type Taken = { state: BudgetState; granted: true } | { state: BudgetState; granted: false; waitMs: number | null }

const windowMs = 60_000
const marginMs = 500
const grain = 100
const heldMs = windowMs + marginMs
/** A `Reset` further away than this does not describe a window of one minute. */
const longestResetMs = windowMs + 5_000
const longestPauseMs = 300_000
const firstPauseMs = 5_000

export const startBudget = (limit: number): BudgetState => ({
  limit,
  limitSeenAt: 0,
  inFlight: [],
  ended: [],
  foreign: { count: 0, until: 0, sentAt: 0, counted: 0 },
  pausedUntil: 0,
  refusals: 0,
  refusedAt: 0,
})

/**
 * Drops what no longer counts. Moments that lie in the future, because a clock was set back, are pulled in so that they cannot block for
 * longer than they were meant to; requests whose end was never told (their process died) count until `abandonedMs` after their send.
 */
const prune = (state: BudgetState, now: number, abandonedMs: number): BudgetState => ({
  ...state,
  limitSeenAt: Math.min(state.limitSeenAt, now),
  inFlight: state.inFlight.map((one) => (one.sentAt > now ? { ...one, sentAt: now } : one)).filter((one) => one.sentAt + abandonedMs > now),
  ended: state.ended.map((one) => (one.at > now + grain ? { ...one, at: now } : one)).filter((one) => one.at + heldMs > now),
  foreign:
    state.foreign.until > now
      ? { ...state.foreign, sentAt: Math.min(state.foreign.sentAt, now), until: Math.min(state.foreign.until, now + heldMs) }
      : { count: 0, until: 0, sentAt: 0, counted: 0 },
  pausedUntil: Math.min(state.pausedUntil, now + longestPauseMs),
  refusedAt: Math.min(state.refusedAt, now),
})

const countSince = (state: BudgetState, moment: number): number =>
  state.inFlight.length + state.ended.reduce((sum, one) => sum + (one.at > moment ? one.count : 0), 0)

/** How many of our own requests count now. */
export const ownCount = (state: BudgetState): number => countSince(state, 0)

const countIn = (state: BudgetState, lane: Lane): number =>
  state.inFlight.filter((one) => one.lane === lane).length + state.ended.reduce((sum, one) => sum + (one.lane === lane ? one.count : 0), 0)

/** The state as it counts at `now`, for whoever only looks. */
export const asOf = (state: BudgetState, now: number): BudgetState => prune(state, now, Number.POSITIVE_INFINITY)

const untilSomethingExpires = (state: BudgetState, now: number): number | null => {
  const moments = [...state.ended.slice(0, 1).map((one) => one.at + heldMs), ...(state.foreign.count > 0 ? [state.foreign.until] : [])]
  return moments.length === 0 ? null : Math.max(1, Math.min(...moments) - now)
}

/** How many requests a window a lane may send that keeps to a share (0..1) of the limit: at least one. */
export const allowance = (limit: number, share: number): number => Math.max(1, Math.floor(limit * share))

/**
 * Asks to send one request now. When granted, the request `id` counts until `endRequest` and a window beyond. With a `share` the requests of
 * its lane leave the rest of the limit to others, whether they use it or not.
 */
export const takeRequest = (before: BudgetState, request: { id: string; now: number; abandonedMs: number; lane?: Lane; share?: number }): Taken => {
  const { id, now, abandonedMs, lane = 'main', share = 1 } = request
  const state = prune(before, now, abandonedMs)
  if (state.pausedUntil > now) return { state, granted: false, waitMs: state.pausedUntil - now }
  if (state.refusals > 0 && state.inFlight.length > 0) return { state, granted: false, waitMs: null }
  const isFull = ownCount(state) + state.foreign.count >= state.limit
  if (isFull || countIn(state, lane) >= allowance(state.limit, share)) return { state, granted: false, waitMs: untilSomethingExpires(state, now) }
  return { state: { ...state, inFlight: [...state.inFlight, { id, lane, sentAt: now, counted: countSince(state, now - windowMs) + 1 }] }, granted: true }
}

const end = (ended: BudgetState['ended'], lane: Lane, now: number): BudgetState['ended'] => {
  const at = Math.ceil(now / grain) * grain
  const index = ended.findLastIndex((one) => one.lane === lane)
  const last = ended[index]
  return last !== undefined && last.at >= at ? ended.with(index, { ...last, count: last.count + 1 }) : [...ended, { at, lane, count: 1 }]
}

type Sent = { sentAt: number; counted: number }

/** The newest request sees the most: answers overtake each other, so an older one does not replace what a newer one showed. */
const isNewer = (one: Sent, other: Sent): boolean => one.sentAt > other.sentAt || (one.sentAt === other.sentAt && one.counted >= other.counted)

const learnLimit = (state: BudgetState, sent: Sent, seen: Observation): BudgetState =>
  seen.limit === undefined || sent.sentAt < state.limitSeenAt ? state : { ...state, limit: seen.limit, limitSeenAt: sent.sentAt }

const learnForeign = (state: BudgetState, sent: Sent, seen: Observation, now: number): BudgetState => {
  if (seen.remaining === undefined || !isNewer(sent, state.foreign)) return state
  const used = (seen.limit ?? state.limit) - seen.remaining
  const others = used - sent.counted
  // Others go on while our answers travel: what was seen is the past, so one place is left free beside it.
  const count = others <= 0 ? 0 : Math.min(others + 1, state.limit - 1)
  return { ...state, foreign: { count, until: now + heldMs, sentAt: sent.sentAt, counted: sent.counted } }
}

/** How long everybody waits after a 429: as long as the answer asks, else longer with each one in a row. */
export const pauseAfterRefusal = (seen: Observation, refusals: number): number => {
  const asked = seen.retryAfterMs ?? seen.resetMs
  const wished = asked === undefined || asked <= 0 ? firstPauseMs * 2 ** Math.min(refusals, 10) : Math.max(asked, 250)
  return Math.min(wished, seen.retryAfterMs === undefined ? longestResetMs : longestPauseMs)
}

const learnPause = (state: BudgetState, sent: Sent, seen: Observation, now: number): BudgetState => {
  if (seen.status === 429) {
    const pausedUntil = Math.max(state.pausedUntil, now + pauseAfterRefusal(seen, state.refusals))
    return { ...state, pausedUntil, refusals: state.refusals + 1, refusedAt: now }
  }
  const asked = Math.max(seen.status >= 400 ? (seen.retryAfterMs ?? 0) : 0, seen.remaining === 0 ? Math.min(seen.resetMs ?? 0, longestResetMs) : 0)
  const pausedUntil = Math.max(state.pausedUntil, now + Math.min(asked, longestPauseMs))
  const calm = sent.sentAt >= state.refusedAt
  return { ...state, pausedUntil, refusals: calm ? 0 : state.refusals }
}

/** Learns from an answer whose request did not draw from the budget (the token endpoint). */
export const observe = (state: BudgetState, seen: Observation, now: number): BudgetState => {
  const sent = { sentAt: now, counted: countSince(state, now - windowMs) + 1 }
  return learnPause(learnForeign(learnLimit(state, sent, seen), sent, seen, now), sent, seen, now)
}

/** Tells the end of a request: with what its answer said, or without when none came. Unknown ids are ignored. */
export const endRequest = (state: BudgetState, id: string, now: number, seen?: Observation): BudgetState => {
  const sent = state.inFlight.find((one) => one.id === id)
  if (sent === undefined) return state
  const ended = { ...state, inFlight: state.inFlight.filter((one) => one.id !== id), ended: end(state.ended, sent.lane, now) }
  if (seen === undefined) return ended
  return learnPause(learnForeign(learnLimit(ended, sent, seen), sent, seen, now), sent, seen, now)
}

/** Gives back a request that was never sent. */
export const returnRequest = (state: BudgetState, id: string): BudgetState => ({ ...state, inFlight: state.inFlight.filter((one) => one.id !== id) })
