import { afterEach, describe, expect, it } from 'vitest'
import { isBalanced, type SyncReport } from '../../src/core/sync/report.js'
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

/** Runs until nothing is open any more, at most `rounds` times; the quarantine window passes between two runs. */
const syncUntilQuiet = async (here: SyncRig, rounds: number): Promise<SyncReport> => {
  let report = await here.sync()
  for (let round = 1; round < rounds; round += 1) {
    expect(isBalanced(report.counts)).toBe(true)
    here.advance(minutes(11))
    report = await here.sync()
    const intents = await here.warehouse.reader.openIntents()
    if (report.counts.created === 0 && report.counts.failed === 0 && intents.length === 0) return report
  }
  return report
}

/** Every work order that was to be dispatched has exactly one job. */
const expectOneJobEach = async (here: SyncRig, expected: number): Promise<void> => {
  expect(here.sandbox.counters().duplicateMarkers).toEqual([])
  const jobs = (await (await fetch(`${here.sandbox.controlUrl}/jobs`)).json()) as { po_number: string | null }[]
  expect(jobs.filter(({ po_number }) => /^PW-\d{7,}-X$/.test(po_number ?? ''))).toHaveLength(expected)
}

describe('exactly one job, whatever happens to the answer', () => {
  it.each<[string, string, number?]>([
    ['a create is answered with 500 after it worked', 'sf-create-then-500'],
    ['the connection breaks after a create worked', 'sf-create-then-drop'],
    ['a create is answered with an empty 201', 'sf-empty-201'],
    ['requests fail with 500 and do nothing', 'sf-500'],
    ['requests end in a page of HTML', 'sf-html-404'],
    ['tokens expire in the middle', 'sf-token-expiry'],
    ['the limit strikes without a hint', 'sf-429-burst-bare', 0.02],
  ])('%s', async (_, fault, rate = 0.3) => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { plan } = await here.sync({ dryRun: true })
    here.sandbox.setFaults([fault], rate)
    await here.sync().catch(() => undefined) // refused credentials end a run early; the next one must repair it
    here.sandbox.setFaults([])
    const report = await syncUntilQuiet(here, 6)
    expect(report.counts).toMatchObject({ created: 0, failed: 0 })
    await expectOneJobEach(here, plan.tally.create + plan.tally.link)
  })

  it('does not create again while a new job may only be invisible', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const { plan } = await here.sync({ dryRun: true })
    here.sandbox.setFaults(['sf-create-then-500', 'sf-late-visibility'], 1)
    const first = await here.sync()
    expect(first.counts.created + first.counts.failed).toBe(plan.tally.create)
    here.sandbox.setFaults(['sf-late-visibility'], 1)
    const second = await here.sync()
    expect(second.counts.created).toBe(0)
    here.sandbox.setFaults([])
    await syncUntilQuiet(here, 6)
    await expectOneJobEach(here, plan.tally.create + plan.tally.link)
  })

  it('creates nothing while the look-up for the marker cannot be trusted', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    here.sandbox.setFaults(['sf-ignored-filter'], 1)
    const report = await here.sync()
    expect(report.counts.created).toBe(0)
    expect(report.counts.failed).toBeGreaterThan(0)
    expect(here.sandbox.counters().servicefusion.mutating).toBe(0)
  })

  it('reports two jobs with one marker and links neither', async () => {
    const here = await open({ workOrders: 60, portfolios: 3 })
    const first = await here.sync({ dryRun: true })
    const item = first.plan.items.find(({ action }) => action === 'create')
    const marker = item?.action === 'create' ? item.marker : ''
    const customer = { customer_name: 'nobody' }
    const jobs = (await (await fetch(`${here.sandbox.controlUrl}/jobs`)).json()) as { customer_name: string }[]
    customer.customer_name = jobs[0]?.customer_name ?? ''
    for (const description of ['one', 'two']) here.sandbox.edit('servicefusion', { action: 'create-job', job: { ...customer, description, po_number: marker } })
    const report = await here.sync()
    expect(report.items.find(({ workOrderId }) => workOrderId === item?.workOrderId)).toMatchObject({ outcome: 'blocked', reason: 'duplicate-marker' })
    expect((await here.warehouse.reader.jobMappings([item?.workOrderId ?? ''])).size).toBe(0)
  })
})

describe('customers', () => {
  it('are created once for a portfolio that has none, when that is switched on', async () => {
    const here = await open({ workOrders: 240, portfolios: 4 })
    const settings = { flags: { createJobs: true, writeBack: true, createCustomers: true } }
    const held = (await here.sync({ dryRun: true })).items.filter(({ reason, before }) => reason === 'customer-unmapped' && before?.['portfolioId'] != null)
    expect(held.length).toBeGreaterThan(1)
    const report = await here.sync({ settings })
    for (const { workOrderId } of held) expect(report.items.find((item) => item.workOrderId === workOrderId)?.outcome).toBe('created')
    const created = here.sandbox.counters().servicefusion.byOperation['POST /v1/customers']
    expect(created).toBe(1)
  })
})
