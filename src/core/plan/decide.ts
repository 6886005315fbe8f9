import type { PlanItem } from './plan.js'
import { rules } from './rules/index.js'
import type { SyncSettings } from './settings.js'
import type { FactsLevel, WorkOrderFacts } from './work-order-facts.js'

const depth: Record<FactsLevel, number> = { ledger: 0, place: 1, draft: 2 }

/** The decision about one work order, or the level of facts that the next rule needs before it can be asked. */
export const decide = (facts: WorkOrderFacts, settings: SyncSettings): { item: PlanItem } | { needs: FactsLevel } => {
  for (const rule of rules) {
    const needs = rule.needs(facts, settings)
    if (depth[needs] > depth[facts.level]) return { needs }
    const item = rule.decide(facts, settings)
    if (item !== undefined) return { item }
  }
  return { needs: 'draft' }
}
