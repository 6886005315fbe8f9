import type { PlanItem } from '../plan.js'
import type { SyncSettings } from '../settings.js'
import type { FactsLevel, WorkOrderFacts } from '../work-order-facts.js'

/** A pure decision: the item, or undefined when it is for a later rule to say. */
export type Decide = (facts: WorkOrderFacts, settings: SyncSettings) => PlanItem | undefined

/** A decision and what must have been gathered before it can be asked. */
export interface Rule {
  name: string
  needs: (facts: WorkOrderFacts, settings: SyncSettings) => FactsLevel
  decide: Decide
}

/** The members that every item has. */
export const about = ({ workOrder }: WorkOrderFacts, why: string): { workOrderId: string; number: string; why: string } => ({
  workOrderId: workOrder.id,
  number: workOrder.number,
  why,
})
