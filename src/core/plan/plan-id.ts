import { canonicalJson, hashLines } from '../model/canonical.js'
import type { PlanItem } from './plan.js'

/** True for decisions that a plan always keeps: all but `skip` and an `unchanged` that leaves the ledger as it is. */
export const isActionable = (item: PlanItem): boolean => item.action !== 'skip' && (item.action !== 'unchanged' || item.syncedJobStatus !== undefined)

function* actionableLines(items: readonly PlanItem[]): Generator<string> {
  for (const item of items) if (isActionable(item)) yield canonicalJson(item)
}

/** The id of these decisions. Only actionable ones count, so it does not depend on how much of the rest was kept. */
export const planIdOf = (items: readonly PlanItem[]): string => hashLines(actionableLines(items))
