import { hashOf } from '../model/canonical.js'
import type { WorkOrder } from '../model/propertyware.js'
import { fold } from '../model/text.js'
import type { ShownStatuses } from '../ports/ledger.js'
import type { SyncSettings } from './settings.js'
import { serviceStatusOf } from './status.js'
import type { WorkOrderFacts } from './work-order-facts.js'

/** What a work order shows of its job, exactly as it is. */
export const shownStatuses = (workOrder: WorkOrder, settings: SyncSettings): ShownStatuses => ({
  status: workOrder.status ?? null,
  serviceStatus: serviceStatusOf(workOrder, settings),
})

/** Statuses that read the same have one hash: PropertyWare has blanks of its own. */
export const hashStatuses = ({ status, serviceStatus }: ShownStatuses): string => hashOf({ status: fold(status), serviceStatus: fold(serviceStatus) })

/** True when PropertyWare shows something else than when both sides were last in step, by whoever's hand. */
export const isShownAnew = ({ workOrder, mapping }: Pick<WorkOrderFacts, 'workOrder' | 'mapping'>, settings: SyncSettings): boolean =>
  mapping?.syncedStatuses !== undefined && hashStatuses(shownStatuses(workOrder, settings)) !== hashStatuses(mapping.syncedStatuses)

/** True when the statuses were changed in PropertyWare since both sides were last in step; seeing again what pwsf sent is an echo, not a change. */
export const isChangedInPropertyWare = (facts: Pick<WorkOrderFacts, 'workOrder' | 'mapping'>, settings: SyncSettings): boolean =>
  isShownAnew(facts, settings) && hashStatuses(shownStatuses(facts.workOrder, settings)) !== facts.mapping?.writtenHash
