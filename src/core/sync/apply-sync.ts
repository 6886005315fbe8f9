import { applyItems } from '../apply/apply-plan.js'
import type { ApplyContext } from '../apply/context.js'
import type { ItemResult, Writing } from '../apply/result.js'
import { stillPlanned } from '../plan/compare-plans.js'
import { checkLimits } from '../plan/guards.js'
import type { ApplyTimeSkip, Plan, PlanItem, Problem } from '../plan/plan.js'
import { planFew } from '../plan/plan-sync.js'
import type { AllowedWrites } from './plan-sync.js'
import type { OutcomeCounts, ReportItem, SyncReport } from './report.js'
import type { SyncOptions } from './settings.js'
import { appliedCounts, reportItem } from './tally-outcomes.js'

interface AppliedSync {
  results: ItemResult[]
  counts: OutcomeCounts
  skippedBy: SyncReport['skippedBy']
  items: ReportItem[]
  problems: Problem[]
  guardTripped: boolean
  remoteDown: boolean
}

const isWriting = (item: PlanItem): item is Writing =>
  item.action === 'create' || item.action === 'link' || item.action === 'update' || (item.action === 'unchanged' && item.syncedJobStatus !== undefined)

const skipped = (item: PlanItem, reason: ApplyTimeSkip, why: string): ItemResult => ({ item, outcome: 'skipped', reason, why })

/** The fresh plan's writing items, split into those to apply and those that this run leaves alone, with the reason. */
const choose = (
  plan: Plan,
  options: SyncOptions,
  allowed: AllowedWrites,
): { apply: Writing[]; leave: ItemResult[]; problems: Problem[]; guardTripped: boolean } => {
  let apply = plan.items.filter(isWriting)
  const leave: ItemResult[] = []
  const problems: Problem[] = []

  /** Takes items out of what is applied. */
  const withhold = (which: (item: Writing) => boolean, reason: ApplyTimeSkip, why: string): void => {
    leave.push(...apply.filter(which).map((item) => skipped(item, reason, why)))
    apply = apply.filter((item) => !which(item))
  }

  if (options.savedPlan !== undefined) {
    const { apply: valid, stale } = stillPlanned(options.savedPlan, plan)
    const wanted = new Set(valid.map(({ workOrderId }) => workOrderId))
    const because = new Map(stale.map((entry) => [entry.item.workOrderId, entry.because]))
    problems.push(
      ...stale.map(({ item, because: why }) => ({
        code: 'stale-plan',
        message: `work order ${item.number} was planned to ${item.action}, which no longer holds: ${why}`,
        next: 'Make a new plan with pwsf sync --dry-run --out FILE.',
        ref: item.workOrderId,
      })),
    )
    for (const item of apply.filter(({ workOrderId }) => because.has(workOrderId))) leave.push(skipped(item, 'stale-plan', because.get(item.workOrderId) ?? ''))
    apply = apply.filter(({ workOrderId }) => !because.has(workOrderId))
    withhold(({ workOrderId, action }) => action !== 'unchanged' && !wanted.has(workOrderId), 'not-in-plan', 'not in the plan that is applied')
  }
  if (!allowed.jobs) {
    withhold(({ action }) => action === 'create' || action === 'link', 'source-incomplete', 'nothing is created while a system it depends on could not be read')
  }
  if (!allowed.statuses) withhold(({ action }) => action === 'update', 'source-incomplete', 'nothing is written back while PropertyWare could not be read')
  const limits = checkLimits(apply, plan.tally.read, { maxCreates: options.maxCreates, maxUpdates: options.maxUpdates })
  problems.push(...limits.problems)
  for (const action of limits.exceeded)
    withhold((item) => item.action === action, 'limit-exceeded', `above the limit for this class of writes; none of them was sent`)
  return { apply, leave, problems, guardTripped: limits.exceeded.length > 0 }
}

/** A job that was just linked may already ask for another status: decided and written in the same run, so that the next one has nothing to do. */
const writeBackLinked = async (context: ApplyContext, results: readonly ItemResult[], options: SyncOptions): Promise<void> => {
  const linked = results.filter(({ outcome }) => outcome === 'linked').map(({ item }) => item.workOrderId)
  if (linked.length === 0 || context.signal?.aborted) return
  const items = await planFew({ view: context.warehouse.reader, directory: context.directory, settings: options.settings, workOrderIds: linked })
  const updates = items.filter((item): item is Writing => item.action === 'update' || (item.action === 'unchanged' && item.syncedJobStatus !== undefined))
  const { results: written } = await applyItems(context, updates)
  for (const { item, outcome, why } of written)
    if (outcome === 'failed') context.events.log('warn', `work order ${item.number}: its status could not be written back after linking: ${why ?? ''}`)
}

/** Applies a plan within its limits and says what became of every work order. */
export const applySync = async (context: ApplyContext, plan: Plan, options: SyncOptions, allowed: AllowedWrites): Promise<AppliedSync> => {
  const { apply, leave, problems, guardTripped } = choose(plan, options, allowed)
  const applied = await applyItems(context, apply)
  await writeBackLinked(context, applied.results, options)
  const results = [...applied.results, ...leave]
  const byWorkOrder = new Map(results.map((result) => [result.item.workOrderId, result]))
  const skippedBy = { ...plan.skippedBy }
  for (const { reason, outcome } of results) {
    if (outcome === 'skipped' && reason !== undefined) skippedBy[reason as ApplyTimeSkip] = (skippedBy[reason as ApplyTimeSkip] ?? 0) + 1
  }
  const shown = options.keep === 'all' ? plan.items : plan.items.filter(({ action }) => action !== 'skip' && action !== 'unchanged')
  return {
    results,
    counts: appliedCounts(plan, results),
    skippedBy,
    items: shown.map((item) => reportItem(item, false, byWorkOrder.get(item.workOrderId))),
    problems,
    guardTripped,
    remoteDown: applied.remoteDown,
  }
}
