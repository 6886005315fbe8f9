import { draftParts, hashDraft } from '../draft.js'
import { wishedJob } from '../wished-job.js'
import { about, type Decide } from './rule.js'

/** An open work order with a proven unit and a certain customer, and no job yet. */
export const createJob: Decide = (facts, settings) => {
  const wished = wishedJob(facts, settings)
  if (wished === undefined) return undefined
  const { draft, unit, customer, customerWhy } = wished
  return {
    action: 'create',
    marker: draft.poNumber,
    draftHash: hashDraft(draft),
    parts: draftParts(facts, unit),
    customer,
    ...about(facts, `it is open and has no job; ${unit.why}; ${customerWhy}`),
    after: {
      buildingId: facts.workOrder.buildingId ?? null,
      unitId: unit.unitId,
      unitFrom: unit.evidence,
      category: draft.category ?? null,
      priority: draft.priority,
      jobStatus: draft.status ?? null,
    },
  }
}
