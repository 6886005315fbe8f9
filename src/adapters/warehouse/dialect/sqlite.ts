import type { Database, Statement } from 'better-sqlite3'
import { sql } from 'kysely'
import type { Dialect } from './dialect.js'
import { mapSqliteError } from './sqlite-errors.js'

/** SQLite as the warehouse speaks it, on one open connection. `location` is for messages. */
export const createSqliteDialect = (connection: Database, location: string): Dialect => {
  const inserts = new Map<string, Statement>()
  return {
    name: 'sqlite',
    ddl: (statement) => statement,
    hasTable: async (db, name) => (await sql`select 1 from sqlite_master where type = 'table' and name = ${name}`.execute(db)).rows.length > 0,
    types: { surrogateKey: 'integer primary key autoincrement', bytes: 'blob', byKeyOnly: ' without rowid' },
    list: (items) => sql`(select value from json_each(${JSON.stringify(items)}))`,
    // One prepared statement, run per row: measured faster here than multi-row inserts, whose text and bindings grow with the rows.
    insertRows: async (_db, table, columns, rows) => {
      const text = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`
      const insert = inserts.get(text) ?? connection.prepare(text)
      inserts.set(text, insert)
      for (const row of rows) insert.run(row)
    },
    mapError: (error) => mapSqliteError(error, location),
  }
}
