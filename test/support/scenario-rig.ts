import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { openPropertyWare } from '../../src/adapters/propertyware/index.js'
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { defaultExtractSettings } from '../../src/core/extract/extract-entity.js'
import { instant } from '../../src/core/model/instant.js'
import type { Clock } from '../../src/core/ports/clock.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import type { SyncReport } from '../../src/core/sync/report.js'
import { runSync } from '../../src/core/sync/run-sync.js'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import { chanceOf } from './scenario-chance.js'
import { type PropertyWareServer, propertyWareLogin, startPropertyWare } from './scenario-propertyware.js'
import { serviceFusionClient, type ServiceFusionServer, startServiceFusion } from './scenario-servicefusion.js'
import { restStyle, soapStyle } from './scenario-style.js'

/** pwsf's own waits pass at once; a scenario needs none that matter. */
const impatientClock: Clock = {
  now: () => instant(Date.now()),
  sleep: () => new Promise((done) => setImmediate(done)),
}

export interface ScenarioRig {
  propertyware: PropertyWareServer
  servicefusion: ServiceFusionServer
  warehouse: Warehouse
  sync(dryRun: boolean): Promise<SyncReport>
  close(): Promise<void>
}

/** A whole pwsf, from its adapters' sockets to a SQLite file, against two servers that share nothing with the sandbox. */
export const openScenarioRig = async (seed: string, settings: SyncSettings): Promise<ScenarioRig> => {
  const folder = await mkdtemp(join(tmpdir(), 'pwsf-scenario-'))
  const servers = { propertyware: await startPropertyWare(soapStyle(seed)), servicefusion: await startServiceFusion(restStyle(seed)) }
  const clock = impatientClock
  const shared = { clock, random: chanceOf(`pwsf ${seed}`).next }
  const propertyware = openPropertyWare({
    ...shared,
    ...propertyWareLogin,
    url: servers.propertyware.url,
    serviceStatusField: settings.serviceStatusField,
    timeoutMs: 20_000,
  })
  const { id: clientId, secret: clientSecret, timezone } = serviceFusionClient
  const servicefusion = openServiceFusion({
    ...shared,
    clientId,
    clientSecret,
    timezone,
    url: servers.servicefusion.url,
    timeoutMs: 20_000,
    requestsPerMinute: 1_000,
  })
  const warehouse = await openSqliteWarehouse({ file: join(folder, 'warehouse.db'), clock })
  await warehouse.migrate()
  const ports = {
    ...shared,
    propertyware,
    servicefusion,
    warehouse,
    openScratch: () => openMemoryWarehouse({ clock }),
    events: { progress: () => undefined, log: () => undefined },
    process: { host: 'test', pid: process.pid },
  }
  return {
    ...servers,
    warehouse,
    sync: (dryRun) =>
      runSync(ports, {
        settings,
        extract: defaultExtractSettings,
        dryRun,
        command: dryRun ? 'dry-run' : 'sync',
        maxCreates: null,
        maxUpdates: null,
        keep: 'all',
        quarantineMs: 600_000,
        exitCode: { ofReport: () => 0, ofError: () => 1 },
      }),
    close: async () => {
      propertyware.close()
      await servicefusion.close()
      await warehouse.close()
      await rm(folder, { recursive: true, force: true })
      await Promise.all([servers.propertyware.stop(), servers.servicefusion.stop()])
    },
  }
}
