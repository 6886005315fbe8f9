import { jobLabel } from '../describe.js'
import { about, type Decide } from './rule.js'

/** Its job was deleted in ServiceFusion. A job that merely was not read yet is not known to be missing. */
export const blockMissingJob: Decide = (facts) => {
  const { mapping, mappedJob, jobKnownMissing } = facts
  if (mapping === undefined || mappedJob !== undefined || !jobKnownMissing) return undefined
  return {
    action: 'block',
    reason: 'job-missing',
    jobId: mapping.jobId,
    ...about(facts, `${jobLabel(mapping.jobId, mapping.jobNumber)} no longer exists in ServiceFusion: decide whether the work order needs another one`),
  }
}
