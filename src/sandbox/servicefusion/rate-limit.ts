const windowMs = 60_000

/** How a token (or a client) stands: `admitted` is false for a request above the limit. `resetAt` in ms: when the next place becomes free. */
export interface Standing {
  admitted: boolean
  limit: number
  remaining: number
  resetAt: number
}

/** A sliding window of one minute per key. Refused requests take no place. */
export const createRateLimit = () => {
  const windows = new Map<string, number[]>()

  return (key: string, limit: number, now: number): Standing => {
    const admittedAt = windows.get(key) ?? []
    const firstKept = admittedAt.findIndex((at) => at > now - windowMs)
    admittedAt.splice(0, firstKept === -1 ? admittedAt.length : firstKept)
    const admitted = admittedAt.length < limit
    if (admitted) admittedAt.push(now)
    windows.set(key, admittedAt)
    return { admitted, limit, remaining: Math.max(0, limit - admittedAt.length), resetAt: (admittedAt[0] ?? now) + windowMs }
  }
}
