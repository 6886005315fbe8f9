import { jobLabel } from '../describe.js'
import { askedStatusChange } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** It has its job and both sides agree. Where PropertyWare already shows what a new job status asks for, the ledger is brought up to date. */
export const keepUnchanged: Decide = (facts, settings) => {
  const { mapping, mappedJob } = facts
  if (mapping === undefined) return undefined
  const job = jobLabel(mapping.jobId, mapping.jobNumber)
  const change = askedStatusChange(facts, settings)
  if (change.asked === 'bookkeeping')
    return {
      action: 'unchanged',
      jobId: mapping.jobId,
      syncedJobStatus: change.jobStatus,
      ...about(facts, `${job} is "${change.jobStatus}", which asks for no change in PropertyWare`),
    }
  return {
    action: 'unchanged',
    jobId: mapping.jobId,
    ...about(facts, mappedJob === undefined ? `${job} is its job and was not read again yet` : `${job} is its job, and nothing changed`),
  }
}
