import { sql } from 'kysely'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'
import type { Layout } from '../layout.js'
import type { HistoryRow } from '../tables.js'

/** Every row ever recorded of a key, in the order in which people read a history. */
export const selectHistory = async ({ db }: Session, { table, key }: Layout, id: string): Promise<HistoryRow[]> => {
  const query = sql<HistoryRow>`
    select surrogate_key, record, version, valid_from, valid_to, recorded_from, recorded_to, is_current, is_deleted, row_hash, run_id, origin
    from ${sql.table(table)}
    where ${sql.ref(key)} = ${id} and surrogate_key > 0 and row_hash <> ''
    order by valid_from, version, recorded_from, surrogate_key`
  return (await query.execute(db)).rows
}

/** The rows of these keys that are still believed. */
export const selectBelieved = async ({ db, dialect }: Session, { table, key }: Layout, keys: readonly string[]): Promise<(HistoryRow & { key: string })[]> => {
  const query = sql<HistoryRow & { key: string }>`
    select ${sql.ref(key)} as key, surrogate_key, record, version, valid_from, valid_to, recorded_from, recorded_to, is_current, is_deleted, row_hash,
      run_id, origin
    from ${sql.table(table)}
    where ${sql.ref(key)} in ${dialect.list(keys)} and recorded_to is null and surrogate_key > 0
    order by ${sql.ref(key)}, valid_from, version`
  return (await query.execute(db)).rows
}

/** Ends open rows in place. Returns how many. */
export const closeRows = async ({ db, dialect }: Session, { table }: Layout, surrogateKeys: readonly number[], validTo: Instant): Promise<void> => {
  await sql`
    update ${sql.table(table)} set valid_to = ${validTo}, is_current = 0 where surrogate_key in ${dialect.list(surrogateKeys)}`.execute(db)
}

/** Marks rows as no longer believed; a clock that was moved back must not make them end before they began. */
export const supersedeRows = async ({ db, dialect }: Session, { table }: Layout, surrogateKeys: readonly number[], recordedTo: Instant): Promise<void> => {
  await sql`
    update ${sql.table(table)}
    set recorded_to = case when recorded_from > ${recordedTo} then recorded_from else ${recordedTo} end, is_current = 0
    where surrogate_key in ${dialect.list(surrogateKeys)}`.execute(db)
}

export const renumberRow = async ({ db }: Session, { table }: Layout, surrogateKey: number, version: number): Promise<void> => {
  await sql`update ${sql.table(table)} set version = ${version} where surrogate_key = ${surrogateKey}`.execute(db)
}

/** Keys with a believed row, not a deletion, that began at or after a moment: a page of them, by key. */
export const selectKeysSince = async ({ db }: Session, { table, key }: Layout, since: Instant, after: string, limit: number): Promise<string[]> => {
  const query = sql<{ key: string }>`
    select distinct ${sql.ref(key)} as key
    from ${sql.table(table)}
    where ${sql.ref(key)} > ${after} and recorded_to is null and is_deleted = 0 and valid_from >= ${since} and surrogate_key > 0
    order by ${sql.ref(key)}
    limit ${limit}`
  return (await query.execute(db)).rows.map((row) => row.key)
}
