import { PwsfError } from '../../core/errors.js'
import { fold, isBlank } from '../../core/model/text.js'
import type { Clock } from '../../core/ports/clock.js'
import { lingering } from '../../core/ports/linger.js'
import type { PropertyWareWriter, StatusChange, StatusChangeResult } from '../../core/ports/propertyware.js'
import type { PropertyWareClient } from './client.js'
import { differingMembers } from './compare.js'
import { finite, withStatuses } from './echo.js'
import { UnsendableText } from './encode.js'
import { about, findWorkOrder, workOrderOf } from './find-work-order.js'
import { pw, textOf, type WireNode } from './node.js'
import { type Statuses, statusesOf } from './service-status.js'

type Wish = Pick<StatusChange, 'status' | 'serviceStatus'>

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

const unverified = ({ number }: StatusChange, cause: unknown): PwsfError =>
  new PwsfError('unknown-outcome', `Work order ${number} was saved, but could not be read back`, { cause, context: { number }, next: 'Run the sync again.' })

/** PropertyWare's writing half on the wire's client. `fieldName` is the custom field that shows the job's status. */
export const openWriter = (client: PropertyWareClient, fieldName: string, clock: Clock): PropertyWareWriter => {
  const readBack = async (change: StatusChange, signal?: AbortSignal): Promise<WireNode> => {
    const found = await findWorkOrder(client, change, signal)
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
    const after = workOrderOf(found, change)
    return members.length === 0 ? { outcome: 'written', after } : { outcome: 'mismatch', members, after }
  }

  return {
    async changeStatus(change, signal, ready) {
      const before = await findWorkOrder(client, change, signal)
      if (before === undefined) return impossible(`PropertyWare has no work order ${change.number} with the key ${change.workOrderId}`)
      const statuses = statusesOf(before, fieldName)
      const current = workOrderOf(before, change)
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
