import { sql } from 'kysely'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'
import type { Layout } from '../layout.js'

/** What `observe` has to know of a key's newest row. */
export interface CurrentRow {
  key: string
  surrogate_key: number
  version: number
  valid_from: Instant
  is_deleted: number
  row_hash: string
}

/** The current rows of these keys, deleted ones too. */
export const selectCurrentRows = async ({ db, dialect }: Session, { table, key }: Layout, keys: readonly string[]): Promise<CurrentRow[]> => {
  const query = sql<CurrentRow>`
    select ${sql.ref(key)} as key, surrogate_key, version, valid_from, is_deleted, row_hash
    from ${sql.table(table)}
    where ${sql.ref(key)} in ${dialect.list(keys)} and is_current = 1 and surrogate_key > 0`
  return (await query.execute(db)).rows
}

/** The records of these keys that are current and not deleted. */
export const selectCurrentRecords = async ({ db, dialect }: Session, { table, key }: Layout, column: string, values: readonly string[]): Promise<string[]> => {
  const query = sql<{ record: string }>`
    select record
    from ${sql.table(table)}
    where ${sql.ref(column)} in ${dialect.list(values)} and is_current = 1 and is_deleted = 0 and surrogate_key > 0
    order by ${sql.ref(key)}`
  return (await query.execute(db)).rows.map((row) => row.record)
}

/** A page of records that are current and not deleted, by key. */
export const selectRecordsAfter = async ({ db }: Session, { table, key }: Layout, after: string, limit: number): Promise<string[]> => {
  const query = sql<{ record: string }>`
    select record
    from ${sql.table(table)}
    where ${sql.ref(key)} > ${after} and is_current = 1 and is_deleted = 0 and surrogate_key > 0
    order by ${sql.ref(key)}
    limit ${limit}`
  return (await query.execute(db)).rows.map((row) => row.record)
}

export const countCurrent = async ({ db }: Session, { table }: Layout): Promise<number> => {
  const query = sql<{ count: number | string }>`
    select count(*) as count from ${sql.table(table)} where is_current = 1 and is_deleted = 0 and surrogate_key > 0`
  return Number((await query.execute(db)).rows[0]?.count ?? 0)
}

/** The current work orders, deleted ones too, that have this text as their number or their id. */
export const selectWorkOrdersNamed = async ({ db }: Session, text: string): Promise<{ id: string; number: string }[]> => {
  const columns = sql`work_order_id as id, number from fact_work_orders where is_current = 1`
  const query = sql<{ id: string; number: string }>`select ${columns} and number = ${text} union select ${columns} and work_order_id = ${text} order by id`
  return (await query.execute(db)).rows
}

export const selectWorkOrdersOfTenant = async ({ db }: Session, tenantId: string): Promise<{ id: string; number: string; status: string | null }[]> => {
  const query = sql<{ id: string; number: string; status: string | null }>`
    select work_order_id as id, number, status from fact_work_orders
    where requester_id = ${tenantId} and is_current = 1 and is_deleted = 0 order by work_order_id`
  return (await query.execute(db)).rows
}
