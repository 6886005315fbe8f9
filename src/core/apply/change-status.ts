import { PwsfError } from '../errors.js'
import { hashStatuses } from '../plan/shown-statuses.js'
import { describeStatuses, hashStatusChange } from '../plan/status-change.js'
import type { Intent, JobMapping, OperationRecord } from '../ports/ledger.js'
import type { StatusChangeResult } from '../ports/propertyware.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import type { ApplyContext } from './context.js'
import { confirm, intend, markSent, markUnknown, reject, type Wish } from './intent.js'
import { type ItemResult, staleResult, type Writing } from './result.js'
import { saveMapping } from './save-mapping.js'

type Update = Extract<Writing, { action: 'update' }>

const wishOf = (item: Update): Wish => ({
  kind: 'status-change',
  reference: item.workOrderId,
  marker: item.number,
  bodyHash: hashStatusChange(item),
  context: { number: item.number, jobId: item.jobId, jobStatus: item.jobStatus, ...item.after },
})

/** Errors after which it is certain that nothing was written: a write whose answer was lost is told apart by the adapter. */
const notWritten = new Set(['rejected', 'auth', 'rate-limit', 'unavailable', 'untrusted', 'bad-data', 'interrupted', 'locked'])

const mappingOf = async ({ warehouse }: ApplyContext, workOrderId: string): Promise<JobMapping> => {
  const mapping = (await warehouse.reader.jobMappings([workOrderId])).get(workOrderId)
  if (mapping === undefined) throw new PwsfError('bug', `work order ${workOrderId} lost its mapping before its status was written`)
  return mapping
}

/** What is noted of a conflict in which ServiceFusion's side stood. */
const overruled = ({ conflict, before }: Update): string | null =>
  conflict === undefined ? null : `by conflictPolicy ServiceFusion's side stands; PropertyWare's ${describeStatuses(before)} gave way`

/**
 * Writes a job's status to its work order. The wish is committed as sent before anything leaves, together with the hash of what PropertyWare
 * will show, so that a killed process leaves a trace and an echo is known as one. The write is safe to repeat: what PropertyWare shows decides.
 */
export const changeStatus = async (context: ApplyContext, item: Update): Promise<ItemResult> => {
  const { propertyware, warehouse, clock, runId, settings } = context
  const { workOrderId, number, before, after } = item
  const [mapping, earlier] = [await mappingOf(context, workOrderId), await warehouse.reader.intent('status-change', workOrderId)]
  const now = clock.now()
  const sent = markSent(intend(wishOf(item), earlier, now, runId), now)
  const writtenHash = hashStatuses({ status: after.status ?? before.status, serviceStatus: after.serviceStatus ?? before.serviceStatus })
  await warehouse.transaction(async (writer) => {
    await writer.saveIntent(sent)
    await writer.saveJobMapping({ ...mapping, writtenHash })
  })

  const end = async (intent: Intent, outcome: OperationRecord['outcome'], also?: (writer: WarehouseWriter) => Promise<void>): Promise<void> =>
    warehouse.transaction(async (writer) => {
      await writer.saveIntent(intent)
      const operation = { at: clock.now(), runId, system: 'propertyware', reference: workOrderId, remoteId: workOrderId } as const
      await writer.recordOperation({ ...operation, operation: 'change-status', outcome, detail: intent.reason })
      const lost = outcome === 'confirmed' ? overruled(item) : null
      if (lost !== null) await writer.recordOperation({ ...operation, operation: 'resolve-conflict', outcome, detail: lost })
      await also?.(writer)
    })

  let result: StatusChangeResult
  try {
    result = await propertyware.writer.changeStatus(
      { workOrderId, number, expected: { status: before.status, serviceStatus: before.serviceStatus }, ...after },
      context.signal,
      context.assertHeld,
    )
  } catch (error) {
    const isCertain = error instanceof PwsfError && notWritten.has(error.kind)
    const reason = error instanceof PwsfError ? error.message : 'the request ended in an unexpected error'
    await end(isCertain ? reject(sent, reason, clock.now()) : markUnknown(sent, reason, clock.now()), isCertain ? 'rejected' : 'unknown')
    throw error
  }

  const seen = async (writer: WarehouseWriter): Promise<void> => {
    if (result.outcome !== 'impossible') await writer.observe({ entity: 'work-orders', at: clock.now(), records: [result.after], runId, origin: 'sync' })
  }
  const done = { id: workOrderId, number }
  switch (result.outcome) {
    case 'written':
    case 'already':
      await end(confirm(sent, done, clock.now()), 'confirmed', async (writer) => {
        await seen(writer)
        await saveMapping(writer, settings, { ...mapping, writtenHash, syncedJobStatus: item.jobStatus })
      })
      return { item, outcome: result.outcome === 'written' ? 'updated' : 'unchanged', jobId: item.jobId }
    case 'stale':
      await end(reject(sent, 'PropertyWare changed since the plan was made: nothing was written', clock.now()), 'stale', seen)
      return staleResult(item, 'PropertyWare changed since the plan was made')
    case 'mismatch': {
      const members = result.members.join(', ')
      await end({ ...confirm(sent, done, clock.now()), reason: members }, 'mismatch', seen)
      return {
        item,
        outcome: 'failed',
        reason: 'mismatch',
        jobId: item.jobId,
        why: `written, but PropertyWare now shows something else in ${members}: look at the work order`,
      }
    }
    case 'impossible':
      await end(reject(sent, result.reason, clock.now()), 'rejected')
      return { item, outcome: 'blocked', reason: 'write-back-impossible', jobId: item.jobId, why: result.reason }
  }
}
