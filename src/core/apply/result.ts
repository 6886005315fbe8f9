import type { PlanItem } from '../plan/plan.js'
import type { Outcome } from '../sync/report.js'

/** The items that write something, to a remote system or to the ledger. */
export type Writing = Extract<PlanItem, { action: 'create' | 'link' | 'update' | 'unchanged' }>

/** Nothing was sent: what the item was planned on no longer holds. */
export const staleResult = (item: Writing, because: string): ItemResult => ({
  item,
  outcome: 'skipped',
  reason: 'stale-plan',
  why: `${because}; the next plan decides anew`,
})

/** What came of applying one item. */
export interface ItemResult {
  item: PlanItem
  outcome: Outcome
  /** Replaces the plan's reason when something else happened. */
  why?: string
  /** A code for what happened, where the plan did not foresee it. */
  reason?: string
  jobId?: string
}
