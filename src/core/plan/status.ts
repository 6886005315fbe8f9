import type { WorkOrder } from '../model/propertyware.js'
import { fold, isBlank } from '../model/text.js'
import { foldedMap, foldedSet } from './folded.js'
import type { JobStatusRule, SyncSettings } from './settings.js'
import type { WorkOrderFacts } from './work-order-facts.js'

/** True when the work order's status is one that is dispatched. */
export const isOpen = ({ status }: WorkOrder, settings: SyncSettings): boolean => foldedSet(settings.statusOpen).has(fold(status))

/** True when the work order's status is finished. A status may be neither open nor finished. */
export const isFinished = ({ status }: WorkOrder, settings: SyncSettings): boolean => foldedSet(settings.statusClosed).has(fold(status))

/** What a job status means by the configuration; undefined when it is not configured. */
export const jobStatusRule = (status: string | null | undefined, settings: SyncSettings): JobStatusRule | undefined =>
  foldedMap(settings.jobStatuses).get(fold(status))

/** The job's status as last read, else as last reflected. */
export const jobStatusOf = ({ mappedJob, mapping }: WorkOrderFacts): string | null => {
  const status = mappedJob?.status
  return isBlank(status) ? (mapping?.syncedJobStatus ?? null) : (status ?? null)
}

/** True while work on the job may go on; a status without a configured meaning may mean that. */
export const isJobActive = (facts: WorkOrderFacts, settings: SyncSettings): boolean =>
  (jobStatusRule(jobStatusOf(facts), settings)?.meaning ?? 'active') === 'active'

/** The value of the custom field that carries the workflow, exactly as it is; null when the work order has none. */
export const serviceStatusOf = ({ customFields }: WorkOrder, settings: SyncSettings): string | null =>
  customFields?.find(({ name }) => fold(name) === fold(settings.serviceStatusField))?.value ?? null

/** True when the work order was finished in PropertyWare by a person, not by what the job's own done status asked for. */
export const isFinishedByPerson = ({ workOrder, mapping }: WorkOrderFacts, settings: SyncSettings): boolean => {
  if (!isFinished(workOrder, settings)) return false
  const reflected = jobStatusRule(mapping?.syncedJobStatus, settings)
  return !(reflected?.meaning === 'done' && fold(reflected.status) === fold(workOrder.status))
}
