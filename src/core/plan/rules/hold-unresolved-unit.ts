import { resolveUnit } from '../resolve-unit.js'
import { about, type Decide } from './rule.js'

/** Nobody is sent to a building whose door is not known. */
export const holdUnresolvedUnit: Decide = (facts) => {
  const unit = resolveUnit(facts)
  if (unit.state === 'resolved') return undefined
  const { buildingId, unitIds } = facts.workOrder
  return {
    action: 'hold',
    reason: unit.state === 'unknown-building' ? 'unknown-building' : 'unresolved-unit',
    ...about(facts, unit.why),
    before: { buildingId: buildingId ?? null, unitIds: unitIds?.join(', ') ?? null },
  }
}
