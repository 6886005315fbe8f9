import { setTimeout as wait } from 'node:timers/promises'
import { instant } from '../core/model/instant.js'
import type { Clock } from '../core/ports/clock.js'

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => instant(Date.now()),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      // The promise of node rejects with an AbortError of its own; callers are promised the signal's reason.
      throw signal?.aborted ? signal.reason : error
    }
  },
}
