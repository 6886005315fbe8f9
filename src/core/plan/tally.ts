import type { Plan, PlanItem, PlanTally } from './plan.js'

/** The counts of a plan that decided nothing yet. */
export const noDecisions = (): Pick<Plan, 'tally' | 'skippedBy'> => ({
  tally: { read: 0, create: 0, link: 0, update: 0, unchanged: 0, skip: 0, hold: 0, quarantine: 0, block: 0 },
  skippedBy: {},
})

/** Counts one decision. */
export const countItem = (item: PlanItem, tally: PlanTally, skippedBy: Plan['skippedBy']): void => {
  tally.read += 1
  tally[item.action] += 1
  if (item.action === 'skip') skippedBy[item.rule] = (skippedBy[item.rule] ?? 0) + 1
}
