import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { createSqliteDialect } from './dialect/sqlite.js'
import { isBusy, mapSqliteError } from './dialect/sqlite-errors.js'
import { findSchema } from './migrate.js'
import { createPrivateFile } from './private-file.js'
import { loadDriver } from './sqlite-driver.js'
import { seizeFileLock, seizeMemoryLock } from './sqlite-lock.js'
import type { Tables } from './tables.js'
import { createWarehouse } from './warehouse.js'

const inMemory = ':memory:'
/** How long a statement waits for another program, with this program standing still. */
const blockingWaitMs = 50
const attempts = 100

export const openSqlite = async ({ file, clock, readOnly = false }: { file: string; clock: Clock; readOnly?: boolean }): Promise<Warehouse> => {
  const location = file === inMemory ? 'sqlite::memory:' : `sqlite:${file}`
  const open = loadDriver()
  if (file !== inMemory) prepareFile(resolve(file), readOnly)
  const connections: Database[] = []
  const connect = (isReader: boolean): Session => {
    const connection = open(file, { readonly: isReader && !readOnly, timeout: blockingWaitMs })
    connections.push(connection)
    // A connection that could not write would leave the log's files behind, so the only one is a writer that is forbidden to.
    if (readOnly) connection.pragma('query_only = on')
    configure(connection, isReader)
    return { db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) }), dialect: createSqliteDialect(connection, location) }
  }
  try {
    const writing = connect(readOnly)
    const reading = readOnly || file === inMemory ? writing : connect(true)
    if (readOnly) await findSchema(writing)
    return createWarehouse({
      location,
      clock,
      writing,
      reading,
      begin: () => beginPatiently(writing),
      commit: async () => void (await sql`commit`.execute(writing.db)),
      // A failed statement may already have ended the transaction (disk full); the first error is the one to tell.
      rollback: async () => void (await sql`rollback`.execute(writing.db).catch(() => undefined)),
      mayRepeat: async () => false,
      locks: {
        run: { seize: file === inMemory ? seizeMemoryLock() : () => seizeFileLock(open, `${resolve(file)}.lock`) },
        backfill: { seize: file === inMemory ? seizeMemoryLock() : () => seizeFileLock(open, `${resolve(file)}.backfill-lock`) },
      },
      // The writer last: only it may fold the log into the file, so that one file is the whole warehouse again.
      close: async () => connections.toReversed().forEach((connection) => connection.close()),
    })
  } catch (error) {
    for (const connection of connections) connection.close()
    throw mapSqliteError(error, location)
  }
}

const prepareFile = (path: string, readOnly: boolean): void => {
  const folder = dirname(path)
  if (!existsSync(folder)) {
    throw new PwsfError('config', `the folder of the warehouse does not exist: ${folder}`, { next: 'Create the folder, or correct PWSF_DATABASE_URL.' })
  }
  if (existsSync(path)) {
    if (!statSync(path).isFile()) throw new PwsfError('config', `the warehouse is not a file: ${path}`, { next: 'Correct PWSF_DATABASE_URL.' })
    return
  }
  if (readOnly) throw new PwsfError('config', `there is no warehouse yet: ${path}`, { next: 'Run pwsf sync once, or correct PWSF_DATABASE_URL.' })
  createPrivateFile(path)
}

/** `synchronous = full`: an intent that was committed must survive a power cut, because the request is sent right after. */
const configure = (connection: Database, isReader: boolean): void => {
  if (!isReader) connection.pragma('journal_mode = wal')
  connection.pragma('synchronous = full')
  connection.pragma('foreign_keys = on')
  connection.pragma('temp_store = memory')
  connection.pragma('cache_size = -16000')
}

/** SQLite waits by standing still; so it waits in short bits, between which the rest of the program goes on. */
const beginPatiently = async ({ db }: Session): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sql`begin immediate`.execute(db)
      return
    } catch (error) {
      if (!isBusy(error) || attempt === attempts) throw error
      await sleep(attempt % 10)
    }
  }
}
