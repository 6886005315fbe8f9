import { type ErrorKind, PwsfError } from '../errors.js'
import { elapsed, type Instant } from '../model/instant.js'
import type { Clock } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { SharedState } from '../ports/shared-state.js'
import { abandonProbe, admit, type BreakerState, fail, failedThroughout, succeed } from './breaker.js'
import { breakerName, decodeBreaker, encodeBreaker, type RemoteName, remoteLabels } from './breaker-text.js'

export interface Breaker {
  /**
   * Sends a request unless the system is known to be down: then `unavailable` at once, saying since when and until when. Reads may find out
   * whether it is back; whoever asks meanwhile in this process waits for the answer.
   */
  ask<T>(use: 'read' | 'write', request: () => Promise<T>): Promise<T>
  /** The run ends: when every request of it failed, the next run need not find out again. Never throws. */
  close(): Promise<void>
}

export interface BreakerOptions {
  remote: RemoteName
  shared: SharedState
  clock: Clock
  log: Events['log']
  /** Asks whatever the state is; what comes of it is noted all the same. */
  ignore?: boolean
}

/** How long a healthy system is believed to be so without looking at what other processes found. */
const trustMs = 5_000

type EndProbe = () => void

type Verdict = 'answered' | 'failed' | 'nothing'

/** Refusals are answers: the system is there. Time-outs of writes are told by the look-ups that follow them. */
const verdicts: Partial<Record<ErrorKind, Verdict>> = {
  unavailable: 'failed',
  auth: 'answered',
  'rate-limit': 'answered',
  rejected: 'answered',
  untrusted: 'answered',
  'bad-data': 'answered',
}

const verdictOf = (error: unknown): Verdict => (error instanceof PwsfError ? (verdicts[error.kind] ?? 'nothing') : 'nothing')

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const isPristine = (state: BreakerState): boolean => state.state === 'closed' && state.failures === 0

/** The breaker of one remote system, over the state that all processes share. */
export const openBreaker = ({ remote, shared, clock, log, ignore = false }: BreakerOptions): Breaker => {
  const label = remoteLabels[remote]
  const tally = { answered: 0, failed: 0 }
  let lastReason = ''
  let known: { state: BreakerState; at: Instant } | undefined
  let probing: Promise<void> | undefined
  let gate: Promise<unknown> = Promise.resolve()

  const change = <T>(step: (state: BreakerState) => { state: BreakerState; result: T }): Promise<T> =>
    shared.update(breakerName(remote), (text) => {
      const { state, result } = step(decodeBreaker(text))
      known = { state, at: clock.now() }
      return { next: encodeBreaker(state), result }
    })

  const isTrusted = (): boolean => known !== undefined && isPristine(known.state) && Math.abs(elapsed(known.at, clock.now())) < trustMs

  const refusal = (state: BreakerState, retryAt: Instant): PwsfError => {
    const outage = state.state === 'closed' ? '' : ` has not answered since ${state.since} (${state.reason})`
    const next = state.state === 'half-open' ? 'another process is finding out whether it is back' : `it is tried again at ${retryAt}`
    return new PwsfError('unavailable', `${label}${outage}; ${next}`, {
      next: 'Run pwsf again after that, or with --ignore-breaker to try at once.',
      context: { retryAt },
      retryAfterMs: Math.max(0, elapsed(clock.now(), retryAt)),
    })
  }

  /** For the probe: what to call when it is over. Throws `unavailable` when the request must not be sent. One at a time, in the order of asking. */
  const enter = async (use: 'read' | 'write'): Promise<EndProbe | undefined> => {
    if (ignore || (probing === undefined && isTrusted())) return undefined
    const turn = gate.then(() => admitOne(use))
    gate = turn.catch(() => undefined)
    return turn
  }

  const admitOne = async (use: 'read' | 'write'): Promise<EndProbe | undefined> => {
    await probing
    const admission = await change((state) => {
      const decided = admit(state, clock.now(), use === 'read')
      return { state: decided.state, result: decided }
    })
    if (admission.admit === 'no') throw refusal(admission.state, admission.retryAt)
    if (admission.admit === 'yes') return undefined
    return new Promise((entered) => {
      probing = new Promise((ended) => {
        entered(() => {
          probing = undefined
          ended()
        })
      })
    })
  }

  /** Never throws: what came of the request must not be lost over it. */
  const note = async (verdict: Verdict, reason: string): Promise<void> => {
    if (verdict !== 'nothing') tally[verdict] += 1
    if (verdict === 'failed') lastReason = reason
    if (verdict === 'answered' && isTrusted()) return
    await turn((state) => next(state, verdict, reason))
  }

  const turn = async (step: (state: BreakerState) => BreakerState): Promise<void> => {
    try {
      const { before, after } = await change((state) => {
        const changed = step(state)
        return { state: changed, result: { before: state, after: changed } }
      })
      tell(before, after)
    } catch (error) {
      log('warn', `what ${label} answered could not be noted for other runs`, { why: messageOf(error) })
    }
  }

  const next = (state: BreakerState, verdict: Verdict, reason: string): BreakerState => {
    if (verdict === 'answered') return succeed()
    return verdict === 'failed' ? fail(state, clock.now(), reason) : abandonProbe(state, clock.now())
  }

  const tell = (before: BreakerState, after: BreakerState): void => {
    if (after.state === 'open' && before.state !== 'open')
      log('warn', `${label} is not asked any more until ${after.retryAt}`, { since: after.since, why: after.reason })
    if (after.state === 'closed' && before.state !== 'closed') log('info', `${label} answers again`, { since: before.since })
  }

  const send = async <T>(request: () => Promise<T>, isProbe: boolean): Promise<T> => {
    try {
      const answer = await request()
      await note('answered', '')
      return answer
    } catch (error) {
      const verdict = verdictOf(error)
      if (verdict !== 'nothing' || isProbe) await note(verdict, messageOf(error))
      throw error
    }
  }

  return {
    ask: async (use, request) => {
      const endProbe = await enter(use)
      try {
        return await send(request, endProbe !== undefined)
      } finally {
        endProbe?.()
      }
    },
    close: async () => {
      if (tally.failed > 0 && tally.answered === 0) await turn((state) => failedThroughout(state, clock.now(), lastReason))
    },
  }
}

/** How a remote stands, for people; nothing is asked or changed. */
export const readBreaker = async (shared: SharedState, remote: RemoteName): Promise<BreakerState> => decodeBreaker(await shared.read(breakerName(remote)))
