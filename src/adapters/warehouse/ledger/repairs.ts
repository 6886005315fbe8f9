import type { EntityName } from '../../../core/model/entity.js'
import type { RepairRecord } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'

export const selectRepairs = async ({ db }: Session, entity: EntityName, key: string): Promise<RepairRecord[]> => {
  const rows = await db.selectFrom('repairs').selectAll().where('entity', '=', entity).where('key', '=', key).orderBy('id').execute()
  return rows.map((row) => ({
    at: row.at,
    runId: row.run_id,
    member: row.member,
    before: row.before_value,
    after: row.after_value,
    evidence: row.evidence,
    confidence: row.confidence,
    undoneAt: row.undone_at,
  }))
}
