import type { EntityName } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { Problem } from '../plan/plan.js'
import type { Day } from './days.js'
import type { Undertaking } from './undertaking.js'

/** What became of one entity. `chunks.planned` is the sum of the other three. */
export interface EntityBackfill {
  entity: EntityName
  chunks: { planned: number; done: number; incomplete: number; left: number }
  /** Rows that came, those that came twice counted twice. */
  rows: number
  rejected: number
  opened: number
  closed: number
}

/** Why a backfill ended before its range did. */
export type StopReason = 'signal' | 'max-requests' | 'max-duration'

export interface BackfillReport extends Undertaking {
  runId: string
  startedAt: Instant
  durationMs: number
  dryRun: false
  /** True when every chunk of the range is done by now. */
  complete: boolean
  stopped: StopReason | null
  /** Systems that did not answer. */
  down: ('propertyware' | 'servicefusion')[]
  reads: EntityBackfill[]
  requests: { propertyware: number; servicefusion: number }
  history: { opened: number; closed: number }
  problems: Problem[]
}

/** What a backfill would read. */
export interface EntityEstimate {
  entity: EntityName
  chunks: number
  /** Rows as stated by the system; null where it states no totals. */
  rows: number | null
  /** ServiceFusion: at most. PropertyWare, whose pages have no known size: at least. */
  requests: number
  /** First and last day that are left. */
  from: Day | null
  to: Day | null
}

export interface BackfillEstimate extends Undertaking {
  runId: string
  startedAt: Instant
  durationMs: number
  dryRun: true
  estimates: EntityEstimate[]
  /** Requests of the estimate itself. */
  requests: { propertyware: number; servicefusion: number }
  /** Requests a minute that ServiceFusion gets at most. */
  perMinute: number
  /** How long the request limit makes it take, in milliseconds. */
  takesMs: number
  problems: Problem[]
}
