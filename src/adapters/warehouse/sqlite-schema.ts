import { existsSync } from 'node:fs'
import { Kysely, SqliteDialect } from 'kysely'
import type { SchemaState } from '../../core/ports/schema.js'
import { createSqliteDialect } from './dialect/sqlite.js'
import { mapSqliteError } from './dialect/sqlite-errors.js'
import { findSchema, stateOf } from './migrate.js'
import { loadDriver } from './sqlite-driver.js'
import type { Tables } from './tables.js'

/** Which schema a file has, without a change; a file that does not exist has none. */
export const readSqliteSchema = async (file: string): Promise<SchemaState> => {
  const location = `sqlite:${file}`
  if (!existsSync(file)) return stateOf(0)
  const connection = loadDriver()(file, { fileMustExist: true })
  try {
    connection.pragma('query_only = on')
    return await findSchema({
      db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) }),
      dialect: createSqliteDialect(connection, location),
    })
  } catch (error) {
    throw mapSqliteError(error, location)
  } finally {
    connection.close()
  }
}
