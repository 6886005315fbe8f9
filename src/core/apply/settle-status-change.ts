import { fold } from '../model/text.js'
import { shownStatuses } from '../plan/shown-statuses.js'
import type { Intent } from '../ports/ledger.js'
import { confirm, reject } from './intent.js'
import { saveMapping } from './save-mapping.js'
import { recordSettled } from './record-settled.js'
import type { SettleContext } from './context.js'

/**
 * Settles a status change whose answer was lost: what PropertyWare shows now decides. One that is not there may be written again at once,
 * because writing the same status twice does no harm. Throws what the reader throws; the intent is then as it was.
 */
export const settleStatusChange = async (context: SettleContext, intent: Intent): Promise<'confirmed' | 'rejected'> => {
  const { propertyware, warehouse, settings, clock, runId, signal } = context
  const { reference: id, marker: number } = intent
  const workOrder = await propertyware.reader.workOrder({ id, number }, signal)
  const shown = workOrder === undefined ? undefined : shownStatuses(workOrder, settings)
  const { status, serviceStatus, jobStatus } = intent.context
  const isThere =
    shown !== undefined &&
    (status === undefined || fold(shown.status) === fold(status)) &&
    (serviceStatus === undefined || fold(shown.serviceStatus) === fold(serviceStatus))
  const because = workOrder === undefined ? 'the work order is gone' : 'PropertyWare does not show it: it was not written'
  const settled = isThere ? confirm(intent, { id, number }, clock.now()) : reject(intent, because, clock.now())
  const mapping = (await warehouse.reader.jobMappings([id])).get(id)
  await warehouse.transaction(async (writer) => {
    if (workOrder !== undefined) await writer.observe({ entity: 'work-orders', at: clock.now(), records: [workOrder], runId, origin: 'sync' })
    await writer.saveIntent(settled)
    await recordSettled(writer, context, settled)
    if (isThere && mapping !== undefined && jobStatus !== undefined) await saveMapping(writer, settings, { ...mapping, syncedJobStatus: jobStatus })
  })
  return isThere ? 'confirmed' : 'rejected'
}
