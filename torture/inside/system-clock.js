// Stands in for src/adapters/system-clock.ts: time begins where the suite says, and runs faster than the machine's.
import { setTimeout as wait } from 'node:timers/promises'

const start = Date.now()
const begin = Number(process.env.TORTURE_NOW ?? start)
const hurry = Number(process.env.TORTURE_HURRY ?? '1')

export const systemClock = {
  now: () => new Date(Math.round(begin + (Date.now() - start) * hurry)).toISOString(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms / hurry, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      throw signal?.aborted ? signal.reason : error
    }
  },
}
