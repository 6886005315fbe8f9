import { PwsfError } from '../errors.js'
import type { Instant } from '../model/instant.js'
import type { WorkOrder } from '../model/propertyware.js'
import type { Events } from '../ports/events.js'
import type { PlanningView } from '../ports/warehouse.js'
import { accountProblems } from './account-problems.js'
import { decide } from './decide.js'
import type { AccountDirectory } from './directory.js'
import { deletedWorkOrders } from './deleted-work-orders.js'
import { type FactsSource, gatherFacts, type PlanningLedger, readAccountLists, readLedger } from './facts.js'
import { withFeatureFlags } from './flags.js'
import type { Plan, PlanItem } from './plan.js'
import { isActionable, planIdOf } from './plan-id.js'
import { claimMarkers } from './claim-markers.js'
import type { SyncSettings } from './settings.js'
import { countItem, noDecisions } from './tally.js'
import type { WorkOrderFacts } from './work-order-facts.js'

export interface PlanInput {
  view: PlanningView
  directory: AccountDirectory
  settings: SyncSettings
  now: Instant
  /** False when a read was incomplete. Planning goes on, because applying looks for the marker before it creates; the plan says so. */
  complete: boolean
  /** `actionable`: skipped and plainly unchanged work orders are only counted, so memory does not grow with them. */
  keep: 'all' | 'actionable'
  batchSize?: number
  /** Ids of jobs that a complete read proved to be gone. */
  missingJobs?: ReadonlySet<string>
  events?: Events
  /** Is told every decision, batch by batch, as the plan is made. */
  onDecided?: (items: readonly PlanItem[]) => Promise<void>
}

const defaultBatchSize = 1000

/**
 * Decides about every work order that the view holds. Reads only; the same view, settings and lists give the same decisions and `planId`. Work
 * orders that need lists of the account are skipped as `source-incomplete` when those cannot be read.
 */
export const buildPlan = async (input: PlanInput): Promise<Plan> => {
  const { view, directory, now, complete, keep, batchSize = defaultBatchSize, events } = input
  const settings = withFeatureFlags(input.settings, await view.featureFlags())
  const ledger = await readLedger(view)
  const source: FactsSource = {
    view,
    directory,
    settings,
    ledger,
    now,
    leavesUnreadable: true,
    ...(input.missingJobs !== undefined && { missingJobs: input.missingJobs }),
  }
  const beside = await decidedBeside(view, ledger, settings)
  const claim = claimMarkers()
  const { tally, skippedBy } = noDecisions()
  const items: PlanItem[] = []
  const decided: PlanItem[] = []

  const file = (item: PlanItem): void => {
    countItem(item, tally, skippedBy)
    if (input.onDecided !== undefined) decided.push(item)
    if (keep === 'all' || isActionable(item)) items.push(item)
  }
  /** What is decided without a record, as far as it comes before `next`; all that is left when it is undefined. */
  const fileBeside = (next?: string): void => {
    for (let item = beside.at(-1); item !== undefined && item.workOrderId <= (next ?? item.workOrderId); item = beside.at(-1)) {
      beside.pop()
      if (item.workOrderId !== next) file(item)
    }
  }

  for (let after: string | null = null; ; ) {
    const batch: WorkOrder[] = await view.workOrdersAfter(after, batchSize)
    const last = batch.at(-1)
    if (last === undefined) break
    for (const item of planWorkOrders(batch, await gatherFacts(source, batch), settings)) {
      fileBeside(item.workOrderId)
      file(claim(item))
    }
    after = last.id
    await input.onDecided?.(decided.splice(0))
    events?.progress({ stage: 'plan', done: tally.read })
  }
  fileBeside()
  await input.onDecided?.(decided)

  const problems = tally.create === 0 ? [] : accountProblems(settings, await readAccountLists(directory))
  return { formatVersion: 1, planId: planIdOf(items), createdAt: now, complete, tally, skippedBy, items, problems }
}

/** Decisions about work orders that the view does not hold, the last one first: those that were deleted, and those that never came whole. */
const decidedBeside = async (view: PlanningView, ledger: PlanningLedger, settings: SyncSettings): Promise<PlanItem[]> => {
  const deleted = (await deletedWorkOrders(view, ledger.vanished, settings)).filter(({ workOrderId }) => !ledger.quarantinedKeys.has(workOrderId))
  const unreadable = [...ledger.quarantinedKeys].map((workOrderId): PlanItem => {
    return { action: 'quarantine', workOrderId, number: '', why: 'the record failed validation and nothing older is known of it' }
  })
  return [...deleted, ...unreadable].sort((left, right) => (left.workOrderId < right.workOrderId ? 1 : -1))
}

/**
 * Decides about a batch, in its order. Pure: `facts` come from `gatherFacts` with the same settings, feature flags already in force. Throws
 * `bug` when facts are missing.
 */
export const planWorkOrders = (batch: readonly WorkOrder[], facts: ReadonlyMap<string, WorkOrderFacts>, settings: SyncSettings): PlanItem[] =>
  batch.map(({ id }) => {
    const known = facts.get(id)
    const decision = known === undefined ? undefined : decide(known, settings)
    if (known?.unreadable === true && decision !== undefined && 'needs' in decision) return leaveForNextRun(known)
    if (decision === undefined || 'needs' in decision) throw new PwsfError('bug', `work order ${id} was planned without the facts it needs`)
    return decision.item
  })

const leaveForNextRun = ({ workOrder }: WorkOrderFacts): PlanItem => ({
  action: 'skip',
  rule: 'source-incomplete',
  workOrderId: workOrder.id,
  number: workOrder.number,
  why: 'it may need a job, and ServiceFusion could not be read: the next run decides',
})

/** Decides about these work orders alone; those that the view does not hold are left out. */
export const planFew = async (input: Pick<PlanInput, 'view' | 'directory' | 'settings'> & { workOrderIds: readonly string[] }): Promise<PlanItem[]> => {
  const { view, directory, workOrderIds } = input
  const settings = withFeatureFlags(input.settings, await view.featureFlags())
  const workOrders = [...(await view.byId('work-orders', workOrderIds)).values()]
  return planWorkOrders(workOrders, await gatherFacts({ view, directory, settings, ledger: await readLedger(view) }, workOrders), settings)
}
