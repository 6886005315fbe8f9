import type { Instant } from '../model/instant.js'
import type { DraftParts } from '../ports/ledger.js'

/** Reason codes of work orders that must not be dispatched yet. */
export type HoldReason =
  | 'unknown-status'
  | 'unresolved-unit'
  | 'unknown-building'
  | 'customer-unmapped'
  | 'customer-ambiguous'
  | 'job-status-unmapped'
  | 'intent-unsettled'
  | 'status-conflict'
  | 'dead-letter'
  /** It failed lately, and may have been bad luck. */
  | 'retry-later'

/** Reason codes of work orders that need a person, because the other API cannot do it. */
export type BlockReason =
  | 'duplicate-marker'
  | 'address-changed'
  | 'unit-changed'
  | 'text-changed'
  | 'cancelled-in-propertyware'
  | 'cancelled-in-servicefusion'
  | 'job-missing'
  | 'deleted-in-propertyware'

export type SkipRule = 'status-not-open' | 'before-go-live' | 'excluded-portfolio' | 'create-flag-off' | 'write-back-flag-off' | ApplyTimeSkip

/** Decided while applying: nothing was sent for these work orders although the plan meant to. */
export type ApplyTimeSkip =
  /** PropertyWare or the warehouse changed between plan and write. */
  | 'stale-plan'
  /** `sync --plan FILE` applies exactly that plan, and this was not in it. */
  | 'not-in-plan'
  /** Its class of writes is above a limit. */
  | 'limit-exceeded'
  /** What it depends on could not be read in this run. */
  | 'source-incomplete'
  /** The run was asked to stop first. */
  | 'interrupted'

/** Small readable facts for tables and `--json`; ids, statuses and categories only, never people's data or free text. */
export type Facts = Readonly<Record<string, string | null>>

/** Both sides changed a status since they were last in step, and `conflictPolicy` said which of them stands. */
export interface Conflict {
  winner: 'propertyware' | 'servicefusion'
  /** The value that gave way. */
  lost: string
}

interface ItemBase {
  workOrderId: string
  number: string
  /** One sentence for an operator: the decision and its evidence. */
  why: string
}

/**
 * The decision about one work order. Items hold references and hashes only: apply rebuilds what it sends from the warehouse and refuses
 * when its hash is no longer the planned one.
 */
export type PlanItem =
  | (ItemBase & { action: 'create'; marker: string; draftHash: string; parts: DraftParts; customer: PlannedCustomer; after: Facts })
  | (ItemBase & { action: 'link'; marker: string; jobId: string; jobNumber: string | null; parts: DraftParts; after: Facts })
  | (ItemBase & {
      action: 'update'
      jobId: string
      jobNumber: string | null
      jobStatus: string
      /** What PropertyWare holds now, and what it shall hold. */
      before: Facts & { status: string | null; serviceStatus: string | null }
      after: { status?: string; serviceStatus?: string }
      conflict?: Conflict
    })
  | (ItemBase & { action: 'hold'; reason: HoldReason; jobId?: string; before?: Facts })
  | (ItemBase & { action: 'block'; reason: BlockReason; jobId?: string; before?: Facts; after?: Facts })
  | (ItemBase & { action: 'skip'; rule: SkipRule; jobId?: string })
  | (ItemBase & {
      action: 'unchanged'
      jobId: string
      /** Set when PropertyWare keeps what it shows although one of the sides changed: the ledger is brought up to date, nothing is sent. */
      syncedJobStatus?: string
      conflict?: Conflict
    })
  | (ItemBase & { action: 'quarantine' })

export type PlanAction = PlanItem['action']

/** The ServiceFusion customer of a job to be created: one that exists, or one to be created first (only with `customers.create`). */
export type PlannedCustomer = { customerId: string } | { create: { scope: 'portfolio'; key: string } }

export interface Problem {
  code: string
  message: string
  next: string
  ref?: string
}

/** How many work orders the plan decides each way. `read` is the sum of the others. */
export interface PlanTally {
  read: number
  create: number
  link: number
  update: number
  unchanged: number
  skip: number
  hold: number
  quarantine: number
  block: number
}

export interface Plan {
  formatVersion: 1
  /** Hash of the items: the same decisions give the same id. */
  planId: string
  createdAt: Instant
  /** False when a read was incomplete: such a plan creates nothing that depends on what was not seen. */
  complete: boolean
  tally: PlanTally
  /** How often each skip rule applied. */
  skippedBy: Partial<Record<SkipRule, number>>
  /** Every decision when the caller asked for all, else those that are neither `skip` nor a plain `unchanged`. Ordered by work order id. */
  items: PlanItem[]
  problems: Problem[]
}
