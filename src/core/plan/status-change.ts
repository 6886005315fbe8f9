import { hashOf } from '../model/canonical.js'
import { fold, isBlank } from '../model/text.js'
import type { ShownStatuses } from '../ports/ledger.js'
import type { Conflict } from './plan.js'
import type { JobStatusRule, SyncSettings } from './settings.js'
import { isChangedInPropertyWare, isShownAnew, shownStatuses } from './shown-statuses.js'
import { isFinished, isFinishedByPerson, jobStatusRule } from './status.js'
import type { WorkOrderFacts } from './work-order-facts.js'

export interface StatusWish {
  status?: string
  serviceStatus?: string
}

/** What a job's status asks of its work order. */
export type StatusChangeAsked =
  /** The job's status is the one that PropertyWare already reflects, or unknown. */
  | { asked: 'nothing' }
  | { asked: 'a-mapping'; jobStatus: string }
  /** PropertyWare keeps what it shows; only the ledger is behind. */
  | { asked: 'bookkeeping'; jobStatus: string; conflict?: Conflict }
  | { asked: 'change'; jobStatus: string; before: ShownStatuses; after: StatusWish; conflict?: Conflict }
  /** Both sides changed to different things, and the policy leaves it to a person. */
  | { asked: 'a-decision'; jobStatus: string; before: ShownStatuses; after: StatusWish }

/** Hash of a status change as it is asked for, by which a refused one is recognised. */
export const hashStatusChange = ({ jobStatus, after }: { jobStatus: string; after: StatusWish }): string => hashOf({ jobStatus, after })

/**
 * Compares the job's status with what PropertyWare reflects and shows. A cancelled job changes nothing (a person decides), an active one does
 * not touch a work order that a person finished, and a finished work order keeps the finished status that it has. Where both sides changed
 * since they were last in step and do not ask for the same, `conflictPolicy` decides.
 */
export const askedStatusChange = (facts: WorkOrderFacts, settings: SyncSettings): StatusChangeAsked => {
  const { workOrder, mapping, mappedJob } = facts
  const jobStatus = mappedJob?.status
  if (mapping === undefined || jobStatus == null || isBlank(jobStatus)) return { asked: 'nothing' }
  if (fold(jobStatus) === fold(mapping.syncedJobStatus)) return isShownAnew(facts, settings) ? { asked: 'bookkeeping', jobStatus } : { asked: 'nothing' }
  const rule = jobStatusRule(jobStatus, settings)
  if (rule === undefined) return { asked: 'a-mapping', jobStatus }
  if (rule.meaning === 'cancelled' || (rule.meaning === 'active' && isFinishedByPerson(facts, settings))) return { asked: 'bookkeeping', jobStatus }

  const before = shownStatuses(workOrder, settings)
  const after = wishOf(facts, rule, before, settings)
  if (after.status === undefined && after.serviceStatus === undefined) return { asked: 'bookkeeping', jobStatus }
  if (!isConflict(facts, rule, before, after, settings)) return { asked: 'change', jobStatus, before, after }
  switch (settings.conflictPolicy) {
    case 'propertyware':
      return { asked: 'bookkeeping', jobStatus, conflict: { winner: 'propertyware', lost: jobStatus } }
    case 'servicefusion':
      return { asked: 'change', jobStatus, before, after, conflict: { winner: 'servicefusion', lost: describeStatuses(before) } }
    case 'hold':
      return { asked: 'a-decision', jobStatus, before, after }
  }
}

const wishOf = ({ workOrder }: WorkOrderFacts, rule: JobStatusRule, before: ShownStatuses, settings: SyncSettings): StatusWish => {
  const keepsStatus = isFinished(workOrder, settings) && isFinished({ ...workOrder, status: rule.status ?? null }, settings)
  const isOtherStatus = rule.status !== undefined && fold(rule.status) !== fold(before.status) && !keepsStatus
  const isOtherService = rule.serviceStatus !== undefined && !isBlank(settings.serviceStatusField) && fold(rule.serviceStatus) !== fold(before.serviceStatus)
  return {
    ...(isOtherStatus && rule.status !== undefined && { status: rule.status }),
    ...(isOtherService && rule.serviceStatus !== undefined && { serviceStatus: rule.serviceStatus }),
  }
}

/** Both sides finished it: that PropertyWare's other member lags behind is no contradiction, unless somebody set it. */
const isConflict = (facts: WorkOrderFacts, rule: JobStatusRule, before: ShownStatuses, after: StatusWish, settings: SyncSettings): boolean => {
  if (!isChangedInPropertyWare(facts, settings)) return false
  const synced = facts.mapping?.syncedStatuses
  const isBothFinished = rule.meaning === 'done' && isFinished(facts.workOrder, settings) && after.status === undefined
  return !(isBothFinished && fold(before.serviceStatus) === fold(synced?.serviceStatus))
}

/** Both members in words, e.g. `"Open", "On hold"`. */
export const describeStatuses = ({ status, serviceStatus }: ShownStatuses): string =>
  [status, serviceStatus].flatMap((text) => (isBlank(text) ? [] : [`"${(text ?? '').trim()}"`])).join(', ') || 'no status'
