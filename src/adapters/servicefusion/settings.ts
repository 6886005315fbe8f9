import type { Clock, Random } from '../../core/ports/clock.js'
import type { Events } from '../../core/ports/events.js'
import type { SharedState } from '../../core/ports/shared-state.js'
import { PwsfError } from '../../core/errors.js'

/** How to reach one ServiceFusion account. */
export interface ServiceFusionOptions {
  /** The bare host; the token is asked at `/oauth/access_token`, resources lie below `/v1`. Default `https://api.servicefusion.com`. */
  url?: string
  clientId: string
  clientSecret: string
  /** IANA name of the account's time zone: stamps on the wire hold its local time (reference, section 3.7). */
  timezone: string
  /** For one request with its whole body. Default 90,000. */
  timeoutMs?: number
  /** The request limit that holds until an answer states the real one. Default 60. */
  requestsPerMinute?: number
  /** The share (0..1) of the request limit that is used, by all clients together that keep to a share; the rest is left to others. Default 1. */
  limitShare?: number
  /** Where the account's request budget is kept for all processes that draw from it. Missing: this client has a budget of its own. */
  shared?: SharedState
  /** How often a read is sent at most. Default 4. */
  tries?: number
  clock: Clock
  random: Random
  log?: Events['log']
}

/** The options with every default applied. */
export interface Settings {
  origin: string
  clientId: string
  clientSecret: string
  timeoutMs: number
  requestsPerMinute: number
  limitShare: number
  shared: SharedState | undefined
  tries: number
  clock: Clock
  random: Random
  log: Events['log']
}

const wrongUrl = (why: string) =>
  new PwsfError('config', `the ServiceFusion URL ${why}`, { next: 'Set PWSF_SF_URL to the bare host, such as https://api.servicefusion.com.' })

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

/** The origin of a bare host. Plain HTTP would show the token to the network, so it is allowed on this machine only. Throws `config`. */
export const originOf = (text: string): string => {
  if (!URL.canParse(text)) throw wrongUrl('cannot be read')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') throw wrongUrl('must not hold a user name or a password')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw wrongUrl('must be a bare host without a path')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrongUrl('must begin with https://')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw wrongUrl('must begin with https:// (plain http is for this machine only)')
  return url.origin
}

/** Applies the defaults and checks the URL and the credentials. Throws `config`. */
export const settle = (options: ServiceFusionOptions): Settings => {
  if (options.clientId.trim() === '' || options.clientSecret.trim() === '') {
    throw new PwsfError('config', 'the ServiceFusion client id or client secret is missing', { next: 'Set PWSF_SF_CLIENT_ID and PWSF_SF_CLIENT_SECRET.' })
  }
  return {
    origin: originOf(options.url ?? 'https://api.servicefusion.com'),
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    timeoutMs: options.timeoutMs ?? 90_000,
    requestsPerMinute: options.requestsPerMinute ?? 60,
    limitShare: options.limitShare ?? 1,
    shared: options.shared,
    tries: options.tries ?? 4,
    clock: options.clock,
    random: options.random,
    log: options.log ?? (() => undefined),
  }
}
