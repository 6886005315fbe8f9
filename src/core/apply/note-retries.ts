import type { Plan, PlanItem } from '../plan/plan.js'
import { hashStatusChange } from '../plan/status-change.js'
import type { DeadLetter } from '../ports/ledger.js'
import type { WarehouseReader, WarehouseWriter } from '../ports/warehouse.js'
import type { ApplyContext } from './context.js'
import type { ItemResult } from './result.js'
import { isOwnFailure, noteFailure } from './retry-policy.js'
import type { Settled } from './settle-intents.js'

/** References of the work orders (and customers) that earlier runs could not finish. */
export interface Unfinished {
  deadLetters: readonly DeadLetter[]
  openIntents: readonly string[]
}

export const readUnfinished = async (reader: Pick<WarehouseReader, 'deadLetters' | 'openIntents'>): Promise<Unfinished> => ({
  deadLetters: await reader.deadLetters(),
  openIntents: (await reader.openIntents()).map(({ reference }) => reference),
})

type Tried = Extract<PlanItem, { action: 'create' | 'update' }>

const kindOf = ({ action }: Tried): DeadLetter['kind'] => (action === 'create' ? 'create-job' : 'change-status')
const bodyHashOf = (item: Tried): string => (item.action === 'create' ? item.draftHash : hashStatusChange(item))
const isTried = (item: PlanItem): item is Tried => item.action === 'create' || item.action === 'update'

const good: ReadonlySet<ItemResult['outcome']> = new Set(['created', 'linked', 'updated', 'unchanged'])

/** Decisions under which what failed is still wished for, or cannot be told. */
const stillWished: ReadonlySet<PlanItem['action']> = new Set(['create', 'update', 'hold', 'block', 'quarantine'])

/**
 * Brings the list of what keeps failing up to date after applying, and counts: what was taken up again, what failed, what is in step now. An
 * entry ends when its work order is in step, or when nothing is asked for any more. `plan` must have kept all actionable items.
 */
export const noteRetries = async (
  context: Pick<ApplyContext, 'warehouse' | 'clock' | 'runId'> & { random: () => number },
  { plan, results, unfinished, settled }: { plan: Plan; results: readonly ItemResult[]; unfinished: Unfinished; settled: Settled },
): Promise<{ retried: number; failed: number; healed: number }> => {
  const { warehouse, clock, random, runId } = context
  const earlier = new Set([...unfinished.deadLetters.map(({ reference }) => reference), ...unfinished.openIntents])
  const byWorkOrder = new Map(results.map((result) => [result.item.workOrderId, result]))
  const items = new Map(plan.items.map((item) => [item.workOrderId, item]))
  const mapped = await warehouse.reader.jobMappings(unfinished.deadLetters.map(({ reference }) => reference))
  const retried = new Set([...settled.confirmed, ...settled.rejected, ...settled.open])
  const healed = new Set(settled.confirmed)
  const ended: DeadLetter[] = []

  for (const entry of unfinished.deadLetters) {
    const { reference } = entry
    const result = byWorkOrder.get(reference)
    const isInStep = result === undefined ? mapped.has(reference) : good.has(result.outcome)
    const isGone = !stillWished.has(items.get(reference)?.action ?? 'unchanged')
    if (!(result !== undefined && isInStep) && !isGone) continue
    ended.push(entry)
    if (isInStep) healed.add(reference)
  }

  const failures = results.flatMap(({ item, outcome, reason, why }): DeadLetter[] => {
    if (outcome !== 'failed' || !isTried(item) || !isOwnFailure(reason)) return []
    const kind = kindOf(item)
    const before = unfinished.deadLetters.find((entry) => entry.kind === kind && entry.reference === item.workOrderId)
    const { workOrderId: reference, number } = item
    return [noteFailure({ kind, reference, number, bodyHash: bodyHashOf(item), reason: why ?? reason ?? '', runId }, before, clock.now(), random())]
  })
  if (ended.length + failures.length > 0) {
    await warehouse.transaction(async (writer: WarehouseWriter) => {
      for (const { kind, reference } of ended) await writer.deleteDeadLetter(kind, reference)
      for (const entry of failures) await writer.saveDeadLetter(entry)
    })
  }

  for (const { item, outcome } of results) {
    if (!earlier.has(item.workOrderId) || outcome === 'skipped') continue
    retried.add(item.workOrderId)
    if (good.has(outcome)) healed.add(item.workOrderId)
    else healed.delete(item.workOrderId)
  }
  for (const reference of healed) retried.add(reference)
  return { retried: retried.size, failed: results.filter(({ outcome }) => outcome === 'failed').length, healed: healed.size }
}
