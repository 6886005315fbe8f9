import Database from 'better-sqlite3'

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
