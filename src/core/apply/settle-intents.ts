import { PwsfError } from '../errors.js'
import type { Problem } from '../plan/plan.js'
import type { Intent } from '../ports/ledger.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import type { SettleContext } from './context.js'
import { confirm, noteEmptyProbe, reject } from './intent.js'
import { recordSettled } from './record-settled.js'
import { findCandidates } from './settle-creation.js'
import { settleStatusChange } from './settle-status-change.js'

/** References of the intents, by what became of them. */
export interface Settled {
  confirmed: string[]
  rejected: string[]
  /** Still unsettled: their work orders are held. */
  open: string[]
  problems: Problem[]
}

type Verdict = { became: 'confirmed' | 'rejected' } | { became: 'open'; message: string; next: string }

const lookFailed = (error: PwsfError): Verdict => ({
  became: 'open',
  message: `it may have happened, and looking for it failed: ${error.message}`,
  next: 'The next run looks again; nothing is sent before that.',
})

/** What may exist is looked for: one record with the marker is adopted, several are reported, none counts as an empty look-up. */
const settleCreation = async (context: SettleContext, intent: Intent): Promise<Verdict> => {
  const { warehouse, clock } = context
  const save = (settled: Intent, also?: (writer: WarehouseWriter) => Promise<void>): Promise<void> =>
    warehouse.transaction(async (writer) => {
      await writer.saveIntent(settled)
      if (settled.state === 'confirmed' || settled.state === 'rejected') await recordSettled(writer, context, settled)
      await also?.(writer)
    })
  const found = await findCandidates(context, intent)
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) {
    const confirmed = confirm(intent, only, clock.now())
    await save(confirmed, (writer) => only.adopt(writer, confirmed))
    return { became: 'confirmed' }
  }
  if (only !== undefined) {
    return {
      became: 'open',
      message: `${found.length} records carry the marker (${found.map(({ id }) => id).join(', ')})`,
      next: 'Decide at ServiceFusion which one is right and clear the marker of the others, or settle it with pwsf intents settle.',
    }
  }
  const probed = noteEmptyProbe(intent, clock.now(), context.quarantineMs)
  await save(probed)
  if (probed.state === 'rejected') return { became: 'rejected' }
  return {
    became: 'open',
    message: 'its creation has an unknown outcome and it is not visible yet',
    next: 'The next run looks again; it is created anew only after the quarantine window.',
  }
}

/** Settles one intent that an earlier run left open. A look-up that fails leaves it as it is; refused credentials are thrown. */
const settleOne = async (context: SettleContext, intent: Intent): Promise<Verdict> => {
  const { warehouse, clock } = context
  if (intent.state === 'intended') {
    await warehouse.transaction((writer) => writer.saveIntent(reject(intent, 'the run ended before anything was sent', clock.now())))
    return { became: 'rejected' }
  }
  try {
    return intent.kind === 'status-change' ? { became: await settleStatusChange(context, intent) } : await settleCreation(context, intent)
  } catch (error) {
    if (!(error instanceof PwsfError) || error.kind === 'auth' || error.kind === 'storage' || error.kind === 'bug') throw error
    return lookFailed(error)
  }
}

/**
 * Settles what earlier runs left open, before anything is planned. What was never sent is closed. What may exist is looked for where it would
 * be; `down` are systems that do not answer: what would be looked for there stays open.
 */
export const settleIntents = async (context: SettleContext, down: ReadonlySet<'propertyware' | 'servicefusion'>): Promise<Settled> => {
  const result: Settled = { confirmed: [], rejected: [], open: [], problems: [] }
  for (const intent of await context.warehouse.reader.openIntents()) {
    context.signal?.throwIfAborted()
    const system = intent.kind === 'status-change' ? 'propertyware' : 'servicefusion'
    if (down.has(system) && intent.state !== 'intended') {
      result.open.push(intent.reference)
      continue
    }
    const verdict = await settleOne(context, intent)
    result[verdict.became].push(intent.reference)
    if (verdict.became === 'open')
      result.problems.push({
        code: 'intent-unsettled',
        message: `${intent.kind} ${intent.marker}: ${verdict.message}`,
        next: verdict.next,
        ref: intent.reference,
      })
  }
  return result
}
