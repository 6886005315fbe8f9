import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { isBalanced } from '../../src/core/sync/report.js'
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

interface JobRow {
  id: number
  po_number: string | null
  street_2: string | null
}

const jobsAt = async ({ sandbox }: SyncRig): Promise<JobRow[]> => (await (await fetch(`${sandbox.controlUrl}/jobs`)).json()) as JobRow[]

interface Truth {
  wrongUnits: { id: string; buildingId: string; trueUnitId: string }[]
}
const truthOf = async ({ sandbox }: SyncRig): Promise<Truth> => (await (await fetch(`${sandbox.controlUrl}/truth`)).json()) as Truth

describe('a sync', () => {
  it('creates a job for every work order to be dispatched, and has nothing to do the second time', async () => {
    const { sync, sandbox } = await open()
    const first = await sync()
    expect(first.problems).toEqual([])
    expect(first.counts.read).toBe(120)
    expect(isBalanced(first.counts)).toBe(true)
    expect(first.counts.created).toBeGreaterThan(5)
    expect(first.counts.failed).toBe(0)
    const { mutating } = sandbox.counters().servicefusion
    expect(mutating).toBe(first.counts.created)

    const written = sandbox.counters().propertyware.mutating
    const second = await sync()
    expect(second.counts).toMatchObject({ read: 120, created: 0, linked: 0, updated: 0, failed: 0 })
    expect(isBalanced(second.counts)).toBe(true)
    expect(sandbox.counters().servicefusion.mutating).toBe(mutating)
    expect(sandbox.counters().propertyware.mutating).toBe(written)
    const third = await sync()
    expect(third.history).toEqual({ opened: 0, closed: 0 })
  })

  it('never sends a technician to the building where the unit id is the building of many units', async () => {
    const here = await open({ workOrders: 600, portfolios: 8 })
    const report = await here.sync()
    const { wrongUnits } = await truthOf(here)
    expect(wrongUnits).toHaveLength(24)
    const byId = new Map(report.items.map((item) => [item.workOrderId, item]))
    const dispatched = wrongUnits.filter(({ id }) => byId.get(id)?.outcome === 'created')
    expect(dispatched.length).toBeGreaterThan(0)
    const unitOf = (id: string): string | null | undefined => byId.get(id)?.after?.['unitId']
    for (const { id, trueUnitId } of dispatched) expect(unitOf(id)).toBe(trueUnitId)
    for (const { id, buildingId } of wrongUnits) {
      expect(['created', 'held', 'skipped', 'linked']).toContain(byId.get(id)?.outcome)
      expect(unitOf(id)).not.toBe(buildingId)
    }
    const streets = new Map((await jobsAt(here)).map((job) => [String(job.id), job.street_2]))
    for (const { id } of dispatched) expect(streets.get(byId.get(id)?.jobId ?? '')).toMatch(/\S/)
  })

  it('writes a job status back to PropertyWare once, and then rests', async () => {
    const { sync, sandbox, advance } = await open()
    const first = await sync()
    const created = first.items.find(({ outcome }) => outcome === 'created')
    sandbox.edit('servicefusion', { action: 'edit-job', id: Number(created?.jobId), set: { status: 'Completed' } })
    advance(60_000)
    const second = await sync()
    expect(second.items.find(({ workOrderId }) => workOrderId === created?.workOrderId)).toMatchObject({
      action: 'update',
      outcome: 'updated',
      after: { status: 'Closed' },
    })
    const third = await sync()
    expect(third.counts.updated).toBe(0)
    expect(third.items.find(({ workOrderId }) => workOrderId === created?.workOrderId)).toMatchObject({ outcome: 'unchanged' })
  })
})

describe('a dry run', () => {
  it('reads both systems and writes nothing anywhere', async () => {
    const { sync, sandbox, file } = await open()
    await sync()
    const fingerprint = (): string => createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = { file: fingerprint(), mutating: [sandbox.counters().propertyware.mutating, sandbox.counters().servicefusion.mutating] }
    const report = await sync({ dryRun: true })
    expect(report.requests.propertyware).toBeGreaterThan(0)
    expect(fingerprint()).toBe(before.file)
    expect([sandbox.counters().propertyware.mutating, sandbox.counters().servicefusion.mutating]).toEqual(before.mutating)
  })

  it('plans what the sync then does, from an empty warehouse', async () => {
    const { sync } = await open()
    const planned = await sync({ dryRun: true })
    const done = await sync()
    expect(planned.counts).toEqual(done.counts)
    expect(planned.plan.planId).toBe(done.plan.planId)
  })

  it('sees what changed since the last sync', async () => {
    const { sync, sandbox, advance } = await open()
    const first = await sync()
    const held = first.items.find(({ outcome }) => outcome === 'skipped')
    sandbox.edit('propertyware', { entity: 'work-order', action: 'edit', id: held?.workOrderId, set: { status: 'Open' } })
    advance(60_000)
    const planned = await sync({ dryRun: true })
    expect(planned.items.find(({ workOrderId }) => workOrderId === held?.workOrderId)?.action).not.toBe('skip')
  })
})

describe('a saved plan', () => {
  it('is applied exactly, and is a no-op the second time', async () => {
    const { sync, sandbox } = await open()
    const { plan } = await sync({ dryRun: true })
    const first = await sync({ savedPlan: plan })
    expect(first.counts.created).toBe(plan.tally.create)
    const second = await sync({ savedPlan: plan })
    expect(second.counts).toMatchObject({ created: 0, linked: 0, updated: 0 })
    expect(second.problems).toEqual([])
    expect(sandbox.counters().servicefusion.mutating).toBe(plan.tally.create)
  })

  it('leaves out what went stale and says so', async () => {
    const { sync, sandbox, advance } = await open()
    const { plan } = await sync({ dryRun: true })
    const item = plan.items.find(({ action }) => action === 'create')
    sandbox.edit('propertyware', { entity: 'work-order', action: 'edit', id: item?.workOrderId, set: { description: 'the other sink' } })
    advance(60_000)
    const report = await sync({ savedPlan: plan })
    expect(report.counts.created).toBe(plan.tally.create - 1)
    expect(report.problems).toEqual([expect.objectContaining({ code: 'stale-plan', ref: item?.workOrderId })])
    expect(isBalanced(report.counts)).toBe(true)
  })
})

describe('guards', () => {
  it('stop a whole class of writes above its limit', async () => {
    const { sync, sandbox } = await open()
    const report = await sync({ maxCreates: { count: 3 } })
    expect(report.guardTripped).toBe(true)
    expect(report.counts.created).toBe(0)
    expect(isBalanced(report.counts)).toBe(true)
    expect(sandbox.counters().servicefusion.mutating).toBe(0)
  })

  it('do not believe a source that suddenly came empty', async () => {
    const { sync, sandbox } = await open()
    await sync({ settings: { flags: { createJobs: false, writeBack: true, createCustomers: false } } })
    sandbox.setFaults(['pw-empty-list'], 1)
    const report = await sync({ extract: { full: true } })
    expect(report.guardTripped).toBe(true)
    expect(report.counts).toMatchObject({ created: 0, updated: 0 })
    expect(sandbox.counters().servicefusion.mutating).toBe(0)
    expect(report.problems.map(({ code }) => code)).toContain('short-source')
  })
})
