import type { ItemResult } from '../apply/result.js'
import type { Plan, PlanItem } from '../plan/plan.js'
import type { OutcomeCounts, ReportItem } from './report.js'

/** The counts of a plan that is not applied: what would become of each work order. */
export const plannedCounts = ({ tally }: Plan): OutcomeCounts => ({
  read: tally.read,
  created: tally.create,
  linked: tally.link,
  updated: tally.update,
  unchanged: tally.unchanged,
  skipped: tally.skip,
  held: tally.hold,
  quarantined: tally.quarantine,
  blocked: tally.block,
  failed: 0,
})

/** The counts of an applied plan: decisions that write nothing are their own outcome, the others have the outcome of applying them. */
export const appliedCounts = (plan: Plan, results: readonly ItemResult[]): OutcomeCounts => {
  const written = results.filter(({ item }) => item.action !== 'unchanged')
  const counts: OutcomeCounts = { ...plannedCounts(plan), created: 0, linked: 0, updated: 0 }
  for (const { outcome } of written) counts[outcome] += 1
  for (const { outcome } of results.filter(({ item, outcome: became }) => item.action === 'unchanged' && became !== 'unchanged')) {
    counts.unchanged -= 1
    counts[outcome] += 1
  }
  return counts
}

const reasonOf = (item: PlanItem): string | undefined => {
  if (item.action === 'hold' || item.action === 'block') return item.reason
  return item.action === 'skip' ? item.rule : undefined
}

const outcomeOf: Record<PlanItem['action'], ReportItem['outcome']> = {
  create: 'created',
  link: 'linked',
  update: 'updated',
  unchanged: 'unchanged',
  skip: 'skipped',
  hold: 'held',
  quarantine: 'quarantined',
  block: 'blocked',
}

const factsOf = (facts: Readonly<Record<string, string | null | undefined>>): Record<string, string | null> =>
  Object.fromEntries(Object.entries(facts).filter((pair): pair is [string, string | null] => pair[1] !== undefined))

/** An item for the report. `result` is what applying it brought; without it the plan's own words stand. */
export const reportItem = (item: PlanItem, dryRun: boolean, result?: ItemResult): ReportItem => {
  const jobId = result?.jobId ?? ('jobId' in item ? item.jobId : undefined)
  const reason = result?.reason ?? reasonOf(item)
  const outcome = dryRun ? undefined : (result?.outcome ?? outcomeOf[item.action])
  return {
    action: item.action,
    ...(outcome !== undefined && { outcome }),
    workOrderId: item.workOrderId,
    number: item.number,
    ...(jobId !== undefined && { jobId }),
    ...(reason !== undefined && { reason }),
    why: result?.why ?? item.why,
    ...('before' in item && item.before !== undefined && { before: factsOf(item.before) }),
    ...('after' in item && item.after !== undefined && { after: factsOf(item.after) }),
  }
}
