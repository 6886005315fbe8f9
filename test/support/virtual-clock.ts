import { setImmediate as idle } from 'node:timers/promises'
import type { Clock } from '../../src/core/ports/clock.js'
import { instant } from '../../src/core/model/instant.js'

interface Sleeper {
  at: number
  wake(): void
}

const sleepUntil = (sleepers: Set<Sleeper>, at: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const leave = () => {
      sleepers.delete(sleeper)
      reject(signal?.reason)
    }
    const sleeper: Sleeper = {
      at,
      wake: () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      },
    }
    sleepers.add(sleeper)
    signal?.addEventListener('abort', leave, { once: true })
  })

/** Simulated time: `run` lets everything that can happen now happen, then jumps to the next moment somebody sleeps for. */
export const virtualClock = (start: string) => {
  let now = Date.parse(start)
  const sleepers = new Set<Sleeper>()
  const clock: Clock = { now: () => instant(now), sleep: (ms, signal) => sleepUntil(sleepers, now + ms, signal) }
  return {
    clock,
    now: () => now,
    set: (moment: number) => {
      now = moment
    },
    async run<T>(work: Promise<T>): Promise<T> {
      let done = false
      const finished = work.finally(() => {
        done = true
      })
      finished.catch(() => undefined)
      for (;;) {
        await idle()
        if (done) return finished
        const next = [...sleepers].reduce<Sleeper | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined)
        if (next === undefined) throw new Error('nothing is left to wait for, and the work is not done')
        now = Math.max(now, next.at)
        sleepers.delete(next)
        next.wake()
      }
    },
  }
}

/** A clock on which sleeping takes no time at all: for tests with real sockets. `slept` lists what was asked for. */
export const leapingClock = (start: string) => {
  let now = Date.parse(start)
  const slept: number[] = []
  const clock: Clock = {
    now: () => instant(now),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
      await idle()
      signal?.throwIfAborted()
    },
  }
  return {
    clock,
    slept,
    advance: (ms: number) => {
      now += ms
    },
  }
}
