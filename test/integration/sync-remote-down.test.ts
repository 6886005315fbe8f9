import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { openMemorySharedState } from '../../src/adapters/memory/shared-state.js'
import { openPropertyWare } from '../../src/adapters/propertyware/index.js'
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { openSqliteSharedState, openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { syncExitCode } from '../../src/commands/sync-exit-code.js'
import { defaultExtractSettings } from '../../src/core/extract/extract-entity.js'
import { instant } from '../../src/core/model/instant.js'
import { defaultSyncSettings } from '../../src/core/plan/settings.js'
import type { Clock } from '../../src/core/ports/clock.js'
import { isBalanced, type SyncReport } from '../../src/core/sync/report.js'
import { runSync } from '../../src/core/sync/run-sync.js'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { openGuards, readRemoteStatus } from '../../src/wiring/remotes.js'
import { type FragileProxy, openFragileProxy } from '../support/fragile-proxy.js'

const minute = 60_000

let folder: string
let sandbox: RunningSandbox
let propertyware: FragileProxy
let servicefusion: FragileProxy
let shift: number

/** Waiting is not what is tested here: pauses between tries are cut short, and the clock goes on as if they had been slept. */
const clock: Clock = {
  now: () => instant(Date.now() + shift),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted()
    shift += ms
  },
}

const openAll = async (workOrders: number): Promise<void> => {
  folder = mkdtempSync(join(tmpdir(), 'pwsf-down-'))
  shift = 0
  sandbox = await startSandbox({ seed: 'down', workOrders, portfolios: 3, requestsPerMinute: 100_000 })
  propertyware = await openFragileProxy(sandbox.propertyWareUrl)
  servicefusion = await openFragileProxy(sandbox.serviceFusionUrl)
}
afterEach(async () => {
  await propertyware.close()
  await servicefusion.close()
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface RunOptions {
  dryRun?: boolean
  ignore?: boolean
}

const log = () => undefined

const openShared = async (dryRun: boolean) => {
  const shared = await openSqliteSharedState({ file: join(folder, 'warehouse.db.shared'), readOnly: dryRun })
  return dryRun ? openMemorySharedState(shared) : shared
}

/** One run as a process of its own would do it: everything is opened for it and closed after it. */
const runOnce = async ({
  dryRun = false,
  ignore = false,
}: RunOptions = {}): Promise<{ report: SyncReport; exitCode: number; asked: { propertyware: number; servicefusion: number } }> => {
  const { credentials, timezone } = sandbox
  const shared = await openShared(dryRun)
  const common = { clock, random: Math.random, log }
  const guards = openGuards(
    {
      propertyware: openPropertyWare({
        ...common,
        url: propertyware.url,
        username: credentials.pwUsername,
        password: credentials.pwPassword,
        serviceStatusField: defaultSyncSettings.serviceStatusField,
        timeoutMs: 2_000,
        retries: 2,
      }),
      servicefusion: openServiceFusion({
        ...common,
        url: servicefusion.url,
        clientId: credentials.sfClientId,
        clientSecret: credentials.sfClientSecret,
        timezone,
        timeoutMs: 2_000,
        tries: 2,
        shared,
      }),
    },
    { shared, clock, log, ignore },
  )
  const file = join(folder, 'warehouse.db')
  const warehouse = await openSqliteWarehouse({ file, clock })
  await warehouse.migrate()
  propertyware.takeRequests()
  servicefusion.takeRequests()
  const report = await runSync(
    {
      ...guards,
      warehouse,
      openScratch: () => openMemoryWarehouse({ clock }),
      clock,
      random: Math.random,
      events: { progress: () => undefined, log },
      process: { host: 'test', pid: process.pid },
    },
    {
      settings: defaultSyncSettings,
      extract: defaultExtractSettings,
      dryRun,
      command: 'sync',
      maxCreates: null,
      maxUpdates: null,
      keep: 'all',
      quarantineMs: 600_000,
      exitCode: { ofReport: () => 0, ofError: () => 1 },
    },
  )
  const asked = { propertyware: propertyware.takeRequests(), servicefusion: servicefusion.takeRequests() }
  await guards.close()
  await guards.servicefusion.close()
  guards.propertyware.close()
  await warehouse.close()
  await shared.close()
  expect(isBalanced(report.counts)).toBe(true)
  return { report, exitCode: syncExitCode(report, { maxErrorRate: 1, tellChanges: false }), asked }
}

const status = async () => {
  const shared = await openShared(true)
  const { sfClientId: clientId } = sandbox.credentials
  const found = await readRemoteStatus(shared, { url: servicefusion.url, clientId }, clock)
  await shared.close()
  return found
}

const current = async (entity: 'work-orders' | 'jobs'): Promise<number> => {
  const warehouse = await openSqliteWarehouse({ file: join(folder, 'warehouse.db'), clock })
  const found = await warehouse.reader.currentCount(entity)
  await warehouse.close()
  return found
}

describe('ServiceFusion is down', () => {
  beforeEach(() => openAll(60))

  for (const mode of ['refuses', 'hangs'] as const)
    test(`${mode}: PropertyWare is read and stored, every work order has an outcome, exit code 8; later runs ask it no more`, async () => {
      servicefusion.turn(mode)
      const first = await runOnce()
      expect(first.exitCode).toBe(8)
      expect(first.report.complete).toBe(false)
      expect(first.report.counts.read).toBe(60)
      expect(first.report.counts.created).toBe(0)
      expect(first.report.skippedBy['source-incomplete']).toBeGreaterThan(0)
      expect(await current('work-orders')).toBe(60)
      expect((await status()).servicefusion.breaker).toMatchObject({ state: 'open' })
      expect((await status()).propertyware.breaker).toMatchObject({ state: 'closed', failures: 0 })

      const second = await runOnce()
      expect(second.exitCode).toBe(8)
      expect(second.asked.servicefusion).toBe(0)
      expect(second.asked.propertyware).toBeGreaterThan(0)
      expect(second.report.problems[0]?.message).toMatch(/ServiceFusion has not answered since .*; it is tried again at /)
    }, 60_000)

  test('it comes back: one request finds out, and the jobs that waited are created', async () => {
    servicefusion.turn('refuses')
    await runOnce()
    servicefusion.turn('up')
    expect((await runOnce()).exitCode).toBe(8)
    shift += minute
    const { report, exitCode } = await runOnce()
    expect(exitCode).toBe(0)
    expect(report.counts.created).toBeGreaterThan(0)
    expect(sandbox.counters().duplicateMarkers).toEqual([])
    const { servicefusion: found } = await status()
    expect(found.breaker).toMatchObject({ state: 'closed' })
    expect(found.budget).toMatchObject({ limit: 100_000, used: report.requests.servicefusion })
    expect(report.budget).toEqual({ limit: 100_000, used: report.requests.servicefusion })
  }, 60_000)

  test('it stays down: the pauses grow', async () => {
    servicefusion.turn('refuses')
    await runOnce()
    shift += minute
    const probe = await runOnce()
    expect(probe.asked.servicefusion).toBeGreaterThan(0)
    const { breaker } = (await status()).servicefusion
    expect(breaker).toMatchObject({ state: 'open', pauses: 2 })
    shift += minute
    expect((await runOnce()).asked.servicefusion).toBe(0)
  }, 60_000)
})

test('ServiceFusion dies in the middle of a run: the rest is left for the next one, and nothing is created twice', async () => {
  await openAll(250)
  const running = runOnce()
  while (sandbox.counters().servicefusion.mutating < 5) await new Promise((resolve) => setTimeout(resolve, 5))
  servicefusion.turn('refuses')
  const { report, exitCode } = await running
  expect(exitCode).toBe(8)
  expect(report.counts.created).toBeGreaterThan(0)
  expect(report.counts.failed).toBeGreaterThan(0)
  servicefusion.turn('up')
  for (let run = 0; run < 2; run += 1) {
    shift += 31 * minute
    await runOnce()
  }
  const last = await runOnce()
  expect(last.exitCode).toBe(0)
  expect(last.report.counts.failed).toBe(0)
  expect(sandbox.counters().duplicateMarkers).toEqual([])
}, 120_000)

describe('PropertyWare is down', () => {
  beforeEach(() => openAll(60))

  test('ServiceFusion is read and stored, nothing is created, exit code 8; later runs ask it no more', async () => {
    propertyware.turn('refuses')
    const first = await runOnce()
    expect(first.exitCode).toBe(8)
    expect(await current('jobs')).toBeGreaterThan(0)
    expect(first.report.counts.created).toBe(0)
    expect((await status()).propertyware.breaker).toMatchObject({ state: 'open' })
    const second = await runOnce()
    expect(second.asked.propertyware).toBe(0)
    expect(second.asked.servicefusion).toBeGreaterThan(0)
    expect(second.exitCode).toBe(8)
  }, 60_000)
})

describe('a breaker that is open', () => {
  beforeEach(() => openAll(60))

  test('is respected by a dry run, which notes nothing; --ignore-breaker asks all the same', async () => {
    servicefusion.turn('refuses')
    await runOnce()
    const before = (await status()).servicefusion.breaker
    servicefusion.turn('up')
    const dry = await runOnce({ dryRun: true })
    expect(dry.asked.servicefusion).toBe(0)
    expect(dry.exitCode).toBe(8)
    shift += minute
    expect((await runOnce({ dryRun: true })).exitCode).toBe(0)
    expect((await status()).servicefusion.breaker).toEqual(before)
    expect((await runOnce({ ignore: true })).exitCode).toBe(0)
    expect((await status()).servicefusion.breaker).toMatchObject({ state: 'closed' })
  }, 60_000)

  test('both are down: the run ends within a moment, without asking either', async () => {
    propertyware.turn('refuses')
    servicefusion.turn('refuses')
    await runOnce()
    const { asked, exitCode } = await runOnce()
    expect(asked).toEqual({ propertyware: 0, servicefusion: 0 })
    expect(exitCode).toBe(8)
  }, 60_000)
})
