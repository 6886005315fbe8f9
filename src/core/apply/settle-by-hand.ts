import { PwsfError } from '../errors.js'
import type { Intent } from '../ports/ledger.js'
import type { SettleContext } from './context.js'
import { confirm, isOpen, reject } from './intent.js'
import { recordSettled } from './record-settled.js'
import { type Candidate, findCandidates, unseenCandidate } from './settle-creation.js'

/** What a person says became of a write. */
export interface HandVerdict {
  as: 'created' | 'not-created'
  /** The job or customer in ServiceFusion; may be left out when only one carries the marker. */
  remoteId?: string
  /** Why, in the person's words; kept with the intent and in the log. */
  reason: string
  /** Believe it without looking. */
  force: boolean
}

const refuse = (message: string, next: string): PwsfError => new PwsfError('usage', message, { next })

const ids = (found: readonly Candidate[]): string => found.map(({ id }) => id).join(', ')

/** The record that was created, as ServiceFusion shows it. */
const chooseRecord = (intent: Intent, found: readonly Candidate[], remoteId: string | undefined): Candidate => {
  const candidates = remoteId === undefined ? found : found.filter(({ id }) => id === remoteId)
  const [only, ...others] = candidates
  if (only !== undefined && others.length === 0) return only
  if (remoteId !== undefined)
    throw refuse(`${remoteId} does not carry the marker ${intent.marker} in ServiceFusion`, `Look at it there; those that carry it: ${ids(found) || 'none'}.`)
  if (only === undefined)
    throw refuse(`nothing carries the marker ${intent.marker} in ServiceFusion`, 'Settle it as not-created, or name the record with --job.')
  throw refuse(`several records carry the marker ${intent.marker}: ${ids(found)}`, 'Say which one is right with --job.')
}

const unseen = (context: SettleContext, intent: Intent, remoteId: string | undefined): Candidate => {
  if (remoteId === undefined) throw refuse('--force needs to know which record it is', 'Name it with --job ID.')
  return unseenCandidate(context, intent, remoteId)
}

/**
 * Settles an open intent as a person says, after looking at ServiceFusion whether that can be. Throws `usage` when it contradicts what is seen
 * there, or when there is nothing to settle.
 */
export const settleByHand = async (context: SettleContext, intent: Intent, verdict: HandVerdict): Promise<Intent> => {
  const { warehouse, clock } = context
  if (!isOpen(intent)) throw refuse(`the ${intent.kind} ${intent.marker} is settled already: ${intent.state}`, 'pwsf intents show tells how.')
  if (intent.kind === 'status-change')
    throw refuse(
      'a status change is settled by what PropertyWare shows',
      `Call pwsf retry --wo ${intent.marker}: it looks, and writes it again where it is missing.`,
    )
  const reason = `by hand: ${verdict.reason.trim()}`
  const found = verdict.force ? [] : await findCandidates(context, intent)

  if (verdict.as === 'not-created') {
    if (found.length > 0)
      throw refuse(`${ids(found)} carries the marker ${intent.marker}: it was created`, `Settle it as created with --job ${found[0]?.id ?? ''}.`)
    const settled = reject(intent, reason, clock.now())
    await warehouse.transaction(async (writer) => {
      await writer.saveIntent(settled)
      await recordSettled(writer, context, settled)
    })
    return settled
  }

  const record = verdict.force ? unseen(context, intent, verdict.remoteId) : chooseRecord(intent, found, verdict.remoteId)
  const settled = { ...confirm(intent, record, clock.now()), reason }
  await warehouse.transaction(async (writer) => {
    await writer.saveIntent(settled)
    await recordSettled(writer, context, settled)
    await record.adopt(writer, settled)
  })
  return settled
}
