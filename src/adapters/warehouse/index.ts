import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { SchemaState } from '../../core/ports/schema.js'
import type { SharedState } from '../../core/ports/shared-state.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { PostgresOptions } from './postgres.js'
import type { PostgresTables } from './tables-copy/postgres.js'
import type { SqliteTables } from './tables-copy/sqlite.js'

/**
 * Opens a warehouse in a SQLite file (`:memory:` for one that is gone after `close`). A missing file is created, its folder must exist; the
 * schema is `migrate`'s business. With `readOnly` the file must exist, and nothing that writes works. The driver is loaded here, not before.
 * Throws `config` (no folder, no file to read, driver and Node do not fit, newer schema) or `storage` (not a database, no permission, ...).
 */
export const openSqliteWarehouse = async (options: { file: string; clock: Clock; readOnly?: boolean }): Promise<Warehouse> =>
  (await import('./sqlite.js')).openSqlite(options)

/**
 * Opens the warehouse in a schema of a Postgres database. Connections are made here (so that a wrong address is known at once), the driver is
 * loaded here, and the schema is `migrate`'s business. A dropped connection is made again, transactions that the server asks to repeat are.
 * Throws `config` (address, schema name, newer schema, no such database), `auth` (user, password, rights) or `storage` (not reachable, ...).
 */
export const openPostgresWarehouse = async (options: Omit<PostgresOptions, 'readOnly'>): Promise<Warehouse> => {
  const opened = await (await import('./postgres.js')).openPostgres(options)
  if (opened === undefined) throw new PwsfError('bug', 'a warehouse that may be written was not opened')
  return opened
}

/** The same for looking only: undefined when there is no schema yet. Nothing that writes works. */
export const lookIntoPostgresWarehouse = async (options: Omit<PostgresOptions, 'readOnly'>): Promise<Warehouse | undefined> =>
  (await import('./postgres.js')).openPostgres({ ...options, readOnly: true })

/**
 * Opens the state that all processes with this SQLite warehouse share: a small file of its own, made at first use. With `readOnly` nothing is
 * made and nothing that writes works. Throws `config` or `storage` at first use.
 */
export const openSqliteSharedState = async (options: { file: string; readOnly?: boolean }): Promise<SharedState> =>
  (await import('./shared-state/sqlite.js')).openSqliteShared(options)

/**
 * Opens the same in a Postgres warehouse, over connections of its own that are made at first use. Reading finds nothing where there is no schema
 * yet. Throws what `openPostgresWarehouse` throws.
 */
export const openPostgresSharedState = async (options: Pick<PostgresOptions, 'url' | 'schema' | 'isPooled'>): Promise<SharedState> =>
  (await import('./shared-state/postgres.js')).openPostgresShared(options)

/** Which schema the warehouse in a SQLite file has. Changes nothing. Throws `config` when it is newer than this program. */
export const readSqliteSchema = async (file: string): Promise<SchemaState> => (await import('./sqlite-schema.js')).readSqliteSchema(file)

/** The same of a warehouse in Postgres. */
export const readPostgresSchema = async (options: Pick<PostgresOptions, 'url' | 'schema' | 'isPooled'>): Promise<SchemaState> =>
  (await import('./postgres.js')).readPostgresSchema(options)

/** The rows of a SQLite warehouse, for carrying them elsewhere. */
export const openSqliteTables = async (file: string): Promise<SqliteTables> => (await import('./tables-copy/sqlite.js')).openSqliteTables(file)

/** A Postgres warehouse, for carrying rows into it. */
export const openPostgresTables = async (options: Pick<PostgresOptions, 'url' | 'schema' | 'isPooled'>): Promise<PostgresTables> =>
  (await import('./tables-copy/postgres.js')).openPostgresTables(options)
