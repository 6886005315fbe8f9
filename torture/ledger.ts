import Database from 'better-sqlite3'
import { Client } from 'pg'

/** A look into a warehouse from outside, with plain SQL: the suite believes nothing that the program says about itself. */
export interface Ledger {
  rows(sql: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

export const openSqliteLedger = (file: string): Ledger => {
  const database = new Database(file, { readonly: true })
  return {
    rows: async (sql) => database.prepare(sql).all() as Record<string, unknown>[],
    close: async () => void database.close(),
  }
}

export const openPostgresLedger = async (url: string, schema: string): Promise<Ledger> => {
  const client = new Client({ connectionString: url, options: `-c search_path=${schema}` })
  await client.connect()
  return {
    rows: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    close: () => client.end(),
  }
}
