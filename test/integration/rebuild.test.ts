import { afterEach, describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { revive } from '../../src/adapters/propertyware/revive.js'
import { openRevival } from '../../src/adapters/servicefusion/revive.js'
import { checkRebuild, type RebuildCheck } from '../../src/core/rebuild/check-rebuild.js'
import type { SandboxOptions } from '../../src/sandbox/sandbox.js'
import { openBackfillRig } from '../support/backfill-rig.js'
import { openSyncRig, type SyncRig } from '../support/sync-rig.js'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

const open = async (options: SandboxOptions = {}): Promise<SyncRig> => {
  const rig = await openSyncRig(options)
  opened.push(rig.close)
  return rig
}

const check = ({ warehouse, clock, sandbox }: SyncRig): Promise<RebuildCheck> =>
  checkRebuild({
    known: warehouse.reader,
    openScratch: () => openMemoryWarehouse({ clock }),
    reviveRecord: revive,
    reviveJob: openRevival(sandbox.timezone),
    events: { progress: () => undefined, log: () => undefined },
  })

const rowsIn = (file: string, table: string): number => {
  const database = new Database(file, { readonly: true })
  try {
    return Number(database.prepare(`select count(*) from ${table}`).pluck().get())
  } finally {
    database.close()
  }
}

const change = ({ file }: SyncRig, statement: string): void => {
  const database = new Database(file)
  try {
    expect(database.prepare(statement).run().changes).toBeGreaterThan(0)
  } finally {
    database.close()
  }
}

/** Three syncs between which people work, the last one beside a backfill. */
const someWork = async (rig: SyncRig): Promise<void> => {
  const { sync, sandbox, advance } = rig
  const first = await sync({ rawPayloadDays: 30 })
  const [one, two] = first.items.filter(({ outcome }) => outcome === 'created')
  sandbox.edit('servicefusion', { action: 'edit-job', id: Number(one?.jobId), set: { status: 'Completed', description: 'call (555) 010-7788 first' } })
  sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id: two?.workOrderId, set: { description: 'new words', vendorIds: [] } })
  advance(60_000)
  const second = await sync({ rawPayloadDays: 30 })
  expect(second.counts.updated).toBeGreaterThan(0)
  sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id: two?.workOrderId, set: { description: 'other words' } })
  advance(60_000)
  const loading = await openBackfillRig(rig)
  await loading.backfill({ undertaking: { ...loading.undertaking, chunkDays: 366 } })
  await loading.close()
  await sync({ rawPayloadDays: 30 })
}

describe('a rebuild from the records as they came', () => {
  it.each([{}, { faults: ['pw-inline'] }, { faults: ['pw-absent'] }])(
    'finds the same history: %j',
    async (options) => {
      const rig = await open({ workOrders: 60, ...options })
      await someWork(rig)
      const found = await check(rig)
      expect(found.differences).toEqual([])
      expect(found.same).toBe(true)
      for (const { payloads, keys } of found.entities) expect([payloads > 0, keys > 0]).toEqual([true, true])
    },
    90_000,
  )

  it('names what was changed behind its back', async () => {
    const rig = await open({ workOrders: 60 })
    await someWork(rig)
    const [order] = await rig.warehouse.reader.workOrdersAfter(null, 1)
    const id = order?.id ?? ''
    change(rig, `update fact_work_orders set record = json_set(record, '$.status', 'Forged') where work_order_id = '${id}' and is_current = 1`)
    change(rig, `delete from raw_payloads where entity = 'units' and key = (select min(key) from raw_payloads where entity = 'units')`)
    const found = await check(rig)
    expect(found.differences.map(({ entity, why }) => [entity, why])).toEqual([
      ['units', 'not-proven'],
      ['work-orders', 'differs'],
    ])
    expect(found.differences[1]).toMatchObject({ key: id, rebuilt: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(found.same).toBe(false)
  }, 90_000)

  it('proves what it can within the retention, and no more', async () => {
    const rig = await open()
    const { sync, sandbox, advance, warehouse } = rig
    await sync({ rawPayloadDays: 30 })
    advance(20 * 86_400_000)
    const [order] = await warehouse.reader.workOrdersAfter(null, 1)
    sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id: order?.id, set: { description: 'new words' } })
    await sync({ rawPayloadDays: 30 })
    advance(20 * 86_400_000)
    await sync({ rawPayloadDays: 30 })
    const found = await check(rig)
    const orders = found.entities.find(({ entity }) => entity === 'work-orders')
    expect(orders?.payloads).toBeLessThan(120)
    expect(orders?.payloads).toBeGreaterThan(0)
    expect(found.differences).toEqual([])
  })
})

describe('records as they came', () => {
  it('are kept by a sync as often as they change, without sensitive members, and not by a dry run', async () => {
    const rig = await open()
    const { sync, file } = rig
    await sync({ dryRun: true, rawPayloadDays: 30 })
    expect(rowsIn(file, 'raw_payloads')).toBe(0)
    await sync({ rawPayloadDays: 30 })
    const kept = rowsIn(file, 'raw_payloads')
    expect(kept).toBeGreaterThan(120)
    const raws = await rig.warehouse.reader.rawPayloads('tenants', null, 1000)
    expect(raws.length).toBeGreaterThan(0)
    expect(raws.map(({ raw }) => raw).join('')).not.toMatch(/ssn|birthDate|driversLicense|taxID|routing/i)
    await sync({ rawPayloadDays: 30, extract: { full: true } })
    const again = rowsIn(file, 'raw_payloads')
    // Work orders whose status or job was written come back changed; nothing else does.
    expect(again - kept).toBeLessThan(60)
  })

  it('are not kept when nobody wants them, and go when they are wanted no more', async () => {
    const { sync, file } = await open()
    await sync({ rawPayloadDays: 30 })
    await sync({ rawPayloadDays: 0 })
    expect([rowsIn(file, 'raw_payloads'), rowsIn(file, 'raw_pages')]).toEqual([0, 0])
  })
})
