import { PwsfError } from '../errors.js'
import { elapsed, type Instant } from '../model/instant.js'
import type { BackfillPorts } from './ports.js'
import type { StopReason } from './report.js'

export interface Limits {
  /** Requests to both systems together; repeats of a failed one are counted, and may exceed it by as many. */
  maxRequests?: number
  maxDurationMs?: number
  signal?: AbortSignal
}

/** Says when to stop. Asked before each page, so that the page in flight is always finished. */
export interface Stopping {
  /** Throws `interrupted` when no further page may be asked for. */
  check(): void
  reason(): StopReason | null
}

export const openStopping = (ports: BackfillPorts, startedAt: Instant, { maxRequests, maxDurationMs, signal }: Limits): Stopping => {
  let reason: StopReason | null = null
  const find = (): StopReason | null => {
    if (signal?.aborted === true) return 'signal'
    if (maxRequests !== undefined && ports.propertyware.requests() + ports.servicefusion.requests() >= maxRequests) return 'max-requests'
    return maxDurationMs !== undefined && elapsed(startedAt, ports.clock.now()) >= maxDurationMs ? 'max-duration' : null
  }
  return {
    check: () => {
      reason ??= find()
      if (reason !== null) throw new PwsfError('interrupted', `the backfill stopped: ${reason}`)
    },
    reason: () => reason ?? (signal?.aborted === true ? 'signal' : null),
  }
}

/** How long a page in flight may still take after a signal asked to stop. */
const graceMs = 10_000

/** Calls `work` with a signal that follows the given one only after a while, so that what is in flight can end. */
export const withGrace = async <T>(
  { clock }: Pick<BackfillPorts, 'clock'>,
  signal: AbortSignal | undefined,
  work: (late: AbortSignal) => Promise<T>,
): Promise<T> => {
  const late = new AbortController()
  const ended = new AbortController()
  const follow = (): void => {
    void clock.sleep(graceMs, ended.signal).then(
      () => late.abort(signal?.reason),
      () => undefined,
    )
  }
  if (signal?.aborted === true) follow()
  signal?.addEventListener('abort', follow, { once: true })
  try {
    return await work(late.signal)
  } finally {
    signal?.removeEventListener('abort', follow)
    ended.abort()
  }
}
