import type { FeatureFlag } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'

export const selectCheckpoint = async ({ db }: Session, name: string): Promise<string | undefined> =>
  (await db.selectFrom('checkpoints').select('value').where('name', '=', name).executeTakeFirst())?.value

export const setCheckpoint = async ({ db }: Session, name: string, value: string): Promise<void> => {
  await db
    .insertInto('checkpoints')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

export const selectFeatureFlags = async ({ db }: Session): Promise<FeatureFlag[]> => {
  const rows = await db.selectFrom('feature_flags').selectAll().orderBy('name').execute()
  return rows.map((row) => ({ name: row.name, enabled: row.enabled === 1 }))
}
