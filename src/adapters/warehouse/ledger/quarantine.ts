import { deflateSync, inflateSync } from 'node:zlib'
import type { Selectable } from 'kysely'
import { hashOf } from '../../../core/model/canonical.js'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { QuarantineEntry, QuarantineState } from '../../../core/ports/ledger.js'
import type { Reject } from '../../../core/ports/page.js'
import type { Session } from '../dialect/dialect.js'
import type { Tables } from '../tables.js'

/** Oldest first. */
export const selectQuarantine = async ({ db }: Session, states: readonly QuarantineState[], limit: number): Promise<QuarantineEntry[]> => {
  if (states.length === 0) return []
  const rows = await db.selectFrom('quarantine').selectAll().where('state', 'in', states).orderBy('first_seen_at').orderBy('id').limit(limit).execute()
  return rows.map(toEntry)
}

export const selectQuarantineEntry = async ({ db }: Session, id: string): Promise<QuarantineEntry | undefined> => {
  const row = await db.selectFrom('quarantine').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toEntry(row)
}

export const selectQuarantinedKeys = async ({ db }: Session, entity: EntityName): Promise<string[]> => {
  const rows = await db.selectFrom('quarantine').select('key').where('entity', '=', entity).where('state', '=', 'open').orderBy('key').execute()
  return rows.map((row) => row.key)
}

export const quarantineRejects = async (session: Session, entity: EntityName, rejects: readonly Reject[], at: Instant, runId: string): Promise<number> => {
  let added = 0
  for (const reject of rejects) if (await quarantineOne(session, entity, reject, at, runId)) added += 1
  return added
}

/** True when the entry is new. */
const quarantineOne = async ({ db }: Session, entity: EntityName, { key, reason, raw }: Reject, at: Instant, runId: string): Promise<boolean> => {
  const entries = await db.selectFrom('quarantine').selectAll().where('entity', '=', entity).where('key', '=', key).execute()
  const open = entries.find((entry) => entry.state === 'open')
  if (open === undefined) {
    const id = hashOf({ entity, key, earlier: entries.length }).slice(0, 12)
    const row = {
      id,
      entity,
      key,
      reason,
      raw: deflateSync(raw),
      state: 'open' as const,
      first_seen_at: at,
      last_seen_at: at,
      state_changed_at: null,
      run_id: runId,
    }
    await db.insertInto('quarantine').values(row).execute()
    return true
  }
  if (open.reason !== reason || inflate(open.raw) !== raw) {
    await db
      .updateTable('quarantine')
      .set({ reason, raw: deflateSync(raw), last_seen_at: at, run_id: runId })
      .where('id', '=', open.id)
      .execute()
  }
  return false
}

export const releaseFromQuarantine = async ({ db, dialect }: Session, entity: EntityName, keys: readonly string[], at: Instant): Promise<number> => {
  const update = db.updateTable('quarantine').set({ state: 'released', state_changed_at: at }).where('entity', '=', entity).where('state', '=', 'open')
  const result = await update.where('key', 'in', dialect.list(keys)).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

export const setQuarantineState = async ({ db }: Session, id: string, state: QuarantineState, at: Instant): Promise<void> => {
  await db.updateTable('quarantine').set({ state, state_changed_at: at }).where('id', '=', id).execute()
}

const inflate = (raw: Uint8Array): string => inflateSync(raw).toString('utf8')

const toEntry = (row: Selectable<Tables['quarantine']>): QuarantineEntry => ({
  id: row.id,
  entity: row.entity,
  key: row.key,
  reason: row.reason,
  raw: inflate(row.raw),
  state: row.state,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  runId: row.run_id,
})
