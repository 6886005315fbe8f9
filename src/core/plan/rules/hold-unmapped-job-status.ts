import { jobLabel } from '../describe.js'
import { askedStatusChange } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** The job has a status whose meaning nobody configured: never guessed. */
export const holdUnmappedJobStatus: Decide = (facts, settings) => {
  const { mapping } = facts
  const change = askedStatusChange(facts, settings)
  if (mapping === undefined || change.asked !== 'a-mapping') return undefined
  return {
    action: 'hold',
    reason: 'job-status-unmapped',
    jobId: mapping.jobId,
    ...about(facts, `${jobLabel(mapping.jobId, mapping.jobNumber)} has the status "${change.jobStatus}", which the configuration does not map`),
    before: { jobStatus: change.jobStatus },
  }
}
