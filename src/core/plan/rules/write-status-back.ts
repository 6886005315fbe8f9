import { jobLabel } from '../describe.js'
import { askedStatusChange, describeStatuses } from '../status-change.js'
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
    ...about(
      facts,
      `${jobLabel(mapping.jobId, mapping.jobNumber)} is "${change.jobStatus}" in ServiceFusion, ${change.conflict === undefined ? 'which PropertyWare does not show yet' : `which by conflictPolicy overrules what was changed in PropertyWare: ${describeStatuses(change.before)}`}`,
    ),
    before: { ...change.before },
    after: change.after,
    ...(change.conflict !== undefined && { conflict: change.conflict }),
  }
}
