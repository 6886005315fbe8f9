import { shownStatuses } from '../plan/shown-statuses.js'
import type { SyncSettings } from '../plan/settings.js'
import type { JobMapping } from '../ports/ledger.js'
import type { WarehouseWriter } from '../ports/warehouse.js'

/** Saves a mapping at a moment when both sides are in step, so that it remembers what PropertyWare showed then. */
export const saveMapping = async (writer: WarehouseWriter, settings: SyncSettings, mapping: JobMapping): Promise<void> => {
  const workOrder = (await writer.byId('work-orders', [mapping.workOrderId])).get(mapping.workOrderId)
  await writer.saveJobMapping({ ...mapping, ...(workOrder !== undefined && { syncedStatuses: shownStatuses(workOrder, settings) }) })
}
