import { interruption } from './errors.js'

/** Lets at most `limit` pieces of work run at the same time; the rest wait in the order of arrival. */
export interface Gate {
  /** Throws the signal's reason, as an error of pwsf, when it aborts before the work's turn came. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>
}

export const openGate = (limit: number): Gate => {
  const waiting: (() => void)[] = []
  let running = 0

  const enter = async (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) throw interruption(signal)
    if (running < limit) {
      running += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(admit), 1)
        reject(interruption(signal))
      }
      waiting.push(admit)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  const exit = (): void => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    async run(work, signal) {
      await enter(signal)
      try {
        return await work()
      } finally {
        exit()
      }
    },
  }
}
