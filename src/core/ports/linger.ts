import type { Clock } from './clock.js'

/** How long a write that is under way may still be answered after the run was asked to stop. Well below the ten seconds that stopping may take. */
const lingerMs = 5_000

/**
 * Runs `work` with a signal that follows the given one a few seconds late: cutting off a write that was already sent would only make its outcome
 * unknown.
 */
export const lingering = async <T>(clock: Clock, signal: AbortSignal | undefined, work: (late: AbortSignal) => Promise<T>): Promise<T> => {
  const late = new AbortController()
  const done = new AbortController()
  const begin = (): void => {
    clock.sleep(lingerMs, done.signal).then(
      () => late.abort(signal?.reason),
      () => undefined,
    )
  }
  if (signal?.aborted) begin()
  else signal?.addEventListener('abort', begin, { once: true, signal: done.signal })
  try {
    return await work(late.signal)
  } finally {
    done.abort(new Error('the work has ended'))
  }
}
