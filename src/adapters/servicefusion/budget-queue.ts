import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/ports/clock.js'
import type { Events } from '../../core/ports/events.js'
import { type BudgetState, endRequest, type Lane, type Observation, observe, returnRequest, takeRequest } from './budget.js'
import { type BudgetCell, ownCell } from './budget-cell.js'

/** The budget of one account, handed out in the order of asking. */
export interface RequestBudget {
  /** Waits for a place and gives its id; rejects with the signal's reason. Every place is ended or returned. Throws `storage` when it is shared. */
  take(signal: AbortSignal): Promise<string>
  /** The request ended, with or without an answer. Never throws: what came of the request must not be lost over it. */
  ended(id: string, seen?: Observation): Promise<void>
  /** The request was never sent. Never throws. */
  returned(id: string): Promise<void>
  /** An answer outside the budget said something about it. Never throws. */
  observed(seen: Observation): Promise<void>
  /** As far as this process knows. */
  state(): Readonly<BudgetState>
  /** Resolves when no place is held or asked for any more: one that is not given up before the process ends counts for minutes. */
  settled(): Promise<void>
}

export interface BudgetOptions {
  clock: Clock
  limit: number
  /** Must exceed the longest a request can take. */
  abandonedMs: number
  /** The share (0..1) of the limit that all requests of the same lane may use. */
  share?: number
  lane?: Lane
  /** Missing: the budget is this process's own. */
  cell?: BudgetCell
  log?: Events['log']
}

interface Waiter {
  grant(id: string): void
  fail(reason: unknown): void
}

/** Another process's changes are not told, so a shared budget is asked again after this long. */
const longestWaitMs = 1_000
const longestUnknownWaitMs = 250

export const openBudget = (options: BudgetOptions): RequestBudget => {
  const { clock, abandonedMs, share = 1, lane = 'main', log = () => undefined, cell = ownCell(options.limit) } = options
  const owner = randomUUID().slice(0, 8)
  const queue: Waiter[] = []
  const held = new Set<string>()
  let serial = 0
  let pumping = false
  let served = Promise.resolve()
  let wake = new AbortController()
  let whenSettled: (() => void)[] = []

  const now = () => Date.parse(clock.now())

  const change = async (step: (state: BudgetState) => BudgetState): Promise<void> => {
    try {
      await cell.change((state) => ({ state: step(state), result: undefined }))
    } catch (error) {
      log('warn', 'the request budget could not be brought up to date', { why: error instanceof Error ? error.message : String(error) })
    }
    wake.abort()
  }

  const letGo = async (id: string, step: (state: BudgetState) => BudgetState): Promise<void> => {
    await change(step)
    held.delete(id)
    if (held.size > 0) return
    for (const tell of whenSettled) tell()
    whenSettled = []
  }

  /** How long to wait before asking again; null: until something changes here. */
  const patience = (waitMs: number | null): number | null => {
    if (!cell.isShared) return waitMs
    return waitMs === null ? longestUnknownWaitMs : Math.min(waitMs, longestWaitMs)
  }

  /** Until the time has come or something changed. */
  const pause = async (waitMs: number | null, changed: AbortSignal): Promise<void> => {
    if (changed.aborted) return
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

  const returned = (id: string): Promise<void> => letGo(id, (state) => returnRequest(state, id))

  const serve = async (): Promise<void> => {
    while (queue.length > 0) {
      wake = new AbortController()
      const changed = wake.signal
      serial += 1
      const id = `${owner}-${serial}`
      const taken = await cell.change((state) => {
        const { state: next, ...result } = takeRequest(state, { id, now: now(), abandonedMs, lane, share })
        return { state: next, result }
      })
      if (taken.granted) {
        held.add(id)
        const waiter = queue.shift()
        if (waiter === undefined)
          await returned(id) // whoever asked went away meanwhile
        else waiter.grant(id)
      } else await pause(patience(taken.waitMs), changed)
    }
    // In the same step as the look at the queue: whoever asks next must find that nobody serves.
    pumping = false
  }

  const pump = async (): Promise<void> => {
    if (pumping) return served
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
      served = pump()
    })

  return {
    take,
    ended: (id, seen) => letGo(id, (state) => endRequest(state, id, now(), seen)),
    returned,
    observed: (seen) => change((state) => observe(state, seen, now())),
    state: () => cell.last(),
    settled: async () => {
      await served
      if (held.size > 0) await new Promise<void>((resolve) => whenSettled.push(resolve))
    },
  }
}
