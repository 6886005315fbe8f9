import type { IncomingMessage } from 'node:http'
import type { Faults } from '../kernel.js'
import { createBursts } from './misbehaviour.js'
import { createRateLimit, type Standing } from './rate-limit.js'
import { failure, type Reply } from './replies.js'
import type { ServiceFusionSettings } from './settings.js'
import type { Tokens } from './tokens.js'

export interface Admission {
  /** Why the request goes no further; undefined: it may. */
  refusal?: Reply
  /** For every answer below /v1. */
  headers: Record<string, string>
}

/** Requests before `sf-limit-halved` shows, so that the limit changes while a run is under way. */
const calmRequests = 20

/** Looks at the token and the request budget of a request. Refused requests were not worked on at all. */
export const createGate = (settings: ServiceFusionSettings, faults: Faults, tokens: Tokens) => {
  const rateLimit = createRateLimit()
  const burst = createBursts(faults, settings.burstMs)
  let seen = 0

  const headersOf = ({ limit, remaining, resetAt }: Pick<Standing, 'limit' | 'remaining' | 'resetAt'>, now: number): Record<string, string> => ({
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(remaining),
    'X-Rate-Limit-Reset': String(settings.rateLimitReset === 'epoch' ? Math.ceil(resetAt / 1000) : Math.max(0, Math.ceil((resetAt - now) / 1000))),
  })

  return (request: IncomingMessage, parameters: URLSearchParams, now: number): Admission => {
    seen += 1
    const isHalved = faults.isOn('sf-limit-halved') && seen > calmRequests
    const limit = isHalved ? Math.max(1, Math.floor(settings.requestsPerMinute / 2)) : settings.requestsPerMinute
    const idle = headersOf({ limit, remaining: limit, resetAt: now }, now)

    const presented = presentedToken(request, parameters)
    if (presented === 'twice') return { refusal: failure(400, 'Send the access token in the header or in the query, not in both.'), headers: idle }
    if (presented !== undefined && faults.strikes('sf-token-expiry')) tokens.expire(presented.token)
    if (presented === undefined || !tokens.isValid(presented.token)) {
      return { refusal: failure(401, 'Your request was made with invalid credentials.', { 'WWW-Authenticate': 'Bearer realm="api"' }), headers: idle }
    }

    const struck = burst(now)
    if (struck !== undefined) {
      const resetAt = now + settings.burstMs
      return { refusal: tooMany(struck.retryAfter), headers: headersOf({ limit, remaining: 0, resetAt }, now) }
    }
    const standing = rateLimit(settings.rateLimitPer === 'token' ? presented.token : settings.clientId, limit, now)
    const headers = headersOf(standing, now)
    if (standing.admitted) return { headers }
    return { refusal: tooMany(settings.retryAfter ? Math.ceil((standing.resetAt - now) / 1000) : undefined), headers }
  }
}

const tooMany = (retryAfter: number | undefined): Reply =>
  failure(429, 'Rate limit exceeded.', retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) })

const presentedToken = (request: IncomingMessage, parameters: URLSearchParams): { token: string } | 'twice' | undefined => {
  const header = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const query = parameters.get('access_token') ?? undefined
  if (header !== undefined && query !== undefined) return 'twice'
  const token = header ?? query
  return token === undefined ? undefined : { token }
}
