import { z } from 'zod'
import type { Instant } from '../model/instant.js'
import { type BreakerState, closedBreaker } from './breaker.js'

export type RemoteName = 'propertyware' | 'servicefusion'

export const remoteLabels: Readonly<Record<RemoteName, string>> = { propertyware: 'PropertyWare', servicefusion: 'ServiceFusion' }

/** Under which name a remote's breaker is shared. */
export const breakerName = (remote: RemoteName): string => `breaker:${remote}`

const moment = z.custom<Instant>((value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value))
const count = z.number().int().nonnegative()

const Stored = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed'), failures: count, since: moment.nullable() }),
  z.object({ state: z.literal('open'), since: moment, openedAt: moment, retryAt: moment, pauses: count, reason: z.string() }),
  z.object({ state: z.literal('half-open'), since: moment, probeUntil: moment, pauses: count, reason: z.string() }),
])

/** What cannot be read keeps nobody away. */
export const decodeBreaker = (text: string | undefined): BreakerState => {
  if (text === undefined) return closedBreaker
  try {
    return Stored.parse(JSON.parse(text))
  } catch {
    return closedBreaker
  }
}

/** A closed breaker without failures is nothing worth keeping. */
export const encodeBreaker = (state: BreakerState): string | undefined => (state.state === 'closed' && state.failures === 0 ? undefined : JSON.stringify(state))
