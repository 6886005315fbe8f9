import { jobLabel, listed } from '../describe.js'
import type { PlanItem } from '../plan.js'
import type { WorkOrderFacts } from '../work-order-facts.js'
import { about, type Decide } from './rule.js'

/** Two jobs for one work order: none is linked by guess, and a mapped one is not trusted while another carries its marker. */
export const blockDuplicateMarker: Decide = (facts) => {
  const { mapping, markedJobs, jobOwner } = facts
  if (jobOwner !== undefined) return blockTaken(facts, jobOwner)
  const isClear = mapping === undefined ? markedJobs.length < 2 : markedJobs.every(({ id }) => id === mapping.jobId)
  if (isClear) return undefined
  const labels = new Map(markedJobs.map(({ id, number }) => [id, jobLabel(id, number)]))
  if (mapping !== undefined && !labels.has(mapping.jobId)) labels.set(mapping.jobId, `${jobLabel(mapping.jobId, mapping.jobNumber)} (its own)`)
  return {
    action: 'block',
    reason: 'duplicate-marker',
    ...(mapping !== undefined && { jobId: mapping.jobId }),
    ...about(facts, `${listed([...labels.values()])} claim the marker ${facts.marker ?? ''}: clear the PO number of all but the right one in ServiceFusion`),
    before: { jobIds: [...labels.keys()].join(', ') },
  }
}

/** Two work orders of one number share a marker: the job is the other's, and linking it would leave this one without a technician. */
const blockTaken = (facts: WorkOrderFacts, owner: string): PlanItem => ({
  action: 'block',
  reason: 'duplicate-marker',
  ...about(
    facts,
    `the job with the marker ${facts.marker ?? ''} belongs to work order ${owner}, which has the same number: give this one a job by hand, or change one of the numbers`,
  ),
  before: { jobIds: facts.markedJobs.map(({ id }) => id).join(', ') },
})
