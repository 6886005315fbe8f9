import { jobLabel } from '../describe.js'
import { askedStatusChange } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** The job's status moved and PropertyWare does not show it yet. */
export const writeStatusBack: Decide = (facts, settings) => {
  const { mapping } = facts
  const change = askedStatusChange(facts, settings)
  if (mapping === undefined || change.asked !== 'change' || !settings.flags.writeBack) return undefined
  return {
    action: 'update',
    jobId: mapping.jobId,
    jobNumber: mapping.jobNumber,
    jobStatus: change.jobStatus,
    ...about(facts, `${jobLabel(mapping.jobId, mapping.jobNumber)} is "${change.jobStatus}" in ServiceFusion, which PropertyWare does not show yet`),
    before: change.before,
    after: change.after,
  }
}
