import { afterEach, describe, expect, it } from 'vitest'
import { settleIntentByHand } from '../../src/core/sync/settle-by-hand.js'
import { defaultSyncSettings } from '../../src/core/plan/settings.js'
import type { Intent } from '../../src/core/ports/ledger.js'
import type { HandVerdict } from '../../src/core/apply/settle-by-hand.js'
import { openSyncRig, type SyncRig } from '../support/sync-rig.js'

let rig: SyncRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

/** A rig with creations whose outcome is unknown and whose jobs exist, visible by now. */
const inDoubt = async (): Promise<{ here: SyncRig; intents: Intent[] }> => {
  const here = await openSyncRig({ workOrders: 60, portfolios: 3 })
  rig = here
  here.sandbox.setFaults(['sf-create-then-500', 'sf-late-visibility'], 1)
  await here.sync()
  here.sandbox.setFaults([])
  here.advance(20 * 60_000)
  return { here, intents: await here.warehouse.reader.openIntents() }
}

const settle = async ({ ports }: SyncRig, reference: string, verdict: Partial<HandVerdict>) =>
  settleIntentByHand(ports, {
    reference,
    verdict: { as: 'created', reason: 'seen on the board', force: false, ...verdict },
    settings: defaultSyncSettings,
    signal: new AbortController().signal,
  })

const jobIdOf = async ({ sandbox }: SyncRig, marker: string): Promise<string> => {
  const jobs = (await (await fetch(`${sandbox.controlUrl}/jobs`)).json()) as { id: number; po_number: string | null }[]
  return String(jobs.find(({ po_number }) => po_number === marker)?.id)
}

describe('settling by hand', () => {
  it('as created verifies the marker, links the job and keeps the reason', async () => {
    const { here, intents } = await inDoubt()
    const [intent, other] = intents
    if (intent === undefined || other === undefined) throw new Error('nothing is in doubt')
    const jobId = await jobIdOf(here, intent.marker)
    await expect(settle(here, intent.reference, { remoteId: await jobIdOf(here, other.marker) })).rejects.toThrow(/does not carry the marker/)
    await expect(settle(here, intent.marker, { as: 'not-created' })).rejects.toThrow(/it was created/)
    const { intent: settled } = await settle(here, intent.context['number'] ?? '', { remoteId: jobId })
    expect(settled).toMatchObject({ state: 'confirmed', remoteId: jobId, reason: 'by hand: seen on the board' })
    expect((await here.warehouse.reader.jobMappings([intent.reference])).get(intent.reference)).toMatchObject({ jobId, how: 'created' })
    expect((await here.warehouse.reader.operations(intent.reference)).at(-1)).toMatchObject({ outcome: 'confirmed', detail: 'by hand: seen on the board' })
    await expect(settle(here, intent.reference, { remoteId: jobId })).rejects.toThrow(/settled already/)
  })

  it('refuses to guess between two jobs with one marker, and links the one that is named', async () => {
    const { here, intents } = await inDoubt()
    const [intent] = intents
    if (intent === undefined) throw new Error('nothing is in doubt')
    const jobs = (await (await fetch(`${here.sandbox.controlUrl}/jobs`)).json()) as { customer_name: string }[]
    const twin = { customer_name: jobs[0]?.customer_name, description: 'twin', po_number: intent.marker }
    here.sandbox.edit('servicefusion', { action: 'create-job', job: twin })
    const report = await here.sync({ only: 'failing' })
    expect(report.problems.find(({ ref }) => ref === intent.reference)?.message).toMatch(/2 records carry the marker/)
    expect((await here.warehouse.reader.jobMappings([intent.reference])).size).toBe(0)
    await expect(settle(here, intent.reference, {})).rejects.toThrow(/several records carry the marker/)
    const jobId = await jobIdOf(here, intent.marker)
    expect((await settle(here, intent.reference, { remoteId: jobId })).intent).toMatchObject({ state: 'confirmed', remoteId: jobId })
  })

  it('believes a person who insists, in both directions', async () => {
    const { here, intents } = await inDoubt()
    const [first, second] = intents
    expect((await settle(here, first?.reference ?? '', { as: 'not-created', force: true })).intent.state).toBe('rejected')
    await expect(settle(here, second?.reference ?? '', { force: true })).rejects.toThrow(/needs to know which record/)
    expect((await settle(here, second?.reference ?? '', { force: true, remoteId: '4711' })).intent).toMatchObject({ state: 'confirmed', remoteId: '4711' })
  })
})
