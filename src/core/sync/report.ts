import type { EntityName } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { Facts, Plan, PlanAction, Problem, SkipRule } from '../plan/plan.js'

/** What became of the work orders of a run. `read` is the sum of all others; anything else is a bug. In a dry run: what would become of them. */
export interface OutcomeCounts {
  read: number
  created: number
  linked: number
  updated: number
  unchanged: number
  skipped: number
  held: number
  quarantined: number
  blocked: number
  failed: number
}

export type Outcome = Exclude<keyof OutcomeCounts, 'read'>

/** One work order in the report. `outcome` is missing in a dry run. */
export interface ReportItem {
  action: PlanAction
  outcome?: Outcome
  workOrderId: string
  number: string
  jobId?: string
  /** The hold, block or skip code, where there is one. */
  reason?: string
  why: string
  before?: Facts
  after?: Facts
}

export interface SyncReport {
  runId: string
  startedAt: Instant
  durationMs: number
  dryRun: boolean
  /** False when a read was incomplete: the watermarks of what was not read whole did not move. */
  complete: boolean
  counts: OutcomeCounts
  skippedBy: Partial<Record<SkipRule, number>>
  /** All work orders when asked for, else those that are neither skipped nor unchanged. */
  items: ReportItem[]
  retries: Retries
  /** When reconciling: versions by entity that reading what changed had missed. */
  reconciled?: Partial<Record<EntityName, number>>
  requests: { propertyware: number; servicefusion: number }
  /** How much of ServiceFusion's request limit was in use at the end, by all processes that share it; null when nobody counts. */
  budget: { limit: number; used: number } | null
  history: { opened: number; closed: number }
  problems: Problem[]
  /** True when a limit kept a class of writes from happening. */
  guardTripped: boolean
  /** True when a remote system stopped answering and work was left for the next run. */
  remoteDown: boolean
  plan: Plan
}

/** Records that an earlier run could not finish and this one took up again, and how that went. `failed` also counts those that failed for the first time. */
export interface Retries {
  retried: number
  failed: number
  healed: number
}

export const noOutcomes = (): OutcomeCounts => ({
  read: 0,
  created: 0,
  linked: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  held: 0,
  quarantined: 0,
  blocked: 0,
  failed: 0,
})

/** True when every work order read has exactly one outcome. */
export const isBalanced = ({ read, ...outcomes }: OutcomeCounts): boolean => read === Object.values(outcomes).reduce((sum, count) => sum + count, 0)
