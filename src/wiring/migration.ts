import { hostname } from 'node:os'
import { systemClock } from '../adapters/system-clock.js'
import type { MigrationTools } from '../commands/app.js'
import type { Config } from '../config/config.js'
import { secret } from '../config/secret.js'
import { PwsfError } from '../core/errors.js'
import { carryOver } from '../core/migrate/carry-over.js'
import { newRunId } from '../core/sync/run-id.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import { openProductionStore } from './production-store.js'

/** What `pwsf migrate` works with. `atEnd` closes what was opened when the command ends. */
export const openMigration = (
  config: Config,
  open: () => Promise<Warehouse>,
  atEnd: <T>(opened: T, close: (opened: T) => unknown) => T,
  signal: AbortSignal,
): MigrationTools => {
  const { databasePath, postgres } = config
  return {
    schema: async () => {
      const { readPostgresSchema, readSqliteSchema } = await import('../adapters/warehouse/index.js')
      return postgres === undefined ? readSqliteSchema(databasePath) : readPostgresSchema({ ...postgres, url: postgres.url.reveal() })
    },
    migrate: async () => (await open()).migrate(),
    carryTo: async (url, progress) => {
      if (postgres !== undefined)
        throw new PwsfError('usage', '--to carries a SQLite warehouse to Postgres; this one is in Postgres', { next: 'Name the SQLite file with --db.' })
      const { openPostgresTables, openSqliteTables } = await import('../adapters/warehouse/index.js')
      const where = { url: secret(url), ...config.targetOfMigration }
      const source = await open()
      const target = atEnd(await openProductionStore(where, false), (opened) => opened.close())
      const from = atEnd(await openSqliteTables(databasePath), (opened) => opened.close())
      const openTo = async () => atEnd(await openPostgresTables({ ...where, url }), (opened) => opened.close())
      const ports = { source, target, from, openTo, clock: systemClock, process: { host: hostname(), pid: process.pid } }
      const tables = await carryOver(ports, { runId: newRunId(systemClock.now(), Math.random), progress, signal })
      return { location: target.location, tables }
    },
  }
}
