import { PwsfError } from '../../core/errors.js'
import type { WorkOrder } from '../../core/model/propertyware.js'
import { fold, isBlank } from '../../core/model/text.js'
import type { Clock } from '../../core/ports/clock.js'
import { lingering } from '../../core/ports/linger.js'
import type { PropertyWareWriter, StatusChange, StatusChangeResult } from '../../core/ports/propertyware.js'
import type { PropertyWareClient } from './client.js'
import { differingMembers } from './compare.js'
import { finite, withStatuses } from './echo.js'
import { UnsendableText } from './encode.js'
import { longs, object, pw, scalar, textOf, type WireNode } from './node.js'
import { readRow } from './records.js'
import { type Statuses, statusesOf } from './service-status.js'

type Target = Pick<StatusChange, 'workOrderId' | 'number'>
type Wish = Pick<StatusChange, 'status' | 'serviceStatus'>

const sameRecord = (node: WireNode, { workOrderId }: Target): boolean => !node.nil && textOf(node, 'ID')?.trim() === workOrderId

const criteria = (members: Record<string, WireNode>): WireNode =>
  object('WorkOrderSearchCriteria', { pageNumber: scalar('int', '1'), orderByNewestFirst: scalar('boolean', 'true'), ...members })

/** The error with the record that it is about. */
const about = ({ number }: Target, error: PwsfError): PwsfError =>
  new PwsfError(error.kind, `Work order ${number}: ${error.message}`, {
    cause: error,
    context: { ...error.context, number },
    ...(error.next !== undefined && { next: error.next }),
  })

/** The work order by the number that people use, or by its key when the number leads elsewhere; undefined when PropertyWare has neither. */
const find = async (client: PropertyWareClient, target: Target, signal?: AbortSignal): Promise<WireNode | undefined> => {
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

const modelOf = (node: WireNode, { number }: Target): WorkOrder => {
  const row = readRow('work-orders', node)
  if ('record' in row) return row.record
  const reason = 'reject' in row ? row.reject.reason : 'it is no work order'
  throw new PwsfError('bad-data', `Work order ${number} is not usable: ${reason}`, { context: { number }, next: 'Correct it in PropertyWare.' })
}

const holds = ({ status, serviceStatus }: Statuses, wish: Wish): boolean =>
  (wish.status === undefined || fold(status) === fold(wish.status)) &&
  (wish.serviceStatus === undefined || serviceStatus === undefined || fold(serviceStatus) === fold(wish.serviceStatus))

const isStale = ({ status, serviceStatus }: Statuses, { expected }: StatusChange): boolean =>
  (expected.status !== undefined && expected.status !== status) || (expected.serviceStatus !== undefined && expected.serviceStatus !== (serviceStatus ?? null))

/**
 * The server holds approved records without an approval date but refuses to save them ("Approved Date is required"), and leaving the approval
 * out would take it back (reference, section 1.7).
 */
const isUnsavable = (node: WireNode): boolean => /^\s*(true|1)\s*$/i.test(textOf(node, 'approved') ?? '') && isBlank(textOf(node, 'approvedDate'))

const impossible = (reason: string): StatusChangeResult => ({ outcome: 'impossible', reason })

const unverified = ({ number }: Target, cause: unknown): PwsfError =>
  new PwsfError('unknown-outcome', `Work order ${number} was saved, but could not be read back`, { cause, context: { number }, next: 'Run the sync again.' })

/** PropertyWare's writing half on the wire's client. `fieldName` is the custom field that shows the job's status. */
export const openWriter = (client: PropertyWareClient, fieldName: string, clock: Clock): PropertyWareWriter => {
  const readBack = async (change: StatusChange, signal?: AbortSignal): Promise<WireNode> => {
    const found = await find(client, change, signal)
    if (found === undefined) throw new PwsfError('untrusted', `Work order ${change.number} is gone after saving it`, { context: { number: change.number } })
    return found
  }

  /** Sends the record. Returns the error when the answer was lost: what PropertyWare holds now has to decide. */
  const save = async (record: WireNode, change: StatusChange, signal?: AbortSignal): Promise<PwsfError | undefined> => {
    try {
      await client.call('updateWorkOrder', { workOrder: record }, signal)
      return undefined
    } catch (error) {
      if (!(error instanceof PwsfError)) throw error
      const named = about(change, error)
      if (error.kind === 'unknown-outcome') return named
      throw named
    }
  }

  /** What the change wished, in the spelling that PropertyWare answered with: pick-lists have blanks of their own. */
  const spelledAs = (found: WireNode, change: Wish): Wish => {
    const { status, serviceStatus } = statusesOf(found, fieldName)
    return {
      ...(change.status !== undefined && status !== null && { status }),
      ...(change.serviceStatus !== undefined && serviceStatus != null && { serviceStatus }),
    }
  }

  const write = async (before: WireNode, change: StatusChange, signal?: AbortSignal): Promise<StatusChangeResult> => {
    const meant = withStatuses({ ...finite(before), type: before.type ?? pw('WorkOrder') }, change, fieldName)
    const lost = await save(meant, change, signal)
    const found = await readBack(change, signal).catch((error: unknown) => {
      throw lost ?? unverified(change, error)
    })
    const holding = holds(statusesOf(found, fieldName), change)
    if (lost !== undefined && !holding) throw lost
    const wished = holding ? withStatuses(meant, spelledAs(found, change), fieldName) : meant
    const members = differingMembers(wished, finite(found), change.status !== undefined)
    const after = modelOf(found, change)
    return members.length === 0 ? { outcome: 'written', after } : { outcome: 'mismatch', members, after }
  }

  return {
    async changeStatus(change, signal, ready) {
      const before = await find(client, change, signal)
      if (before === undefined) return impossible(`PropertyWare has no work order ${change.number} with the key ${change.workOrderId}`)
      const statuses = statusesOf(before, fieldName)
      const current = modelOf(before, change)
      if (change.status === undefined && statuses.serviceStatus === undefined) return impossible(`the work order has no custom field "${fieldName}"`)
      if (holds(statuses, change)) return { outcome: 'already', after: current }
      if (isStale(statuses, change)) return { outcome: 'stale', after: current }
      if (isUnsavable(before)) return impossible('it is approved without an approval date, which PropertyWare refuses to save; set the date there first')
      try {
        await ready?.()
        signal?.throwIfAborted()
        return await lingering(clock, signal, (late) => write(before, change, late))
      } catch (error) {
        if (error instanceof UnsendableText) return impossible(error.message)
        throw error
      }
    },
  }
}
