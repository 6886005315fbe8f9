import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { elapsed, instant } from '../../src/core/model/instant.js'
import type { Job, JobDraft } from '../../src/core/model/servicefusion.js'
import type { Clock } from '../../src/core/ports/clock.js'
import { openServiceFusion, type ServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'

const summer = new Date('2030-07-15T16:00:00.000Z')

/** The sandbox's own clock: who sleeps on it moves it. */
const clockOf = (running: RunningSandbox): Clock => {
  let shift = summer.getTime() - Date.now()
  return {
    now: () => instant(Date.now() + shift),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      running.advance(Math.ceil(ms))
      shift += Math.ceil(ms)
    },
  }
}

const openOn = (running: RunningSandbox) => {
  const { sfClientId: clientId, sfClientSecret: clientSecret } = running.credentials
  const clock = clockOf(running)
  const options = { url: running.serviceFusionUrl, clientId, clientSecret, timezone: running.timezone, timeoutMs: 1_000, tries: 8 }
  return { client: openServiceFusion({ ...options, clock, random: () => 0.5 }), clock }
}

/** The adapter beside the simulator that ships with pwsf: both were written from the reference, neither from the other. */
let sandbox: RunningSandbox
let api: ServiceFusion

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'adapter', workOrders: 300, portfolios: 3, requestsPerMinute: 6_000, now: summer })
  api = openOn(sandbox).client
})
afterAll(async () => {
  await api.close()
  await sandbox.stop()
})
beforeEach(() => sandbox.setFaults([]))

const walkJobs = async (): Promise<Job[]> => {
  const jobs: Job[] = []
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const read = await api.reader.jobs({ page })
    expect(read.rejects).toEqual([])
    jobs.push(...read.records)
    pages = read.pageCount
    if (page === pages) expect(jobs).toHaveLength(read.totalCount)
  }
  return jobs
}

let serial = 9_000_000
const draftFor = async (): Promise<JobDraft> => ({
  customerName: (await api.reader.customers(1)).records[0]!.name,
  poNumber: `PW-${(serial += 1)}-X`,
  priority: 'Normal',
  description: 'Kitchen sink drains slowly',
  techNotes: '',
  street1: '480 Example Court',
  street2: '',
  city: 'Sampleton',
  state: 'TX',
  postalCode: '75000',
  locationName: '',
  notes: ['from the test'],
  customFields: [],
})

test('jobs are read whole, also ten at a time and through faults', async () => {
  for (let number = 0; number < 25; number += 1) await api.writer.createJob(await draftFor())
  const jobs = await walkJobs()
  expect(jobs.length).toBeGreaterThan(25)
  sandbox.setFaults(['sf-per-page-10'])
  expect(await walkJobs()).toEqual(jobs)
  sandbox.setFaults(['sf-500', 'sf-html-404', 'sf-token-expiry', 'sf-429-burst', 'sf-429-burst-bare', 'sf-per-page-10'], 0.1)
  expect(await walkJobs()).toEqual(jobs)
})

test('look-ups', async () => {
  expect((await api.reader.jobStatuses()).length).toBeGreaterThan(5)
  expect((await api.reader.jobCategories()).length).toBeGreaterThan(3)
  const [customer] = (await api.reader.customers(1)).records
  expect(await api.reader.findCustomers(customer!.name)).toEqual([customer])
  expect((await api.reader.check()).userId).toMatch(/^\d+$/)
})

describe('a created job', () => {
  test('is answered as it was sent, created now, and found by its marker', async () => {
    const draft = await draftFor()
    const job = await api.writer.createJob(draft)
    const { customerName, poNumber, priority, description, street1, street2, city, state, postalCode } = draft
    expect(job).toMatchObject({ customerName, poNumber, priority, description, street1, street2, city, state, postalCode })
    const age = elapsed(instant(summer), job.createdAt ?? instant(0))
    expect(age).toBeGreaterThan(-1_000)
    expect(age).toBeLessThan(1_800_000)
    expect(await api.reader.findJobs(poNumber)).toEqual([job])
    expect(await api.reader.findJobs('PW-8999999-X')).toEqual([])
  })

  test.each([['sf-create-then-500'], ['sf-create-then-drop'], ['sf-empty-201']])('exists once although %s hid it', async (fault) => {
    const draft = await draftFor()
    sandbox.setFaults([fault], 1)
    await expect(api.writer.createJob(draft)).rejects.toMatchObject({ kind: 'unknown-outcome' })
    expect(await api.reader.findJobs(draft.poNumber)).toHaveLength(1)
    expect(sandbox.counters().duplicateMarkers).toEqual([])
  })

  test('does not exist when it was refused', async () => {
    const draft = await draftFor()
    await expect(api.writer.createJob({ ...draft, customerName: 'Nobody Known' })).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('customer_name: ') as string,
    })
    sandbox.setFaults(['sf-token-expiry'], 1)
    await expect(api.writer.createJob(draft)).rejects.toMatchObject({ kind: 'auth' })
    sandbox.setFaults(['sf-429-burst'], 1)
    await expect(api.writer.createJob(draft)).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 2_000 })
    sandbox.setFaults([])
    expect(await api.reader.findJobs(draft.poNumber)).toEqual([])
  })
})

test('a created customer is found', async () => {
  const address = { street1: '1 Example Way', street2: 'Suite 2', city: 'Sampleton', state: 'TX', postalCode: '75000' }
  const customer = await api.writer.createCustomer({ name: 'Example Homes of Sampleton', ...address })
  expect(await api.reader.findCustomers('Example Homes of Sampleton')).toEqual([customer])
})

test('an ignored filter is noticed', async () => {
  sandbox.setFaults(['sf-ignored-filter'], 1)
  await expect(api.reader.findJobs('PW-9000001-X')).rejects.toMatchObject({ kind: 'untrusted' })
  await expect(api.reader.findCustomers('Nobody Known')).rejects.toMatchObject({ kind: 'untrusted' })
})

test.each([['epoch' as const], ['delay' as const]])('with the reset as %s: 60 a minute, no 429 and at most 1.05 times the floor', async (rateLimitReset) => {
  const strict = await startSandbox({ seed: 'strict', workOrders: 20, portfolios: 1, now: summer, servicefusion: { rateLimitReset } })
  const { client, clock } = openOn(strict)
  try {
    const began = clock.now()
    for (let call = 0; call < 300; call += 1) await client.reader.check()
    expect(client.requests()).toBe(300)
    expect(strict.counters().servicefusion.tooMany).toBe(0)
    expect(elapsed(began, clock.now())).toBeLessThanOrEqual((300 / 60 - 1) * 60_000 * 1.05)
  } finally {
    await client.close()
    await strict.stop()
  }
})
