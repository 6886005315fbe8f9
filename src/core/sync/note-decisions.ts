import type { ItemResult } from '../apply/result.js'
import type { PlanItem } from '../plan/plan.js'
import type { Clock } from '../ports/clock.js'
import type { Decision } from '../ports/ledger.js'
import type { Warehouse } from '../ports/warehouse.js'
import type { Outcome } from './report.js'

type NewDecision = Omit<Decision, 'since' | 'runId'>

/** What the plan alone decides; a work order for which something is to be written is decided when that was tried. */
const ofItem = (item: PlanItem): NewDecision[] => {
  const { workOrderId, why } = item
  switch (item.action) {
    case 'hold':
    case 'block':
      return [{ workOrderId, action: item.action, reason: item.reason, why }]
    case 'skip':
      return [{ workOrderId, action: 'skip', reason: item.rule, why }]
    case 'unchanged':
    case 'quarantine':
      return [{ workOrderId, action: item.action, reason: null, why }]
    case 'create':
    case 'link':
    case 'update':
      return []
  }
}

const actions: Readonly<Record<Outcome, Decision['action']>> = {
  created: 'unchanged',
  linked: 'unchanged',
  updated: 'unchanged',
  unchanged: 'unchanged',
  skipped: 'skip',
  held: 'hold',
  quarantined: 'quarantine',
  blocked: 'block',
  failed: 'fail',
}

const ofResult = ({ item, outcome, reason, why }: ItemResult): NewDecision => {
  const action = actions[outcome]
  return { workOrderId: item.workOrderId, action, reason: action === 'unchanged' ? null : (reason ?? null), why: why ?? item.why }
}

/** Keeps what was decided about every work order, so that it can be told since when one waits. */
export const noteDecisions = ({ warehouse, clock }: { warehouse: Warehouse; clock: Clock }, runId: string) => {
  const save = async (decisions: readonly NewDecision[]): Promise<void> => {
    if (decisions.length > 0) await warehouse.transaction((writer) => writer.saveDecisions(decisions, clock.now(), runId))
  }
  return {
    planned: async (items: readonly PlanItem[]): Promise<void> => save(items.flatMap(ofItem)),
    applied: async (results: readonly ItemResult[]): Promise<void> => save(results.map(ofResult)),
  }
}
