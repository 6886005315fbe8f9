import { isBlank } from '../../model/text.js'
import { isFinished, isOpen } from '../status.js'
import { about, type Decide } from './rule.js'

/** A status that is neither in the open nor in the finished list is never guessed. */
export const holdUnknownStatus: Decide = (facts, settings) => {
  const { workOrder } = facts
  if (isOpen(workOrder, settings) || isFinished(workOrder, settings)) return undefined
  const status = workOrder.status?.trim() ?? null
  const why = isBlank(status) ? 'it has no status' : `its status "${status}" is in neither the open nor the finished statuses of the configuration`
  return { action: 'hold', reason: 'unknown-status', ...about(facts, why), before: { status } }
}
