import type { Observation } from './budget.js'

const whole = (text: string | null): number | undefined => (text !== null && /^\s*\d{1,12}(\.\d+)?\s*$/.test(text) ? Math.floor(Number(text)) : undefined)

/** The server's own clock when it tells it plausibly: its moments are compared with that, not with a local clock that may be off. */
const serverNow = (headers: Headers, now: number): number => {
  const told = Date.parse(headers.get('date') ?? '')
  return Math.abs(told - now) <= 86_400_000 ? told : now
}

/** `X-Rate-Limit-Reset` as a delay: above 10^9 it is a moment in epoch seconds, below a number of seconds (reference, section 3.4). */
const resetDelay = (headers: Headers, now: number): number | undefined => {
  const value = whole(headers.get('x-rate-limit-reset'))
  if (value === undefined) return undefined
  return value > 1e9 ? Math.max(0, value * 1000 - serverNow(headers, now)) : value * 1000
}

/** `Retry-After` as a delay: seconds, or an HTTP date. */
const retryDelay = (headers: Headers, now: number): number | undefined => {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const seconds = whole(text)
  if (seconds !== undefined) return seconds * 1000
  const moment = Date.parse(text)
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - serverNow(headers, now))
}

/** What an answer's headers say about the request limit; nonsense counts as nothing. `now` in epoch milliseconds. */
export const observationOf = (status: number, headers: Headers, now: number): Observation => {
  const limit = whole(headers.get('x-rate-limit-limit'))
  const remaining = whole(headers.get('x-rate-limit-remaining'))
  const resetMs = resetDelay(headers, now)
  const retryAfterMs = retryDelay(headers, now)
  return {
    status,
    ...(limit === undefined || limit < 1 ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetMs === undefined ? {} : { resetMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
