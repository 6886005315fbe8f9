import { jobLabel } from '../describe.js'
import { isFinishedByPerson, isJobActive, jobStatusOf } from '../status.js'
import { about, type Decide } from './rule.js'

/** The work order was finished in PropertyWare while technicians may still be sent; the API cannot cancel a job. */
export const blockCancelledInPropertyWare: Decide = (facts, settings) => {
  const { mapping, workOrder } = facts
  if (mapping === undefined || !isFinishedByPerson(facts, settings) || !isJobActive(facts, settings)) return undefined
  const jobStatus = jobStatusOf(facts)
  const status = workOrder.status?.trim() ?? ''
  return {
    action: 'block',
    reason: 'cancelled-in-propertyware',
    jobId: mapping.jobId,
    ...about(
      facts,
      `the work order is "${status}" in PropertyWare, but ${jobLabel(mapping.jobId, mapping.jobNumber)} is still ${jobStatus === null ? 'active' : `"${jobStatus}"`}: cancel or finish the job in ServiceFusion`,
    ),
    before: { status, jobStatus },
  }
}
