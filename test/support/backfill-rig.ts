import Database from 'better-sqlite3'
import { openPropertyWare } from '../../src/adapters/propertyware/index.js'
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { dayOf, startOfDay } from '../../src/config/day.js'
import { addDays } from '../../src/core/backfill/days.js'
import type { BackfillPorts } from '../../src/core/backfill/ports.js'
import type { BackfillReport } from '../../src/core/backfill/report.js'
import { type BackfillOptions, runBackfill } from '../../src/core/backfill/run-backfill.js'
import { backfillEntities, type Undertaking } from '../../src/core/backfill/undertaking.js'
import { entityDescriptions } from '../../src/core/history/entities.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import type { SyncRig } from './sync-rig.js'

export interface BackfillRig {
  ports: BackfillPorts
  warehouse: Warehouse
  /** The last two years in chunks of 60 days, unless said otherwise. */
  undertaking: Undertaking
  backfill: (options?: Partial<BackfillOptions>) => Promise<BackfillReport>
  close: () => Promise<void>
}

/** A backfill beside a sync: connections and adapters of its own, on the same warehouse file and the same sandbox. */
export const openBackfillRig = async ({ sandbox, clock, file }: Pick<SyncRig, 'sandbox' | 'clock' | 'file'>): Promise<BackfillRig> => {
  const shared = { clock, random: Math.random }
  const { credentials, timezone } = sandbox
  const propertyware = openPropertyWare({
    ...shared,
    url: sandbox.propertyWareUrl,
    username: credentials.pwUsername,
    password: credentials.pwPassword,
    serviceStatusField: 'Service Status',
    timeoutMs: 5_000,
    concurrency: 1,
  })
  const servicefusion = openServiceFusion({
    ...shared,
    url: sandbox.serviceFusionUrl,
    clientId: credentials.sfClientId,
    clientSecret: credentials.sfClientSecret,
    timezone,
    timeoutMs: 2_000,
    limitShare: 0.3,
  })
  const warehouse = await openSqliteWarehouse({ file, clock })
  const ports: BackfillPorts = {
    ...shared,
    propertyware: { reader: propertyware.reader, requests: () => propertyware.requests() },
    servicefusion: { reader: servicefusion.reader, requests: () => servicefusion.requests(), perMinute: () => servicefusion.budget.allowed },
    warehouse,
    events: { progress: () => undefined, log: () => undefined },
    process: { host: 'test', pid: process.pid },
  }
  const today = dayOf(clock.now(), timezone)
  const undertaking: Undertaking = { from: addDays(today, -730), to: today, entities: [...backfillEntities], chunkDays: 60, by: 'created' }
  return {
    ports,
    warehouse,
    undertaking,
    backfill: (options = {}) =>
      runBackfill(ports, {
        undertaking,
        resume: false,
        keepsRaws: true,
        limits: {},
        startOf: (day) => startOfDay(day, timezone),
        exitCode: { ofReport: () => 0, ofError: () => 1 },
        ...options,
      }),
    close: async () => {
      propertyware.close()
      await servicefusion.close()
      await warehouse.close()
    },
  }
}

/** Every row that is believed, in all tables with history: what it says, not when it was learned. */
export const believedRows = (file: string): string[] => {
  const database = new Database(file, { readonly: true })
  try {
    return Object.entries(entityDescriptions).flatMap(([entity, { table, key }]) =>
      database
        .prepare<[], Record<string, unknown>>(
          `select '${entity}' as entity, ${key} as key, version, is_current, is_deleted, row_hash, origin from ${table} where recorded_to is null and surrogate_key > 0 order by ${key}, version`,
        )
        .all()
        .map((row) => JSON.stringify(row)),
    )
  } finally {
    database.close()
  }
}
