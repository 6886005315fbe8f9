import { jobLabel } from '../describe.js'
import { isFinished, jobStatusOf, jobStatusRule } from '../status.js'
import { about, type Decide } from './rule.js'

/** The technicians' side gave the job up while the work order waits: a person decides which side is right. */
export const blockCancelledInServiceFusion: Decide = (facts, settings) => {
  const { mapping, workOrder } = facts
  if (mapping === undefined || isFinished(workOrder, settings)) return undefined
  const jobStatus = jobStatusOf(facts)
  if (jobStatusRule(jobStatus, settings)?.meaning !== 'cancelled') return undefined
  const status = workOrder.status?.trim() ?? ''
  return {
    action: 'block',
    reason: 'cancelled-in-servicefusion',
    jobId: mapping.jobId,
    ...about(
      facts,
      `${jobLabel(mapping.jobId, mapping.jobNumber)} was cancelled in ServiceFusion, but the work order is "${status}" in PropertyWare: close it there or make a new job`,
    ),
    before: { jobStatus, status },
  }
}
