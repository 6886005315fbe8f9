import type { BreakerState } from '../breaker/breaker.js'

/** How the remote systems stood when they were last asked. */
export interface RemoteStatus {
  propertyware: { breaker: BreakerState }
  servicefusion: {
    breaker: BreakerState
    /** Requests a minute: what the account allows, what counts now, and what others seem to use; null when nobody sent any. */
    budget: { limit: number; used: number; foreign: number; pausedUntil: string | null } | null
  }
}
