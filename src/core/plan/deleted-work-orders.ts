import type { PlanningView, VanishedMapping } from '../ports/warehouse.js'
import { jobLabel } from './describe.js'
import type { PlanItem } from './plan.js'
import type { SyncSettings } from './settings.js'
import { jobStatusRule } from './status.js'

/** Work orders that are gone while technicians may still be sent. The API cannot cancel a job, so a person has to. By work order id. */
export const deletedWorkOrders = async (view: PlanningView, vanished: readonly VanishedMapping[], settings: SyncSettings): Promise<PlanItem[]> => {
  const deleted = vanished.filter(({ workOrder, job }) => workOrder && !job).map(({ mapping }) => mapping)
  if (deleted.length === 0) return []
  const jobs = await view.byId(
    'jobs',
    deleted.map(({ jobId }) => jobId),
  )
  return deleted.flatMap(({ workOrderId, workOrderNumber: number, jobId, jobNumber, syncedJobStatus }): PlanItem[] => {
    const status = jobs.get(jobId)?.status ?? syncedJobStatus
    if ((jobStatusRule(status, settings)?.meaning ?? 'active') !== 'active') return []
    const job = jobLabel(jobId, jobNumber)
    return [
      {
        action: 'block',
        reason: 'deleted-in-propertyware',
        workOrderId,
        number,
        jobId,
        why: `deleted in PropertyWare, cancel ${job}: it is still ${status === null ? 'active' : `"${status}"`} in ServiceFusion`,
        before: { jobStatus: status },
      },
    ]
  })
}
