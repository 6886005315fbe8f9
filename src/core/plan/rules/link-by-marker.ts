import { jobLabel } from '../describe.js'
import { draftParts } from '../draft.js'
import { resolveUnit } from '../resolve-unit.js'
import { about, type Decide } from './rule.js'

/** Exactly one job carries the work order's marker: it is its job, whatever the work order's status is by now. */
export const linkByMarker: Decide = (facts) => {
  const { mapping, marker, markedJobs } = facts
  const [job, ...others] = markedJobs
  if (mapping !== undefined || marker === undefined || job === undefined || others.length > 0) return undefined
  const unit = resolveUnit(facts)
  return {
    action: 'link',
    marker,
    jobId: job.id,
    jobNumber: job.number ?? null,
    parts: draftParts(facts, unit.state === 'resolved' ? unit : undefined),
    ...about(facts, `${jobLabel(job.id, job.number)} carries its marker ${marker}`),
    after: { jobId: job.id, jobStatus: job.status ?? null },
  }
}
