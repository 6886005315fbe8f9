/** What is open or differs between real accounts, as switches (reference, section 11). */
export interface ServiceFusionSettings {
  clientId: string
  clientSecret: string
  /** IANA name of the account's zone. */
  timeZone: string
  requestsPerMinute: number
  /** Whether every token has the limit for itself, or all of a client share it. */
  rateLimitPer: 'token' | 'client'
  /** Seconds that a token lives. */
  tokenLifetime: number
  /** True: an address member sent as empty text falls back to the customer's primary location as if it were absent. */
  emptyAddressFallsBack: boolean
  /** `X-Rate-Limit-Reset` as UTC epoch seconds, or as seconds to wait. */
  rateLimitReset: 'epoch' | 'delay'
  /** Whether a 429 above the limit carries `Retry-After`. */
  retryAfter: boolean
  /** Whether bounds of `updated_date` and `closed_date` are compared with the stamp as shown (local time labelled as UTC) or with the true moment. */
  dateBounds: 'shown' | 'true'
  /** How long `sf-late-visibility` hides a new job from filtered lists, ms. */
  lateVisibilityMs: number
  /** How long the bursts of 429 last, ms. */
  burstMs: number
}

export const defaultSettings: ServiceFusionSettings = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  timeZone: 'America/Chicago',
  requestsPerMinute: 60,
  rateLimitPer: 'token',
  tokenLifetime: 3600,
  emptyAddressFallsBack: false,
  rateLimitReset: 'epoch',
  retryAfter: false,
  dateBounds: 'shown',
  lateVisibilityMs: 20_000,
  burstMs: 2000,
}
