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

const hours = (count: number): number => count * 3_600_000
const itemOf = (report: SyncReport, workOrderId: string | undefined) => report.items.find((item) => item.workOrderId === workOrderId)

/** A job whose status moved on, so that the next sync writes it back. */
const withStatusToWrite = async (here: SyncRig): Promise<{ workOrderId: string; number: string; jobId: string }> => {
  const first = await here.sync()
  const created = first.items.find(({ outcome }) => outcome === 'created')
  here.sandbox.edit('servicefusion', { action: 'edit-job', id: Number(created?.jobId), set: { status: 'Completed' } })
  here.advance(60_000)
  return { workOrderId: created?.workOrderId ?? '', number: created?.number ?? '', jobId: created?.jobId ?? '' }
}

describe('a status change whose answer is lost', () => {
  it('is wished for in the ledger, read back, and settled', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { workOrderId } = await withStatusToWrite(here)
    here.sandbox.setFaults(['pw-hangup-after-write'], 1)
    const second = await here.sync()
    expect(itemOf(second, workOrderId)).toMatchObject({ outcome: 'updated' })
    expect(await here.warehouse.reader.intent('status-change', workOrderId)).toMatchObject({ state: 'confirmed', attempt: 1 })
    here.sandbox.setFaults([])
    expect((await here.sync()).counts.updated).toBe(0)
  })

  it('of a run that was killed is settled by the next one from what PropertyWare shows', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { workOrderId } = await withStatusToWrite(here)
    await here.sync()
    const intent = await here.warehouse.reader.intent('status-change', workOrderId)
    const mapping = (await here.warehouse.reader.jobMappings([workOrderId])).get(workOrderId)
    if (intent === undefined || mapping === undefined) throw new Error('the first write left no trace')
    // What a kill right after the write leaves behind: the wish, and a mapping that does not know of it.
    await here.warehouse.transaction(async (writer) => {
      await writer.saveIntent({ ...intent, state: 'sent', settledAt: null, remoteId: null })
      await writer.saveJobMapping({ ...mapping, syncedJobStatus: 'Unscheduled', syncedStatuses: { status: 'Open', serviceStatus: 'New' } })
    })
    const written = here.sandbox.counters().propertyware.mutating
    const report = await here.sync()
    expect(report.retries).toMatchObject({ retried: 1, healed: 1 })
    expect(await here.warehouse.reader.intent('status-change', workOrderId)).toMatchObject({ state: 'confirmed' })
    expect((await here.warehouse.reader.jobMappings([workOrderId])).get(workOrderId)).toMatchObject({ syncedJobStatus: 'Completed' })
    expect(here.sandbox.counters().propertyware.mutating).toBe(written)
  })

  it('that was never written is written by the next run', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { workOrderId } = await withStatusToWrite(here)
    here.sandbox.setFaults(['pw-hangup-before-write'], 1)
    await here.sync()
    expect((await here.warehouse.reader.intent('status-change', workOrderId))?.state).toMatch(/unknown|rejected/)
    here.sandbox.setFaults([])
    const report = await here.sync()
    expect(itemOf(report, workOrderId)).toMatchObject({ outcome: 'updated' })
    expect(report.retries.healed).toBe(1)
  })
})

describe('a record that is refused again and again', () => {
  const settings = { jobNumberField: 'A field that the account does not have' }

  it('becomes a dead letter that waits, blocks nobody, and heals as soon as something else is sent', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const first = await here.sync({ settings })
    const refused = first.items.filter(({ outcome }) => outcome === 'failed')
    expect(refused.length).toBeGreaterThan(0)
    expect(first.retries).toEqual({ retried: 0, failed: refused.length, healed: 0 })
    for (const attempts of [2, 3]) {
      here.advance(hours(1))
      expect((await here.sync({ settings })).retries).toEqual({ retried: refused.length, failed: refused.length, healed: 0 })
      expect((await here.warehouse.reader.deadLetters()).every((entry) => entry.attempts === attempts)).toBe(true)
    }

    const held = await here.sync({ settings })
    expect(held.counts).toMatchObject({ failed: 0, created: 0 })
    const item = itemOf(held, refused[0]?.workOrderId)
    expect(item).toMatchObject({ outcome: 'held', reason: 'dead-letter' })
    expect(item?.why).toMatch(/failed 3 times in a row .* tried again on \d{4}-/)

    const other = itemOf(held, refused.at(-1)?.workOrderId)
    const byHand = await here.sync({ settings, only: [other?.number ?? ''] })
    expect(byHand.counts).toMatchObject({ read: 1, failed: 1 })
    expect((await here.warehouse.reader.deadLetters()).map(({ attempts }) => attempts).sort((left, right) => left - right)).toEqual([
      ...refused.slice(1).map(() => 3),
      4,
    ])

    const healed = await here.sync()
    expect(healed.counts).toMatchObject({ created: refused.length, failed: 0 })
    expect(healed.retries).toEqual({ retried: refused.length, failed: 0, healed: refused.length })
    expect(await here.warehouse.reader.deadLetters()).toEqual([])
  })

  it('is tried again when its time has come', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    for (let run = 0; run < 3; run += 1) {
      await here.sync({ settings })
      here.advance(hours(0.5))
    }
    expect((await here.sync({ settings })).counts.failed).toBe(0)
    here.advance(hours(1))
    expect((await here.sync({ settings })).counts.failed).toBeGreaterThan(0)
  })
})

describe('retry', () => {
  it('applies nothing but what failed or was left open', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { plan } = await here.sync({ dryRun: true })
    here.sandbox.setFaults(['sf-create-then-500', 'sf-late-visibility'], 0.5)
    await here.sync()
    here.sandbox.setFaults([])
    const unsettled = await here.warehouse.reader.openIntents()
    expect(unsettled.length).toBeGreaterThan(0)
    here.advance(hours(1))
    const report = await here.sync({ only: 'failing' })
    expect(report.retries.healed).toBeGreaterThanOrEqual(unsettled.length)
    expect(report.counts.read).toBeLessThan(plan.tally.read)
    expect(here.sandbox.counters().duplicateMarkers).toEqual([])
  })

  it('refuses a number that no work order has', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    await here.sync()
    await expect(here.sync({ only: ['99999999'] })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('deleted on one side', () => {
  it('calls for a person after three complete full reads, and not before', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const first = await here.sync()
    await here.sync()
    const [gone, jobless] = first.items.filter(({ outcome }) => outcome === 'created')
    here.sandbox.edit('propertyware', { entity: 'work-order', action: 'remove', id: gone?.workOrderId })
    here.sandbox.edit('servicefusion', { action: 'remove-job', id: Number(jobless?.jobId) })
    const extract = { full: true }
    for (let read = 1; read <= 2; read += 1) {
      const report = await here.sync({ extract })
      expect(report.items.filter(({ reason }) => reason === 'deleted-in-propertyware' || reason === 'job-missing')).toEqual([])
    }
    const third = await here.sync({ extract })
    expect(itemOf(third, gone?.workOrderId)).toMatchObject({ outcome: 'blocked', reason: 'deleted-in-propertyware', jobId: gone?.jobId })
    expect(itemOf(third, jobless?.workOrderId)).toMatchObject({ outcome: 'blocked', reason: 'job-missing', jobId: jobless?.jobId })
    const later = await here.sync()
    expect(itemOf(later, gone?.workOrderId)?.reason).toBe('deleted-in-propertyware')
    here.sandbox.edit('servicefusion', { action: 'edit-job', id: Number(gone?.jobId), set: { status: 'Cancelled' } })
    here.advance(60_000)
    expect(itemOf(await here.sync(), gone?.workOrderId)).toBeUndefined()
  })
})
