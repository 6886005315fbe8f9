import { afterEach, describe, expect, it } from 'vitest'
import { differencesFromTruth } from '../support/everything.js'
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
const nothingCreated = { flags: { createJobs: false, writeBack: true, createCustomers: false } }

/** Several pages of every listing. */
const manyPages = { workOrders: 240, portfolios: 4, propertyware: { pageSize: 40 } }

describe('reading what comes in pieces', () => {
  it.each<[string, string[], number]>([
    ['pages in the middle come empty', ['pw-empty-middle-page'], 0.2],
    ['rows shift while pages are read', ['pw-rows-shift'], 0.5],
    ['rows change while pages are read', ['pw-row-changes'], 0.5],
    ['ten rows a page', ['sf-per-page-10'], 1],
    ['people work while pages come empty', ['pw-empty-middle-page', 'pw-rows-shift', 'pw-row-changes', 'sf-per-page-10'], 0.2],
  ])('%s: one run after it the warehouse is equal to the truth', async (_name, faults, rate) => {
    const here = await open(manyPages)
    here.sandbox.setFaults(faults, rate)
    await here.sync({ settings: nothingCreated })
    here.sandbox.setFaults([])
    await here.sync({ settings: nothingCreated })
    expect(await differencesFromTruth(here)).toEqual([])
  })

  it('a page that came short in the middle marks the run as incomplete, the watermark stays, and the next run repairs it', async () => {
    const here = await open(manyPages)
    here.sandbox.setFaults(['pw-empty-middle-page'], 0.5)
    const first = await here.sync({ settings: nothingCreated })
    expect(first.complete).toBe(false)
    const incomplete = first.problems.filter(({ code }) => code === 'read-incomplete').map(({ ref }) => ref)
    expect(incomplete.length).toBeGreaterThan(0)
    for (const entity of incomplete) expect(await here.warehouse.reader.checkpoint(`watermark:${entity}`)).toBeUndefined()
    here.sandbox.setFaults([])
    expect((await here.sync({ settings: nothingCreated })).complete).toBe(true)
    const differences = await differencesFromTruth(here)
    expect(differences.filter((difference) => incomplete.some((entity) => difference.includes(` ${entity} `) || difference.startsWith(`${entity} `)))).toEqual(
      [],
    )
  })

  it('lists that come short and cannot be told from whole ones are repaired by reconciling', async () => {
    const here = await open(manyPages)
    here.sandbox.setFaults(['pw-short-list'], 0.3)
    await here.sync({ settings: nothingCreated })
    here.sandbox.setFaults([])
    await here.sync({ settings: nothingCreated, extract: { reconcile: true } })
    expect(await differencesFromTruth(here)).toEqual([])
  })

  it('a list that came without rows is not taken for the whole truth', async () => {
    const here = await open(manyPages)
    here.sandbox.setFaults(['pw-empty-list'], 1)
    await here.sync({ settings: nothingCreated })
    here.sandbox.setFaults([])
    await here.sync({ settings: nothingCreated })
    expect(await differencesFromTruth(here)).toEqual([])
  })
})

describe('reconciling', () => {
  it('finds every row that the list of changes left out without a word', async () => {
    const here = await open({ workOrders: 400, portfolios: 4 })
    const first = await here.sync({ settings: nothingCreated })
    here.advance(hours(30))
    const edited = first.plan.items.map(({ workOrderId }) => workOrderId)
    expect(edited).toHaveLength(400)
    for (const id of edited) here.sandbox.edit('propertyware', { entity: 'work-order', action: 'edit', id, set: { specificLocation: 'Behind the pantry' } })
    here.sandbox.setFaults(['pw-drops-rows'], 0.01)
    await here.sync({ settings: nothingCreated })
    const missed = (await differencesFromTruth(here)).length
    expect(missed).toBeGreaterThan(0)
    here.advance(hours(30))
    await here.sync({ settings: nothingCreated })
    expect(await differencesFromTruth(here)).toHaveLength(missed)
    const report = await here.sync({ settings: nothingCreated, extract: { reconcile: true } })
    expect(report.reconciled).toMatchObject({ 'work-orders': missed, buildings: 0, units: 0, jobs: 0 })
    expect(await differencesFromTruth(here)).toEqual([])
  })
})
