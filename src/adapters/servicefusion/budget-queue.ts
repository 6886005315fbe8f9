import type { Clock } from '../../core/ports/clock.js'
import { type BudgetState, endRequest, type Observation, observe, returnRequest, startBudget, takeRequest } from './budget.js'

/** The budget of one account, handed out in the order of asking. */
export interface RequestBudget {
  /** Waits for a place and gives its id; rejects with the signal's reason. Every place is ended or returned. */
  take(signal: AbortSignal): Promise<string>
  /** The request ended, with or without an answer. */
  ended(id: string, seen?: Observation): void
  /** The request was never sent. */
  returned(id: string): void
  /** An answer outside the budget said something about it. */
  observed(seen: Observation): void
  state(): Readonly<BudgetState>
}

interface Waiter {
  grant(id: string): void
  fail(reason: unknown): void
}

/** `abandonedMs` must exceed the longest a request can take. `share` (0..1) of the limit is all that is used. */
export const openBudget = (options: { clock: Clock; limit: number; abandonedMs: number; share?: number }): RequestBudget => {
  const { clock, abandonedMs, share = 1 } = options
  const queue: Waiter[] = []
  let state = startBudget(options.limit)
  let serial = 0
  let pumping = false
  let wake = new AbortController()

  const now = () => Date.parse(clock.now())

  const change = (next: BudgetState) => {
    state = next
    wake.abort()
  }

  /** Until the time has come or something changed. */
  const pause = async (waitMs: number | null, changed: AbortSignal) => {
    if (waitMs === null) {
      await new Promise<void>((resolve) => {
        changed.addEventListener('abort', () => resolve(), { once: true })
      })
      return
    }
    try {
      await clock.sleep(waitMs, changed)
    } catch (error) {
      if (!changed.aborted) throw error
    }
  }

  const serve = async () => {
    while (queue.length > 0) {
      wake = new AbortController()
      const id = String(serial)
      const taken = takeRequest(state, { id, now: now(), abandonedMs, share })
      state = taken.state
      if (taken.granted) {
        serial += 1
        queue.shift()?.grant(id)
      } else await pause(taken.waitMs, wake.signal)
    }
    // In the same step as the look at the queue: whoever asks next must find that nobody serves.
    pumping = false
  }

  const pump = async () => {
    if (pumping) return
    pumping = true
    try {
      await serve()
    } catch (error) {
      pumping = false
      for (const waiter of queue.splice(0)) waiter.fail(error)
    }
  }

  const take = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
      const leave = () => {
        queue.splice(queue.indexOf(waiter), 1)
        wake.abort()
        reject(signal.reason)
      }
      const waiter: Waiter = {
        grant: (id) => {
          signal.removeEventListener('abort', leave)
          resolve(id)
        },
        fail: (reason) => {
          signal.removeEventListener('abort', leave)
          reject(reason)
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      queue.push(waiter)
      void pump()
    })

  return {
    take,
    ended: (id, seen) => change(endRequest(state, id, now(), seen)),
    returned: (id) => change(returnRequest(state, id)),
    observed: (seen) => change(observe(state, seen, now())),
    state: () => state,
  }
}
