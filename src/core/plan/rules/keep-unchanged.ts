import { jobLabel } from '../describe.js'
import { shownStatuses } from '../shown-statuses.js'
import { askedStatusChange, describeStatuses } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** It has its job and both sides agree. Where PropertyWare already shows what a new job status asks for, the ledger is brought up to date. */
export const keepUnchanged: Decide = (facts, settings) => {
  const { mapping, mappedJob, workOrder } = facts
  if (mapping === undefined) return undefined
  const job = jobLabel(mapping.jobId, mapping.jobNumber)
  const change = askedStatusChange(facts, settings)
  if (change.asked === 'bookkeeping') {
    const shown = describeStatuses(shownStatuses(workOrder, settings))
    const why =
      change.conflict === undefined
        ? 'which asks for no change in PropertyWare'
        : `but by conflictPolicy what was changed in PropertyWare stands: ${shown}; "${change.conflict.lost}" is not written`
    return {
      action: 'unchanged',
      jobId: mapping.jobId,
      syncedJobStatus: change.jobStatus,
      ...about(facts, `${job} is "${change.jobStatus}", ${why}`),
      ...(change.conflict !== undefined && { conflict: change.conflict }),
    }
  }
  return {
    action: 'unchanged',
    jobId: mapping.jobId,
    ...about(facts, mappedJob === undefined ? `${job} is its job and was not read again yet` : `${job} is its job, and nothing changed`),
  }
}
