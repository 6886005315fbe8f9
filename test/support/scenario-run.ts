import { expect } from 'vitest'
import { isBalanced, noOutcomes, type ReportItem, type SyncReport } from '../../src/core/sync/report.js'
import { type BriefAccount, type BriefOffice, completeAccount, completeOffice } from './scenario-account.js'
import type { Bean } from './scenario-envelope.js'
import type { Earlier, ExpectedItem, Scenario } from './scenario-files.js'
import { openScenarioRig, type ScenarioRig } from './scenario-rig.js'
import type { Row } from './scenario-servicefusion.js'

type Patches = Record<string, Record<string, unknown> | null>

const patched = (records: readonly Record<string, unknown>[] | undefined, key: string, patches: Patches): Record<string, unknown>[] =>
  (records ?? []).flatMap((record) => {
    const patch = patches[String(record[key])]
    return patch === null ? [] : [{ ...record, ...patch }]
  })

/** Both sides as they were at the earlier run. */
const sidesThen = ({ pw, sf }: Scenario, { then }: Earlier): { pw: BriefAccount; sf: BriefOffice } => ({
  pw: Object.fromEntries(Object.entries(pw).map(([name, records]) => [name, patched(records, 'ID', then.propertyware ?? {})])),
  sf: {
    ...sf,
    customers: patched(sf.customers, 'id', then.servicefusion ?? {}),
    jobs: patched(sf.jobs, 'id', then.servicefusion ?? {}),
  },
})

const hold = (rig: ScenarioRig, { pw, sf }: { pw: BriefAccount; sf: BriefOffice }): void => {
  rig.propertyware.hold(completeAccount(pw))
  rig.servicefusion.hold(completeOffice(sf))
}

/** The name by which the scenario speaks of a work order: its number, or its ID where it has none or shares it. */
const keyOf = (expected: Record<string, unknown>, { number, workOrderId }: ReportItem): string =>
  number === '' || Object.hasOwn(expected, workOrderId) ? workOrderId : number

/** What really is, as far as the expectation speaks of it, so that a failure shows only what differs. */
const asFarAs = (expected: unknown, actual: unknown): unknown => {
  if (Array.isArray(expected) && Array.isArray(actual)) return actual.map((item, index) => asFarAs(expected[index], item))
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) return actual
  const found = actual as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [
      name,
      name === 'why' && typeof value === 'string' && String(found[name]).includes(value) ? value : asFarAs(value, found[name]),
    ]),
  )
}

const itemsSeen = (expected: Record<string, ExpectedItem>, items: readonly ReportItem[]): Record<string, unknown> =>
  Object.fromEntries(
    items.map((item) => {
      const key = keyOf(expected, item)
      return [key, asFarAs(expected[key] ?? { action: '', reason: '', why: '' }, item)]
    }),
  )

const codes = (report: SyncReport): string[] => report.problems.map(({ code }) => code).sort()

const checkPlan = ({ plan }: Scenario, report: SyncReport): void => {
  expect({
    'expected-plan.json': itemsSeen(plan.workOrders, report.items),
    counts: report.counts,
    problems: codes(report),
  }).toEqual({ 'expected-plan.json': plan.workOrders, counts: { ...noOutcomes(), ...plan.counts }, problems: plan.problems ?? [] })
}

const outcomeOf: Record<string, string> = {
  create: 'created',
  link: 'linked',
  update: 'updated',
  unchanged: 'unchanged',
  skip: 'skipped',
  hold: 'held',
  quarantine: 'quarantined',
  block: 'blocked',
}

const checkOutcomes = ({ plan, after }: Scenario, { items }: SyncReport): void => {
  const wished = Object.fromEntries(Object.entries(plan.workOrders).map(([key, { action }]) => [key, after.outcomes?.[key] ?? outcomeOf[action]]))
  const seen = items.map((item) => {
    const key = keyOf(wished, item)
    return [key, wished[key]?.includes(': ') ? `${item.outcome}: ${item.reason}` : item.outcome]
  })
  expect({ outcomes: Object.fromEntries(seen) }).toEqual({ outcomes: wished })
}

interface Sides {
  workOrders: Bean[]
  jobs: Row[]
  customers: Row[]
}

const sidesOf = ({ propertyware, servicefusion }: ScenarioRig): Sides => ({
  workOrders: propertyware.workOrders(),
  jobs: servicefusion.jobs(),
  customers: servicefusion.customers(),
})

/** Custom fields stand beside the other members, under their names. */
const flat = ({ customFields, ...members }: Bean): Bean => ({
  ...members,
  ...Object.fromEntries(((customFields ?? []) as Bean[]).map(({ fieldName, value }) => [String(fieldName), value])),
})

const changesOf = (before: Bean, now: Bean): Bean =>
  Object.fromEntries(Object.entries(flat(now)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(flat(before)[name])))

const changedWorkOrders = (before: Sides, now: Sides): Record<string, Bean> =>
  Object.fromEntries(
    now.workOrders.flatMap((workOrder, index): [string, Bean][] => {
      const changes = changesOf(before.workOrders[index] ?? {}, workOrder)
      return Object.keys(changes).length === 0 ? [] : [[String(workOrder['number'] ?? workOrder['ID']), changes]]
    }),
  )

const added = (before: readonly Row[], now: readonly Row[]): Row[] => now.filter(({ id }) => !before.some((row) => row['id'] === id))

const checkSides = ({ after }: Scenario, before: Sides, now: Sides): void => {
  const { newJobs = [], newCustomers = [] } = after
  expect({
    changedWorkOrders: changedWorkOrders(before, now),
    newJobs: asFarAs(newJobs, added(before.jobs, now.jobs)),
    newCustomers: asFarAs(newCustomers, added(before.customers, now.customers)),
    oldJobs: now.jobs.slice(0, before.jobs.length),
  }).toEqual({ changedWorkOrders: after.changedWorkOrders ?? {}, newJobs, newCustomers, oldJobs: before.jobs })
}

const writesOf = ({ propertyware, servicefusion }: ScenarioRig): Record<string, number> =>
  Object.fromEntries([...propertyware.calls, ...servicefusion.calls].filter(([name]) => /^(update|create|close|attach|POST|PUT)/.test(name)))

const earlierRun = async (rig: ScenarioRig, scenario: Scenario, earlier: Earlier): Promise<void> => {
  hold(rig, sidesThen(scenario, earlier))
  const { items } = await rig.sync(false)
  const mappings = await rig.warehouse.reader.jobMappings(items.map(({ workOrderId }) => workOrderId))
  const seen = [...mappings.values()].map(({ workOrderNumber, jobId, syncedJobStatus }) => [workOrderNumber, { job: jobId, jobStatus: syncedJobStatus }])
  expect({ 'warehouse.json': Object.fromEntries(seen) }).toEqual({ 'warehouse.json': earlier.mappings })
}

/**
 * Runs a scenario over HTTP: dry run against `expected-plan.json`, real sync against `expected-after.json`, and once more, when nothing may
 * be written. The seed decides how the servers speak.
 */
export const runScenario = async (scenario: Scenario, seed: string): Promise<void> => {
  const rig = await openScenarioRig(seed, scenario.settings)
  try {
    if (scenario.earlier !== undefined) await earlierRun(rig, scenario, scenario.earlier)
    hold(rig, scenario)
    const before = sidesOf(rig)
    const writesBefore = writesOf(rig)

    const dry = await rig.sync(true)
    checkPlan(scenario, dry)
    expect(writesOf(rig), 'requests of a dry run that write').toEqual(writesBefore)
    expect(sidesOf(rig)).toEqual(before)

    const real = await rig.sync(false)
    expect(real.plan.planId, 'the real run decided otherwise than the dry run').toBe(dry.plan.planId)
    expect(isBalanced(real.counts)).toBe(true)
    checkOutcomes(scenario, real)
    const now = sidesOf(rig)
    checkSides(scenario, before, now)

    const writesNow = writesOf(rig)
    const second = await rig.sync(false)
    expect(second.counts, 'counts of the second run').toMatchObject({ read: real.counts.read, created: 0, linked: 0, updated: 0, failed: 0 })
    expect(isBalanced(second.counts)).toBe(true)
    expect(writesOf(rig), 'requests of the second run that write').toEqual(writesNow)
    expect(sidesOf(rig)).toEqual(now)
  } finally {
    await rig.close()
  }
}
