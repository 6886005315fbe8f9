import { setMaxListeners } from 'node:events'

/**
 * Runs `work` with a signal of its own that aborts when one of the given ones does or, with the error `timeout`, when the time is up.
 * Nothing stays behind on the given signals afterwards: `AbortSignal.any` and `AbortSignal.timeout` leave a trace of each call on a
 * signal that lives as long as the run.
 */
export const following = async <T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal, timedOut: () => boolean) => Promise<T>,
  timeoutMs?: number,
): Promise<T> => {
  const own = new AbortController()
  const done = new AbortController()
  let late = false
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          late = true
          own.abort(new Error('timed out'))
        }, timeoutMs)
  for (const signal of signals) {
    if (signal.aborted) own.abort(signal.reason)
    // One signal is followed by every call under way, be they many.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', () => own.abort(signal.reason), { once: true, signal: done.signal })
  }
  try {
    return await work(own.signal, () => late)
  } finally {
    clearTimeout(timer)
    done.abort()
  }
}
