import { isOpen } from '../status.js'
import { about, type Decide } from './rule.js'

/** Only open work orders are dispatched. */
export const skipNotOpen: Decide = (facts, settings) =>
  isOpen(facts.workOrder, settings)
    ? undefined
    : { action: 'skip', rule: 'status-not-open', ...about(facts, `its status "${facts.workOrder.status?.trim() ?? ''}" is not one that is dispatched`) }
