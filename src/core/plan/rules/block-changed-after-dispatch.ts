import { jobLabel, listed } from '../describe.js'
import { draftParts, unitPart } from '../draft.js'
import type { BlockReason } from '../plan.js'
import { namedUnitIds, resolveUnit } from '../resolve-unit.js'
import { isJobActive, jobStatusOf } from '../status.js'
import type { WorkOrderFacts } from '../work-order-facts.js'
import { about, type Decide } from './rule.js'

type Part = 'unit' | 'address' | 'text'
const reasons: Record<Part, BlockReason> = { unit: 'unit-changed', address: 'address-changed', text: 'text-changed' }

/** The unit that the mapping's hash stands for, when the building still has it. */
const unitAtDispatch = ({ mapping, units, building }: WorkOrderFacts): string | undefined =>
  [...units.map(({ id }) => id), ...(building === undefined ? [] : [building.id])].find((id) => unitPart(id) === mapping?.parts.unit)

/**
 * The unit as it is now. One that can no longer be proven (it was deactivated, say) still counts as long as the work order or its lease names
 * the unit to which the job was sent: a difference has to be a difference of the work order.
 */
const unitNow = (facts: WorkOrderFacts): string | undefined => {
  const resolution = resolveUnit(facts)
  if (resolution.state === 'resolved') return resolution.unitId
  return [...namedUnitIds(facts.workOrder), facts.lease?.unitId].find((id) => id != null && unitPart(id) === facts.mapping?.parts.unit) ?? undefined
}

const changedParts = (facts: WorkOrderFacts, unitId: string | undefined): Part[] => {
  const { mapping, building, units } = facts
  if (mapping === undefined) return []
  const unit = units.find(({ id }) => id === unitId && id !== building?.id)
  const parts = draftParts(facts, unitId === undefined ? undefined : { unitId, unit })
  const isPlaceKnown = building !== undefined && (unitId === undefined || unit !== undefined || unitId === building.id)
  const isSameUnit = parts.unit === mapping.parts.unit || building === undefined
  const isSameAddress = parts.address === mapping.parts.address || !isPlaceKnown
  const isSameText = parts.text === mapping.parts.text
  return [...(isSameUnit ? [] : (['unit'] as const)), ...(isSameAddress ? [] : (['address'] as const)), ...(isSameText ? [] : (['text'] as const))]
}

/** The API cannot change a job: what changed after it was made has to be carried over by a person, as long as there is work to do. */
export const blockChangedAfterDispatch: Decide = (facts, settings) => {
  const { mapping, workOrder } = facts
  if (mapping === undefined || !isJobActive(facts, settings)) return undefined
  const unitId = unitNow(facts)
  const parts = changedParts(facts, unitId)
  const [first] = parts
  if (first === undefined) return undefined
  const job = jobLabel(mapping.jobId, mapping.jobNumber)
  return {
    action: 'block',
    reason: reasons[first],
    jobId: mapping.jobId,
    ...about(facts, `${listed(parts)} of the work order changed after ${job} was made: correct the job in ServiceFusion by hand`),
    before: { unitId: unitAtDispatch(facts) ?? null, jobStatus: jobStatusOf(facts) },
    after: { changed: parts.join(', '), unitId: unitId ?? null, buildingId: workOrder.buildingId ?? null },
  }
}
