import type { DeadLetter } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'

/** The oldest first. */
export const selectDeadLetters = async ({ db }: Session): Promise<DeadLetter[]> => {
  const rows = await db.selectFrom('dead_letters').selectAll().orderBy('first_failed_at').orderBy('kind').orderBy('reference').execute()
  return rows.map((row) => ({
    kind: row.kind,
    reference: row.reference,
    number: row.number,
    bodyHash: row.body_hash,
    reason: row.reason,
    attempts: row.attempts,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
    nextAttemptAt: row.next_attempt_at,
    runId: row.run_id,
  }))
}

export const saveDeadLetter = async ({ db }: Session, entry: DeadLetter): Promise<void> => {
  const { kind, reference } = entry
  const columns = {
    number: entry.number,
    body_hash: entry.bodyHash,
    reason: entry.reason,
    attempts: entry.attempts,
    first_failed_at: entry.firstFailedAt,
    last_failed_at: entry.lastFailedAt,
    next_attempt_at: entry.nextAttemptAt,
    run_id: entry.runId,
  }
  await db
    .insertInto('dead_letters')
    .values({ kind, reference, ...columns })
    .onConflict((conflict) => conflict.columns(['kind', 'reference']).doUpdateSet(columns))
    .execute()
}

export const deleteDeadLetter = async ({ db }: Session, kind: DeadLetter['kind'], reference: string): Promise<void> => {
  await db.deleteFrom('dead_letters').where('kind', '=', kind).where('reference', '=', reference).execute()
}
