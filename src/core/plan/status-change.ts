import { fold, isBlank } from '../model/text.js'
import type { SyncSettings } from './settings.js'
import { isFinished, isFinishedByPerson, jobStatusRule, serviceStatusOf } from './status.js'
import type { WorkOrderFacts } from './work-order-facts.js'

/** What a job's status asks of its work order. */
export type StatusChangeAsked =
  /** The job's status is the one that PropertyWare already reflects, or unknown. */
  | { asked: 'nothing' }
  | { asked: 'a-mapping'; jobStatus: string }
  /** PropertyWare shows all of it; only the ledger is behind. */
  | { asked: 'bookkeeping'; jobStatus: string }
  | {
      asked: 'change'
      jobStatus: string
      before: { status: string | null; serviceStatus: string | null }
      after: { status?: string; serviceStatus?: string }
    }

/**
 * Compares the job's status with what PropertyWare reflects and shows. A cancelled job changes nothing (a person decides), an active one does
 * not touch a work order that a person finished, and a finished work order keeps the finished status that it has.
 */
export const askedStatusChange = (facts: WorkOrderFacts, settings: SyncSettings): StatusChangeAsked => {
  const { workOrder, mapping, mappedJob } = facts
  const jobStatus = mappedJob?.status
  if (mapping === undefined || jobStatus == null || isBlank(jobStatus) || fold(jobStatus) === fold(mapping.syncedJobStatus)) return { asked: 'nothing' }
  const rule = jobStatusRule(jobStatus, settings)
  if (rule === undefined) return { asked: 'a-mapping', jobStatus }
  if (rule.meaning === 'cancelled' || (rule.meaning === 'active' && isFinishedByPerson(facts, settings))) return { asked: 'bookkeeping', jobStatus }

  const before = { status: workOrder.status ?? null, serviceStatus: serviceStatusOf(workOrder, settings) }
  const after: { status?: string; serviceStatus?: string } = {}
  const keepsStatus = isFinished(workOrder, settings) && isFinished({ ...workOrder, status: rule.status ?? null }, settings)
  if (rule.status !== undefined && fold(rule.status) !== fold(before.status) && !keepsStatus) after.status = rule.status
  if (rule.serviceStatus !== undefined && !isBlank(settings.serviceStatusField) && fold(rule.serviceStatus) !== fold(before.serviceStatus))
    after.serviceStatus = rule.serviceStatus
  if (after.status === undefined && after.serviceStatus === undefined) return { asked: 'bookkeeping', jobStatus }
  return { asked: 'change', jobStatus, before, after }
}
