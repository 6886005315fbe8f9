import { PwsfError } from '../../core/errors.js'
import type { WorkOrder } from '../../core/model/propertyware.js'
import type { PropertyWareClient } from './client.js'
import { longs, object, scalar, textOf, type WireNode } from './node.js'
import { readRow } from './records.js'

/** The key and the number that people use. */
export interface Target {
  workOrderId: string
  number: string
}

const sameRecord = (node: WireNode, { workOrderId }: Target): boolean => !node.nil && textOf(node, 'ID')?.trim() === workOrderId

const criteria = (members: Record<string, WireNode>): WireNode =>
  object('WorkOrderSearchCriteria', { pageNumber: scalar('int', '1'), orderByNewestFirst: scalar('boolean', 'true'), ...members })

/** The error with the record that it is about. */
export const about = ({ number }: Target, error: PwsfError): PwsfError =>
  new PwsfError(error.kind, `Work order ${number}: ${error.message}`, {
    cause: error,
    context: { ...error.context, number },
    ...(error.next !== undefined && { next: error.next }),
  })

/** The work order by the number that people use, or by its key when the number leads elsewhere; undefined when PropertyWare has neither. */
export const findWorkOrder = async (client: PropertyWareClient, target: Target, signal?: AbortSignal): Promise<WireNode | undefined> => {
  const searches = [{ workOrderNumber: scalar('int', target.number) }, { ids: longs([target.workOrderId]) }]
  let refusal: PwsfError | undefined
  for (const search of searches) {
    try {
      const found = await client.call('getWorkOrder', { criteria: criteria(search) }, signal)
      if (sameRecord(found, target)) return found
    } catch (error) {
      if (!(error instanceof PwsfError && error.kind === 'rejected')) throw error
      refusal = error
    }
  }
  if (refusal !== undefined) throw about(target, refusal)
  return undefined
}

/** The record as the model has it. Throws `bad-data`. */
export const workOrderOf = (node: WireNode, { number }: Target): WorkOrder => {
  const row = readRow('work-orders', node)
  if ('record' in row) return row.record
  const reason = 'reject' in row ? row.reject.reason : 'it is no work order'
  throw new PwsfError('bad-data', `Work order ${number} is not usable: ${reason}`, { context: { number }, next: 'Correct it in PropertyWare.' })
}
