import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { openPropertyWare } from '../../src/adapters/propertyware/index.js'
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { defaultExtractSettings, type ExtractSettings } from '../../src/core/extract/extract-entity.js'
import { instant } from '../../src/core/model/instant.js'
import { defaultSyncSettings, type SyncSettings } from '../../src/core/plan/settings.js'
import type { Clock } from '../../src/core/ports/clock.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import type { SyncPorts } from '../../src/core/sync/ports.js'
import type { SyncReport } from '../../src/core/sync/report.js'
import { runSync } from '../../src/core/sync/run-sync.js'
import type { SyncOptions } from '../../src/core/sync/settings.js'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js'

/** How much faster time passes for pwsf than for the sandbox; the overlap of incremental reads is far wider than what that adds up to. */
const hurry = 20

/** Time that begins at the machine's, runs fast, and is moved forward together with the sandbox's. */
const hurriedClock = (shiftMs: () => number): Clock => {
  const start = Date.now()
  return {
    now: () => instant(start + (Date.now() - start) * hurry + shiftMs()),
    sleep: (ms, signal) =>
      new Promise((done, failed) => {
        const timer = setTimeout(done, ms / hurry)
        signal?.addEventListener('abort', () => {
          clearTimeout(timer)
          failed(signal.reason)
        })
      }),
  }
}

export interface SyncRig {
  ports: SyncPorts
  sandbox: RunningSandbox
  warehouse: Warehouse
  /** The time that pwsf sees. */
  clock: Clock
  /** The warehouse's file. */
  file: string
  sync: (
    options?: Partial<Omit<SyncOptions, 'settings' | 'extract'>> & { settings?: Partial<SyncSettings>; extract?: Partial<ExtractSettings> },
  ) => Promise<SyncReport>
  /** Moves both clocks. */
  advance: (ms: number) => void
  close: () => Promise<void>
}

/** A whole pwsf, from the adapters' sockets to a SQLite file, against a sandbox of its own. */
export const openSyncRig = async (sandboxOptions: SandboxOptions = {}): Promise<SyncRig> => {
  const folder = await mkdtemp(join(tmpdir(), 'pwsf-rig-'))
  const file = join(folder, 'warehouse.db')
  const sandbox = await startSandbox({ workOrders: 120, portfolios: 4, requestsPerMinute: 100_000, ...sandboxOptions })
  let shift = 0
  const clock = hurriedClock(() => shift)
  const shared = { clock, random: Math.random }
  const { credentials, timezone } = sandbox
  const propertyware = openPropertyWare({
    ...shared,
    url: sandbox.propertyWareUrl,
    username: credentials.pwUsername,
    password: credentials.pwPassword,
    serviceStatusField: 'Service Status',
    timeoutMs: 5_000,
  })
  const servicefusion = openServiceFusion({
    ...shared,
    url: sandbox.serviceFusionUrl,
    clientId: credentials.sfClientId,
    clientSecret: credentials.sfClientSecret,
    timezone,
    timeoutMs: 2_000,
  })
  const warehouse = await openSqliteWarehouse({ file, clock })
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
    ports,
    sandbox,
    warehouse,
    clock,
    file,
    sync: ({ settings, extract, ...options } = {}) =>
      runSync(ports, {
        settings: { ...defaultSyncSettings, ...settings },
        extract: { ...defaultExtractSettings, ...extract },
        dryRun: false,
        command: 'sync',
        maxCreates: null,
        maxUpdates: null,
        keep: 'all',
        quarantineMs: 600_000,
        exitCode: { ofReport: () => 0, ofError: () => 1 },
        ...options,
      }),
    advance: (ms) => {
      shift += ms
      sandbox.advance(ms)
    },
    close: async () => {
      propertyware.close()
      await servicefusion.close()
      await warehouse.close()
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
