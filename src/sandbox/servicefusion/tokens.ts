import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Reply } from './replies.js'
import { mediaTypeOf, parseObject } from './request-body.js'

/** Access tokens and single-use refresh tokens. They live in memory: a new process issues new ones. */
export interface Tokens {
  /** Answers POST /oauth/access_token. */
  answer: (request: IncomingMessage, body: string | undefined) => Reply
  isValid: (token: string) => boolean
  expire: (token: string) => void
}

export interface TokensContext {
  clientId: string
  clientSecret: string
  /** Seconds. */
  lifetime: number
  now: () => number
}

export const createTokens = ({ clientId, clientSecret, lifetime, now }: TokensContext): Tokens => {
  const expiry = new Map<string, number>()
  const refreshers = new Set<string>()

  const issue = (): Reply => {
    for (const [token, at] of expiry) if (at <= now()) expiry.delete(token)
    const access = randomBytes(20).toString('hex')
    const refresh = randomBytes(20).toString('hex')
    expiry.set(access, now() + lifetime * 1000)
    refreshers.add(refresh)
    return { status: 200, body: { access_token: access, token_type: 'Bearer', expires_in: lifetime, refresh_token: refresh } }
  }

  const grant = (values: Record<string, unknown>): Reply => {
    switch (values['grant_type']) {
      case 'client_credentials':
        if (values['client_id'] === clientId && values['client_secret'] === clientSecret) return issue()
        return refusal('invalid_client', 'The client credentials are invalid')
      case 'refresh_token':
        return refreshers.delete(String(values['refresh_token'])) ? issue() : refusal('invalid_grant', 'Invalid refresh token')
      case 'authorization_code':
        // Codes come from a browser, and nobody sits in front of one here.
        return refusal('invalid_grant', "Authorization code doesn't exist or is invalid for the client")
      case undefined:
        return refusal('invalid_request', 'The grant type was not specified in the request')
      default:
        return refusal('unsupported_grant_type', `Grant type "${String(values['grant_type'])}" not supported`)
    }
  }

  return {
    answer: (request, body) => {
      if (mediaTypeOf(request) === 'application/x-www-form-urlencoded') return grant(Object.fromEntries(new URLSearchParams(body ?? '')))
      const parsed = parseObject(body)
      return 'refusal' in parsed ? refusal('invalid_request', 'The request body cannot be read') : grant(parsed.value)
    },
    isValid: (token) => (expiry.get(token) ?? 0) > now(),
    expire: (token) => {
      expiry.delete(token)
    },
  }
}

const refusal = (error: string, description: string): Reply => ({ status: 400, body: { error, error_description: description } })
