import { afterEach, describe, expect, it } from 'vitest'
import type { SyncReport } from '../../src/core/sync/report.js'
import { openSyncRig, type SyncRig } from '../support/sync-rig.js'

let rig: SyncRig | undefined
const open = async (...options: Parameters<typeof openSyncRig>): Promise<SyncRig> => {
  rig = await openSyncRig(...options)
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const minutes = (count: number): number => count * 60_000

/** Created work orders of a first sync, and how to change both of their sides as people do. */
const afterFirstSync = async (here: SyncRig) => {
  const created = (await here.sync()).items.filter(({ outcome }) => outcome === 'created')
  return {
    created,
    inServiceFusion: (index: number, set: Record<string, unknown>): void => {
      here.sandbox.edit('servicefusion', { action: 'edit-job', id: Number(created[index]?.jobId), set })
    },
    inPropertyWare: (index: number, set: Record<string, unknown>): void => {
      here.sandbox.edit('propertyware', { entity: 'work-order', action: 'edit', id: created[index]?.workOrderId, set })
    },
  }
}

const itemOf = (report: SyncReport, workOrderId: string | undefined) => report.items.find((item) => item.workOrderId === workOrderId)

describe('two-way calm', () => {
  it('after edits on both sides, ten idle runs write nothing', async () => {
    const here = await open()
    const { created, inServiceFusion, inPropertyWare } = await afterFirstSync(here)
    expect(created.length).toBeGreaterThan(6)
    inServiceFusion(0, { status: 'Completed' })
    inServiceFusion(1, { status: 'Scheduled' })
    inServiceFusion(2, { status: 'Job Closed' })
    inPropertyWare(3, { priority: 'Low', closingComments: 'Looked at it.  ' })
    inPropertyWare(4, { customFields: { 'Service Status': 'Waiting for parts' } })
    inServiceFusion(5, { status: 'Started' })
    inPropertyWare(5, { customFields: { 'Service Status': 'Waiting for parts' } })
    here.advance(minutes(5))
    const settled = await here.sync()
    for (const index of [0, 1, 2]) expect([index, itemOf(settled, created[index]?.workOrderId)]).toMatchObject([index, { outcome: 'updated' }])
    await here.sync()

    const written = [here.sandbox.counters().propertyware.mutating, here.sandbox.counters().servicefusion.mutating]
    for (let run = 1; run <= 10; run += 1) {
      here.advance(minutes(15))
      const idle = await here.sync()
      expect(idle.counts).toMatchObject({ created: 0, linked: 0, updated: 0, failed: 0 })
      expect(idle.history).toEqual({ opened: 0, closed: 0 })
    }
    expect([here.sandbox.counters().propertyware.mutating, here.sandbox.counters().servicefusion.mutating]).toEqual(written)
  })

  it('knows its own write when it reads it back, and does not take it for a change by a person', async () => {
    const here = await open()
    const { created, inServiceFusion } = await afterFirstSync(here)
    for (const status of ['Scheduled', 'Started', 'Completed']) {
      inServiceFusion(0, { status })
      here.advance(minutes(5))
      expect(itemOf(await here.sync(), created[0]?.workOrderId)).toMatchObject({ outcome: 'updated' })
    }
  })
})

describe('a status that was changed on both sides', () => {
  const conflict = async (here: SyncRig): Promise<string> => {
    const { created, inServiceFusion, inPropertyWare } = await afterFirstSync(here)
    inServiceFusion(0, { status: 'Started' })
    inPropertyWare(0, { customFields: { 'Service Status': 'Waiting for parts' } })
    here.advance(minutes(5))
    return created[0]?.workOrderId ?? ''
  }

  it('is held, and both values are named', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const id = await conflict(here)
    const item = itemOf(await here.sync(), id)
    expect(item).toMatchObject({ outcome: 'held', reason: 'status-conflict' })
    expect(item?.why).toMatch(/Waiting for parts.*Started/)
    expect(here.sandbox.counters().propertyware.mutating).toBe(0)
  })

  it.each([
    ['propertyware', 'unchanged', 0, `by conflictPolicy PropertyWare's side stands; ServiceFusion's "Started" gave way`],
    ['servicefusion', 'updated', 1, /by conflictPolicy ServiceFusion's side stands; PropertyWare's .*"Waiting for parts" gave way/],
  ] as const)('goes to %s where the policy says so, and the loser is kept in the log', async (conflictPolicy, outcome, writes, detail) => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const id = await conflict(here)
    const report = await here.sync({ settings: { conflictPolicy } })
    expect(itemOf(report, id)).toMatchObject({ outcome })
    expect(itemOf(report, id)?.why).toMatch(/Waiting for parts/)
    expect(here.sandbox.counters().propertyware.mutating).toBe(writes)
    const [logged, ...others] = (await here.warehouse.reader.operations(id)).filter(({ operation }) => operation === 'resolve-conflict')
    expect(logged?.detail).toMatch(detail)
    expect(others).toEqual([])
    here.advance(minutes(5))
    expect((await here.sync({ settings: { conflictPolicy } })).counts.updated).toBe(0)
    expect(here.sandbox.counters().propertyware.mutating).toBe(writes)
  })
})
