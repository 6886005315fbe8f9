import { describe, expect, it } from 'vitest'
import { markerOf } from '../../src/core/model/marker.js'
import type { WorkOrder } from '../../src/core/model/propertyware.js'
import type { AccountDirectory } from '../../src/core/plan/directory.js'
import { gatherFacts, readLedger } from '../../src/core/plan/facts.js'
import type { Plan, PlanItem } from '../../src/core/plan/plan.js'
import { buildPlan, type PlanInput, planFew, planWorkOrders } from '../../src/core/plan/plan-sync.js'
import { prepareJob } from '../../src/core/plan/prepare-job.js'
import type { JobMapping } from '../../src/core/ports/ledger.js'
import { accountOf, building, home, job, mapping, now, otherUnit, portfolio, settings, unit, workOrder } from '../support/planning-records.js'
import { type ViewContent, viewOf } from '../support/planning-view.js'

const place: ViewContent = {
  portfolios: [portfolio],
  buildings: [building, home],
  units: [unit, otherUnit],
  tenants: [{ id: '300', firstName: 'Ann', lastName: 'Sample' }],
}

const plan = (content: ViewContent, more: Partial<PlanInput> = {}): Promise<Plan> =>
  buildPlan({ view: viewOf({ ...place, ...content }), directory: accountOf(), settings, now, complete: true, keep: 'all', ...more })

const numbered = (id: string, more: Partial<WorkOrder> = {}): WorkOrder => ({ ...workOrder, id, number: id, ...more })

const actions = ({ items }: Plan): Record<string, string> => Object.fromEntries(items.map((item) => [item.workOrderId, item.action]))

describe('buildPlan', () => {
  it('decides each work order once, in order, over batches', async () => {
    const content: ViewContent = {
      'work-orders': [
        numbered('1'),
        numbered('2', { status: 'Closed' }),
        numbered('3', { unitIds: ['500'] }),
        numbered('4', { status: 'Deferred' }),
        numbered('5'),
        numbered('6'),
        numbered('7', { buildingId: '999' }),
        numbered('8'),
      ],
      jobs: [
        { ...job, id: 'J5', poNumber: 'PW-0000005-X ' },
        { ...job, id: 'J6', poNumber: markerOf('6'), status: 'Scheduled' },
      ],
      mappings: [{ ...mapping, workOrderId: '6', jobId: 'J6', marker: markerOf('6') }],
      quarantined: ['8', '0', 'zz'],
    }
    const whole = await plan(content)
    expect(actions(whole)).toEqual({
      '0': 'quarantine',
      '1': 'create',
      '2': 'skip',
      '3': 'hold',
      '4': 'hold',
      '5': 'link',
      '6': 'update',
      '7': 'hold',
      '8': 'quarantine',
      zz: 'quarantine',
    })
    expect(whole.items.map(({ workOrderId }) => workOrderId)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', 'zz'])
    expect(whole.tally).toEqual({ read: 10, create: 1, link: 1, update: 1, unchanged: 0, skip: 1, hold: 3, quarantine: 3, block: 0 })
    expect(whole.skippedBy).toEqual({ 'status-not-open': 1 })
    const inPairs = await plan(content, { batchSize: 2, keep: 'actionable' })
    expect(inPairs).toEqual({ ...whole, items: whole.items.filter(({ action }) => action !== 'skip') })
  })

  it('passes on that a read was incomplete, and still plans', async () => {
    expect(await plan({ 'work-orders': [numbered('1')] }, { complete: false })).toMatchObject({ complete: false, tally: { create: 1 } })
  })

  it('lets the switches in the database outrank the configuration', async () => {
    const off = await plan({
      'work-orders': [numbered('1')],
      flags: [
        { name: 'servicefusion.create', enabled: false },
        { name: 'other', enabled: true },
      ],
    })
    expect(off.items).toMatchObject([{ action: 'skip', rule: 'create-flag-off' }])
    const on = await plan({ 'work-orders': [numbered('1')], flags: [{ name: 'customers.create', enabled: true }] }, { directory: accountOf({ customers: [] }) })
    expect(on.items).toMatchObject([{ action: 'create', customer: { create: { scope: 'portfolio', key: '900' } } }])
  })

  it('filters by the portfolio of the building where the work order names none', async () => {
    const content = { 'work-orders': [numbered('1', { portfolioId: null })] }
    expect((await plan(content, { settings: { ...settings, excludePortfolios: ['OAK'] } })).items).toMatchObject([{ rule: 'excluded-portfolio' }])
  })

  it('blocks the second of two work orders with one number', async () => {
    const { items } = await plan({ 'work-orders': [numbered('1'), { ...numbered('2'), number: '1' }] })
    expect(items).toMatchObject([{ action: 'create' }, { action: 'block', reason: 'duplicate-marker' }])
  })

  it('says which configured names the account lacks, once it would create jobs', async () => {
    const changes = { ...settings, newJobStatus: 'Nowhere', categories: { a: 'None', b: 'none' }, defaultCategory: 'Hvac' }
    const { problems } = await plan({ 'work-orders': [numbered('1')] }, { settings: changes })
    expect(problems.map(({ code }) => code)).toEqual(['job-status-missing', 'job-category-missing'])
    expect((await plan({}, { settings: changes })).problems).toEqual([])
  })

  it('has the same id for the same decisions, and another one for others', async () => {
    const content = { 'work-orders': [numbered('1'), numbered('2', { status: 'Closed' })] }
    const first = await plan(content)
    expect((await plan({ 'work-orders': [numbered('1')] })).planId).toBe(first.planId)
    expect((await plan({ 'work-orders': [numbered('1', { description: 'other' })] })).planId).not.toBe(first.planId)
  })

  it('holds nothing about people', async () => {
    const people = {
      requestedBy: 'Jane Roe',
      requesterPhone: '555-010-0199',
      description: 'Call Jane',
      specificLocation: 'Behind Jane',
      serviceRequestContactName: 'Jane',
    }
    const content: ViewContent = {
      'work-orders': [numbered('1', people), numbered('2', { ...people, unitIds: [] }), numbered('3', people)],
      jobs: [{ ...job, id: 'J3', poNumber: markerOf('3'), status: 'Scheduled' }],
      mappings: [{ ...mapping, workOrderId: '3', jobId: 'J3', syncedJobStatus: 'Scheduled' }],
    }
    const text = JSON.stringify(await plan(content))
    expect(text).not.toMatch(/Jane|555-010|Oak Grove/)
  })
})

describe('what planning reads', () => {
  const closed = Array.from({ length: 2500 }, (_, index) => numbered(String(10_000 + index), { status: 'Closed' }))

  it('asks only for mappings and markers of closed work orders, a batch at a time', async () => {
    const view = viewOf({ ...place, 'work-orders': closed })
    const directory = accountOf()
    await buildPlan({ view, directory, settings, now, complete: true, keep: 'actionable' })
    expect(Object.fromEntries(view.calls)).toEqual({ workOrdersAfter: 4, jobMappings: 3, jobsByMarker: 3 })
    expect(directory.reads).toEqual({ customers: 0, lists: 0 })
  })

  it('reads no list of the account when nothing changed', async () => {
    const jobs = [{ ...job, id: 'J1', poNumber: markerOf('1') }]
    const view = viewOf({ ...place, 'work-orders': [numbered('1')], jobs, mappings: [await linked(numbered('1'), 'J1')] })
    const directory = accountOf()
    const { items } = await buildPlan({ view, directory, settings, now, complete: true, keep: 'all' })
    expect(items).toMatchObject([{ action: 'unchanged', jobId: 'J1' }])
    expect(directory.reads).toEqual({ customers: 0, lists: 0 })
  })

  it('reads no customers where the mapping is stored', async () => {
    const stored = { scope: 'portfolio', key: '900', customerId: '70001', customerName: 'Oak Grove Homes', source: 'created', createdAt: now } as const
    const directory = accountOf()
    const view = viewOf({ ...place, 'work-orders': [numbered('1')], customerMappings: [stored] })
    const { items } = await buildPlan({ view, directory, settings, now, complete: true, keep: 'all' })
    expect(items).toMatchObject([{ action: 'create', customer: { customerId: '70001' } }])
    expect(directory.reads.customers).toBe(0)
  })
})

/** The mapping that linking the work order's job would store. */
const linked = async (order: WorkOrder, jobId: string): Promise<JobMapping> => {
  const jobs = [{ ...job, id: jobId, poNumber: markerOf(order.number) }]
  const [item] = (await plan({ 'work-orders': [order], jobs })).items
  if (item?.action !== 'link') throw new Error('not linked')
  return { ...mapping, workOrderId: order.id, jobId, marker: item.marker, parts: item.parts }
}

describe('planWorkOrders', () => {
  it('decides a batch by itself, from facts gathered before', async () => {
    const view = viewOf({ ...place, 'work-orders': [numbered('1'), numbered('2')] })
    const batch = await view.workOrdersAfter('1', 10)
    const facts = await gatherFacts({ view, directory: accountOf(), settings, ledger: await readLedger(view) }, batch)
    expect(planWorkOrders(batch, facts, settings)).toMatchObject([{ workOrderId: '2', action: 'create' }])
    expect(() => planWorkOrders([numbered('1')], facts, settings)).toThrow('work order 1 was planned without the facts it needs')
  })
})

describe('planFew', () => {
  it('decides the named ones alone', async () => {
    const view = viewOf({ ...place, 'work-orders': [numbered('1'), numbered('2')] })
    const items = await planFew({ view, directory: accountOf(), settings, workOrderIds: ['2', 'gone'] })
    expect(items).toMatchObject([{ workOrderId: '2', action: 'create' }])
  })
})

describe('prepareJob', () => {
  const prepare = (content: ViewContent, directory: AccountDirectory = accountOf()): ReturnType<typeof prepareJob> =>
    prepareJob({ view: viewOf({ ...place, ...content }), directory, settings, workOrderId: '1' })

  it('rebuilds exactly what the plan would send', async () => {
    const content = { 'work-orders': [numbered('1', { requesterId: '300' })] }
    const [planned] = (await plan(content)).items
    const prepared = await prepare(content)
    expect(prepared).toMatchObject({
      marker: 'PW-0000001-X',
      customer: { customerId: '70001' },
      draft: { customerName: 'Oak Grove Homes', street2: 'Unit 2B' },
    })
    expect('draft' in prepared && prepared.draft.techNotes).toContain('Ann Sample')
    const { draftHash, parts, marker, customer } = planned as Extract<PlanItem, { action: 'create' }>
    expect(prepared).toMatchObject({ draftHash, parts, marker, customer })
  })

  it('keeps its hash when the customer of the plan was created meanwhile', async () => {
    const flags = [{ name: 'customers.create', enabled: true }]
    const content = { 'work-orders': [numbered('1')], flags }
    const before = await prepare(content, accountOf({ customers: [] }))
    const stored = { scope: 'portfolio', key: '900', customerId: '70009', customerName: 'Oak Grove Homes', source: 'created', createdAt: now } as const
    const after = await prepare({ ...content, customerMappings: [stored] }, accountOf({ customers: [] }))
    expect(before).toMatchObject({ customer: { create: { key: '900' } } })
    expect(after).toMatchObject({ customer: { customerId: '70009' }, draftHash: 'draftHash' in before ? before.draftHash : '' })
  })

  it('refuses with the decision that holds now', async () => {
    expect(await prepare({ 'work-orders': [numbered('1', { unitIds: [] })] })).toMatchObject({ refused: { action: 'hold', reason: 'unresolved-unit' } })
    await expect(prepare({})).rejects.toThrow('work order 1 is not in the warehouse any more')
  })
})

it('plans 100,000 work orders without keeping those that need nothing', async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => numbered(String(1_000_000 + index), { status: index % 100 === 0 ? 'Open' : 'Closed' }))
  const { tally, items } = await plan({ 'work-orders': many }, { keep: 'actionable' })
  expect(tally).toMatchObject({ read: 100_000, create: 1000, skip: 99_000 })
  expect(items).toHaveLength(1000)
})
