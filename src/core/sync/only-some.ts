import { PwsfError } from '../errors.js'
import type { Instant } from '../model/instant.js'
import type { Plan } from '../plan/plan.js'
import { isActionable, planIdOf } from '../plan/plan-id.js'
import { countItem, noDecisions } from '../plan/tally.js'
import type { Warehouse } from '../ports/warehouse.js'
import type { Unfinished } from '../apply/note-retries.js'
import type { SyncOptions } from './settings.js'

type Only = NonNullable<SyncOptions['only']>

/** Lets what is asked for by hand be tried at once, whatever its schedule says. */
export const makeDue = async (warehouse: Warehouse, only: Only, now: Instant): Promise<void> => {
  const waiting = (await warehouse.reader.deadLetters()).filter(
    ({ number, nextAttemptAt }) => nextAttemptAt > now && (only === 'failing' || only.includes(number)),
  )
  if (waiting.length === 0) return
  await warehouse.transaction(async (writer) => {
    for (const entry of waiting) await writer.saveDeadLetter({ ...entry, nextAttemptAt: now })
  })
}

/** The part of a plan that is asked for, and of what is unfinished; the plan must have kept all items. Throws `usage` for a number that no work order has. */
export const restrictPlan = (plan: Plan, only: Only, unfinished: Unfinished, keep: SyncOptions['keep']): { plan: Plan; unfinished: Unfinished } => {
  const { deadLetters, openIntents } = unfinished
  const failing = new Set([...deadLetters.map(({ reference }) => reference), ...openIntents])
  const chosen = plan.items.filter(({ workOrderId, number }) => (only === 'failing' ? failing.has(workOrderId) : only.includes(number)))
  const missing = only === 'failing' ? [] : only.filter((number) => !chosen.some((item) => item.number === number))
  if (missing.length > 0)
    throw new PwsfError('usage', `there is no work order ${missing.join(', ')}`, { next: 'Give the number that PropertyWare shows, without PW- and zeros.' })
  const { tally, skippedBy } = noDecisions()
  for (const item of chosen) countItem(item, tally, skippedBy)
  const items = keep === 'all' ? chosen : chosen.filter(isActionable)
  const ids = new Set(chosen.map(({ workOrderId }) => workOrderId))
  return {
    plan: { ...plan, planId: planIdOf(items), tally, skippedBy, items },
    unfinished: { deadLetters: deadLetters.filter(({ reference }) => ids.has(reference)), openIntents: openIntents.filter((reference) => ids.has(reference)) },
  }
}
