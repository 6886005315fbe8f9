import type { Selectable } from 'kysely'
import type { Intent, IntentState, OperationRecord } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'
import type { Tables } from '../tables.js'

/** Ordered by creation, so that the oldest doubt is settled first. */
export const selectIntents = async ({ db }: Session, states: readonly IntentState[]): Promise<Intent[]> => {
  if (states.length === 0) return []
  const rows = await db.selectFrom('intents').selectAll().where('state', 'in', states).orderBy('created_at').orderBy('kind').orderBy('reference').execute()
  return rows.map(toIntent)
}

export const selectIntent = async ({ db }: Session, kind: Intent['kind'], reference: string): Promise<Intent | undefined> => {
  const row = await db.selectFrom('intents').selectAll().where('kind', '=', kind).where('reference', '=', reference).executeTakeFirst()
  return row === undefined ? undefined : toIntent(row)
}

export const saveIntent = async ({ db }: Session, intent: Intent): Promise<void> => {
  const { kind, reference } = intent
  const columns = {
    marker: intent.marker,
    body_hash: intent.bodyHash,
    state: intent.state,
    attempt: intent.attempt,
    created_at: intent.createdAt,
    sent_at: intent.sentAt,
    settled_at: intent.settledAt,
    empty_probes: intent.emptyProbes,
    next_probe_at: intent.nextProbeAt,
    remote_id: intent.remoteId,
    remote_number: intent.remoteNumber,
    context: JSON.stringify(intent.context),
    reason: intent.reason,
    run_id: intent.runId,
  }
  await db
    .insertInto('intents')
    .values({ kind, reference, ...columns })
    .onConflict((conflict) => conflict.columns(['kind', 'reference']).doUpdateSet(columns))
    .execute()
}

const toIntent = (row: Selectable<Tables['intents']>): Intent => ({
  kind: row.kind,
  reference: row.reference,
  marker: row.marker,
  bodyHash: row.body_hash,
  state: row.state,
  attempt: row.attempt,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  settledAt: row.settled_at,
  emptyProbes: row.empty_probes,
  nextProbeAt: row.next_probe_at,
  remoteId: row.remote_id,
  remoteNumber: row.remote_number,
  context: JSON.parse(row.context) as Intent['context'],
  reason: row.reason,
  runId: row.run_id,
})

export const selectOperations = async ({ db }: Session, reference: string): Promise<OperationRecord[]> => {
  const rows = await db.selectFrom('op_log').selectAll().where('reference', '=', reference).orderBy('at').orderBy('id').execute()
  return rows.map((row) => ({
    at: row.at,
    runId: row.run_id,
    system: row.system,
    operation: row.operation,
    reference: row.reference,
    outcome: row.outcome,
    remoteId: row.remote_id,
    detail: row.detail,
  }))
}

export const recordOperation = async ({ db }: Session, operation: OperationRecord): Promise<void> => {
  const { runId, remoteId, ...columns } = operation
  await db
    .insertInto('op_log')
    .values({ ...columns, run_id: runId, remote_id: remoteId })
    .execute()
}
