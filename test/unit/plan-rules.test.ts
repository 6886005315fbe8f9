import { describe, expect, it } from 'vitest'
import { instant } from '../../src/core/model/instant.js'
import { decide } from '../../src/core/plan/decide.js'
import { draftParts, unitPart } from '../../src/core/plan/draft.js'
import type { PlanItem } from '../../src/core/plan/plan.js'
import { blockCancelledInPropertyWare } from '../../src/core/plan/rules/block-cancelled-in-propertyware.js'
import { blockCancelledInServiceFusion } from '../../src/core/plan/rules/block-cancelled-in-servicefusion.js'
import { blockChangedAfterDispatch } from '../../src/core/plan/rules/block-changed-after-dispatch.js'
import { blockDuplicateMarker } from '../../src/core/plan/rules/block-duplicate-marker.js'
import { blockMissingJob } from '../../src/core/plan/rules/block-missing-job.js'
import { createJob } from '../../src/core/plan/rules/create-job.js'
import { holdUnknownStatus } from '../../src/core/plan/rules/hold-unknown-status.js'
import { holdUnmappedCustomer } from '../../src/core/plan/rules/hold-unmapped-customer.js'
import { holdUnmappedJobStatus } from '../../src/core/plan/rules/hold-unmapped-job-status.js'
import { holdUnresolvedUnit } from '../../src/core/plan/rules/hold-unresolved-unit.js'
import { holdUnsettledIntent } from '../../src/core/plan/rules/hold-unsettled-intent.js'
import { rules } from '../../src/core/plan/rules/index.js'
import { keepUnchanged } from '../../src/core/plan/rules/keep-unchanged.js'
import { linkByMarker } from '../../src/core/plan/rules/link-by-marker.js'
import { quarantined } from '../../src/core/plan/rules/quarantined.js'
import type { Decide } from '../../src/core/plan/rules/rule.js'
import { skipBeforeGoLive } from '../../src/core/plan/rules/skip-before-go-live.js'
import { skipCreateOff } from '../../src/core/plan/rules/skip-create-off.js'
import { skipExcludedPortfolio } from '../../src/core/plan/rules/skip-excluded-portfolio.js'
import { skipNotOpen } from '../../src/core/plan/rules/skip-not-open.js'
import { skipWriteBackOff } from '../../src/core/plan/rules/skip-write-back-off.js'
import { writeStatusBack } from '../../src/core/plan/rules/write-status-back.js'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import type { WorkOrderFacts } from '../../src/core/plan/work-order-facts.js'
import type { Intent } from '../../src/core/ports/ledger.js'
import { building, factsOf, home, job, mapping, now, otherUnit, portfolio, settings, unit, workOrder } from '../support/planning-records.js'

type Case = [name: string, facts: Partial<WorkOrderFacts>, expected: Partial<PlanItem> | undefined, settings?: Partial<SyncSettings>]

const itemLike = (expected: Partial<PlanItem> | undefined, number: string): unknown =>
  expected === undefined ? undefined : expect.objectContaining({ workOrderId: '100', number, ...expected })

const table = (rule: Decide, cases: Case[]): void => {
  it.each(cases)('%s', (_name, facts, expected, changes) => {
    const wanted = itemLike(expected, facts.workOrder?.number ?? '1042')
    expect(rule(factsOf(facts), { ...settings, ...changes })).toEqual(wanted)
  })
}

const withFlags = (flags: Partial<SyncSettings['flags']>): Partial<SyncSettings> => ({ flags: { ...settings.flags, ...flags } })
const fields = (value: string): { customFields: { name: string; value: string }[] } => ({ customFields: [{ name: 'service status ', value }] })
const dispatched = { ...mapping, parts: draftParts(factsOf(), { unitId: '601', unit }) }
const mapped = (jobStatus: string, synced: string | null = 'Unscheduled', more: Partial<WorkOrderFacts> = {}): Partial<WorkOrderFacts> => {
  const mappedJob = { ...job, status: jobStatus }
  return { mapping: { ...dispatched, syncedJobStatus: synced }, mappedJob, markedJobs: [mappedJob], ...more }
}
const closed = { ...workOrder, status: 'Closed' }

describe('quarantined', () => {
  table(quarantined, [
    ['a record in quarantine', { quarantined: true }, { action: 'quarantine' }],
    ['a number that cannot be a marker', { marker: undefined, workOrder: { ...workOrder, number: 'A-7' } }, { action: 'quarantine' }],
    ['a good record', {}, undefined],
  ])
})

describe('skip-excluded-portfolio', () => {
  const skip = { action: 'skip', rule: 'excluded-portfolio' } as const
  table(skipExcludedPortfolio, [
    ['no filter', {}, undefined],
    ['excluded by id', {}, skip, { excludePortfolios: ['900'] }],
    ['excluded by abbreviation, in another case', {}, skip, { excludePortfolios: [' oak'] }],
    ['excluded by name', {}, skip, { excludePortfolios: ['oak grove homes'] }],
    ['included', {}, undefined, { includePortfolios: ['OAK'] }],
    ['not included', {}, skip, { includePortfolios: ['ELM'] }],
    ['both: exclusion wins', {}, skip, { includePortfolios: ['OAK'], excludePortfolios: ['OAK'] }],
    ['no portfolio, with an include list', { portfolio: undefined }, skip, { includePortfolios: ['OAK'] }],
    ['no portfolio, with an exclude list', { portfolio: undefined }, undefined, { excludePortfolios: ['OAK'] }],
  ])
})

describe('block-missing-job', () => {
  table(blockMissingJob, [
    ['known to be gone', { mapping, jobKnownMissing: true }, { action: 'block', reason: 'job-missing', jobId: '81003' }],
    ['merely not read yet', { mapping }, undefined],
    ['no mapping', {}, undefined],
  ])
})

describe('block-duplicate-marker', () => {
  const twin = { ...job, id: '81009', number: '4009' }
  table(blockDuplicateMarker, [
    ['two jobs, none mapped', { markedJobs: [job, twin] }, { action: 'block', reason: 'duplicate-marker', before: { jobIds: '81003, 81009' } }],
    [
      'the only job belongs to another work order of the same number',
      { markedJobs: [job], jobOwner: '6900002042' },
      { action: 'block', reason: 'duplicate-marker' },
    ],
    ['two jobs, one mapped', { mapping, mappedJob: job, markedJobs: [job, twin] }, { action: 'block', reason: 'duplicate-marker', jobId: '81003' }],
    ['another job carries the marker of a mapped one', { mapping, markedJobs: [twin] }, { action: 'block', before: { jobIds: '81009, 81003' } }],
    ['one job', { markedJobs: [job] }, undefined],
    ['the marker was taken off the mapped job', { mapping, mappedJob: { ...job, poNumber: 'x' } }, undefined],
  ])
})

describe('hold-unmapped-job-status', () => {
  table(holdUnmappedJobStatus, [
    [
      'a name that nobody configured',
      mapped('4. Waiting For Parts'),
      { action: 'hold', reason: 'job-status-unmapped', before: { jobStatus: '4. Waiting For Parts' } },
    ],
    ['an unconfigured name that was reflected before', mapped('Odd', 'odd '), undefined],
    ['a known name', mapped('Scheduled'), undefined],
  ])
})

describe('write-status-back', () => {
  const update = { action: 'update', jobId: '81003', jobNumber: '4001' } as const
  table(writeStatusBack, [
    [
      'scheduled: the custom field follows',
      mapped('Scheduled'),
      { ...update, jobStatus: 'Scheduled', before: { status: 'Open', serviceStatus: null }, after: { serviceStatus: 'Scheduled' } },
    ],
    [
      'completed: both change, values before are as they are',
      mapped('Completed', 'Started', { workOrder: { ...workOrder, status: 'Open ', ...fields('In Progress') } }),
      { ...update, before: { status: 'Open ', serviceStatus: 'In Progress' }, after: { status: 'Closed', serviceStatus: 'Closed' } },
    ],
    ['names are compared folded', mapped(' on THE way'), { ...update, after: { serviceStatus: 'In Progress' } }],
    ['right after linking', mapped('Completed', null), { ...update, after: { status: 'Closed', serviceStatus: 'Closed' } }],
    ['PropertyWare shows it already', mapped('Scheduled', 'Unscheduled', { workOrder: { ...workOrder, ...fields('scheduled') } }), undefined],
    ['reflected already', mapped('Scheduled', 'Scheduled'), undefined],
    ['nothing to write', mapped('Unscheduled', null), undefined],
    ['unmapped', mapped('Odd'), undefined],
    ['the switch is off', mapped('Scheduled'), undefined, withFlags({ writeBack: false })],
    ['no custom field is configured', mapped('Scheduled'), undefined, { serviceStatusField: '' }],
    ['an active job does not touch what a person closed', mapped('Started', 'Unscheduled', { workOrder: closed }), undefined],
    [
      'a finished work order keeps its own finished status',
      mapped('Completed', 'Started', { workOrder: { ...workOrder, status: 'Canceled By Tenant' } }),
      { ...update, after: { serviceStatus: 'Closed' } },
    ],
    [
      'a job reopened after its own done status closed the work order',
      mapped('Started', 'Completed', { workOrder: closed }),
      { after: { serviceStatus: 'In Progress' } },
    ],
    ['a cancelled job changes nothing', mapped('Cancelled', 'Started'), undefined],
    ['no job was read', { mapping }, undefined],
  ])
})

describe('skip-write-back-off', () => {
  table(skipWriteBackOff, [
    ['a change waits for its switch', mapped('Scheduled'), { action: 'skip', rule: 'write-back-flag-off', jobId: '81003' }, withFlags({ writeBack: false })],
    ['nothing to write', mapped('Unscheduled', null), undefined, withFlags({ writeBack: false })],
    ['the switch is on', mapped('Scheduled'), undefined],
  ])
})

describe('block-cancelled-in-servicefusion', () => {
  table(blockCancelledInServiceFusion, [
    [
      'the work order is open',
      mapped('Cancelled'),
      { action: 'block', reason: 'cancelled-in-servicefusion', before: { jobStatus: 'Cancelled', status: 'Open' } },
    ],
    ['also when it was seen before', mapped('canceled', 'Canceled'), { action: 'block' }],
    ['the work order is in neither list', mapped('Cancelled', null, { workOrder: { ...workOrder, status: 'Deferred' } }), { action: 'block' }],
    ['both sides gave up', mapped('Cancelled', null, { workOrder: closed }), undefined],
    ['an active job', mapped('Started'), undefined],
  ])
})

describe('block-cancelled-in-propertyware', () => {
  table(blockCancelledInPropertyWare, [
    [
      'closed by a person while technicians may be sent',
      mapped('Scheduled', 'Scheduled', { workOrder: closed }),
      { action: 'block', reason: 'cancelled-in-propertyware' },
    ],
    [
      'a job whose status nobody read',
      { mapping: { ...mapping, syncedJobStatus: null }, workOrder: closed },
      { action: 'block', before: { status: 'Closed', jobStatus: null } },
    ],
    ['closed by what the done status asked for', mapped('Completed', 'Completed', { workOrder: closed }), undefined],
    ['the job is done', mapped('Completed', 'Started', { workOrder: closed }), undefined],
    ['the job was reopened after its own done status closed the work order', mapped('Started', 'Completed', { workOrder: closed }), undefined],
    ['the job is cancelled as well', mapped('Cancelled', null, { workOrder: closed }), undefined],
    ['open', mapped('Scheduled'), undefined],
  ])
})

describe('block-changed-after-dispatch', () => {
  const changed = (change: Partial<typeof workOrder>): Partial<WorkOrderFacts> => mapped('Scheduled', 'Scheduled', { workOrder: { ...workOrder, ...change } })
  table(blockChangedAfterDispatch, [
    ['nothing changed', mapped('Scheduled', 'Scheduled'), undefined],
    [
      'another unit, and with it another address',
      changed({ unitIds: ['602'] }),
      {
        action: 'block',
        reason: 'unit-changed',
        jobId: '81003',
        before: { unitId: '601', jobStatus: 'Scheduled' },
        after: { changed: 'unit, address', unitId: '602', buildingId: '500' },
      },
    ],
    [
      'the unit became the building',
      changed({ unitIds: ['500'] }),
      { reason: 'unit-changed', after: { changed: 'unit, address', unitId: null, buildingId: '500' } },
    ],
    ['another text', changed({ description: 'No heat at all' }), { reason: 'text-changed' }],
    ['another place in the unit', changed({ specificLocation: 'Kitchen' }), { reason: 'text-changed' }],
    ['only blanks and line ends', changed({ description: 'No heat\nsince  Monday ', specificLocation: 'Bedroom ' }), undefined],
    [
      'contact, priority and category do not matter',
      changed({ priority: 'Low', category: 'Plumbing', requestedBy: 'Someone', requesterPhone: '555-010-0100' }),
      undefined,
    ],
    ['the building moved', mapped('Scheduled', 'Scheduled', { building: { ...building, street1: '482 Example Court' } }), { reason: 'address-changed' }],
    ['only the case of the address', mapped('Scheduled', 'Scheduled', { building: { ...building, street1: '480 EXAMPLE  court' } }), undefined],
    ['the unit was deactivated', mapped('Scheduled', 'Scheduled', { units: [{ ...unit, active: false }, otherUnit] }), undefined],
    ['the unit vanished', mapped('Scheduled', 'Scheduled', { units: [otherUnit] }), undefined],
    ['the building vanished', mapped('Scheduled', 'Scheduled', { building: undefined, units: [] }), undefined],
    ['the job is done', mapped('Completed', 'Completed', { workOrder: { ...workOrder, description: 'other' } }), undefined],
    ['no mapping', {}, undefined],
  ])

  it('names the parts and the job, and no text of people', () => {
    const item = blockChangedAfterDispatch(factsOf(changed({ description: 'Ask Jane Roe at 555-010-0199', unitIds: ['602'] })), settings)
    expect(item?.why).toBe('unit, address and text of the work order changed after job 4001 was made: correct the job in ServiceFusion by hand')
    expect(JSON.stringify(item)).not.toContain('Jane')
  })
})

describe('keep-unchanged', () => {
  table(keepUnchanged, [
    ['both sides agree', mapped('Unscheduled'), { action: 'unchanged', jobId: '81003' }],
    [
      'PropertyWare shows it already',
      mapped('Scheduled', null, { workOrder: { ...workOrder, ...fields('Scheduled') } }),
      { action: 'unchanged', syncedJobStatus: 'Scheduled' },
    ],
    ['nothing to write', mapped('Unscheduled', null), { action: 'unchanged', syncedJobStatus: 'Unscheduled' }],
    ['its job was not read yet', { mapping }, { action: 'unchanged' }],
    ['no mapping', {}, undefined],
  ])
})

describe('link-by-marker', () => {
  table(linkByMarker, [
    ['one job', { markedJobs: [job] }, { action: 'link', jobId: '81003', jobNumber: '4001', marker: 'PW-0001042-X', parts: dispatched.parts }],
    ['also of a closed work order', { markedJobs: [job], workOrder: closed }, { action: 'link' }],
    ['also without a proven unit', { markedJobs: [job], workOrder: { ...workOrder, unitIds: [] } }, { action: 'link' }],
    ['two jobs', { markedJobs: [job, { ...job, id: '2' }] }, undefined],
    ['linked already', { mapping, markedJobs: [job] }, undefined],
    ['none', {}, undefined],
  ])
})

describe('hold-unsettled-intent', () => {
  const intent: Intent = {
    kind: 'job',
    reference: '100',
    marker: 'PW-0001042-X',
    bodyHash: 'h',
    state: 'unknown',
    attempt: 1,
    createdAt: now,
    sentAt: now,
    settledAt: null,
    emptyProbes: 0,
    nextProbeAt: null,
    remoteId: null,
    remoteNumber: null,
    context: {},
    reason: null,
    runId: 'run-1',
  }
  table(holdUnsettledIntent, [
    ['an open intent', { intent }, { action: 'hold', reason: 'intent-unsettled' }],
    ['none', {}, undefined],
  ])
})

describe('hold-unknown-status', () => {
  table(holdUnknownStatus, [
    ['in neither list', { workOrder: { ...workOrder, status: 'Deferred ' } }, { action: 'hold', reason: 'unknown-status', before: { status: 'Deferred' } }],
    ['no status', { workOrder: { ...workOrder, status: null } }, { action: 'hold', reason: 'unknown-status', before: { status: null } }],
    ['open, with blanks and in another case', { workOrder: { ...workOrder, status: ' OPEN ' } }, undefined],
    ['finished', { workOrder: closed }, undefined],
  ])
})

describe('skip-not-open', () => {
  table(skipNotOpen, [
    ['finished', { workOrder: closed }, { action: 'skip', rule: 'status-not-open' }],
    ['open', {}, undefined],
  ])
})

describe('skip-before-go-live', () => {
  const goLive = instant('2031-03-01T08:00:00Z')
  table(skipBeforeGoLive, [
    ['no date is set', { workOrder: { ...workOrder, createdAt: null } }, undefined],
    ['created at that very moment', {}, undefined, { goLive }],
    ['created before', {}, { action: 'skip', rule: 'before-go-live' }, { goLive: instant('2031-03-01T08:00:00.001Z') }],
    ['no creation date', { workOrder: { ...workOrder, createdAt: null } }, { action: 'skip', rule: 'before-go-live' }, { goLive }],
  ])
})

describe('skip-create-off', () => {
  table(skipCreateOff, [
    ['off', {}, { action: 'skip', rule: 'create-flag-off' }, withFlags({ createJobs: false })],
    ['on', {}, undefined],
  ])
})

describe('hold-unresolved-unit', () => {
  table(holdUnresolvedUnit, [
    [
      'the unit is the multi-unit building',
      { workOrder: { ...workOrder, unitIds: ['500'] } },
      { action: 'hold', reason: 'unresolved-unit', before: { buildingId: '500', unitIds: '500' } },
    ],
    ['the building is not known', { building: undefined }, { action: 'hold', reason: 'unknown-building' }],
    ['resolved', {}, undefined],
  ])
})

describe('hold-unmapped-customer', () => {
  table(holdUnmappedCustomer, [
    [
      'unmapped',
      { customer: { state: 'unmapped', why: 'none' } },
      { action: 'hold', reason: 'customer-unmapped', before: { buildingId: '500', portfolioId: '900' } },
    ],
    ['ambiguous', { customer: { state: 'ambiguous', why: 'two' } }, { action: 'hold', reason: 'customer-ambiguous' }],
    ['found', {}, undefined],
  ])
})

describe('create-job', () => {
  table(createJob, [
    [
      'with a customer',
      {},
      {
        action: 'create',
        marker: 'PW-0001042-X',
        customer: { customerId: '70001' },
        parts: dispatched.parts,
        after: { buildingId: '500', unitId: '601', unitFrom: 'unit-ids', category: 'Hvac', priority: 'High', jobStatus: 'Unscheduled' },
      },
    ],
    [
      'with a customer to be created',
      { customer: { state: 'create', portfolioId: portfolio.id, customerName: 'Oak Grove Homes' } },
      { action: 'create', customer: { create: { scope: 'portfolio', key: '900' } } },
    ],
    [
      'in a single-family home',
      { building: home, units: [], workOrder: { ...workOrder, buildingId: '510', unitIds: ['510'] } },
      { action: 'create', after: expect.objectContaining({ unitId: '510', unitFrom: 'single-family' }) },
    ],
    ['without a certain unit', { workOrder: { ...workOrder, unitIds: [] } }, undefined],
    ['without a certain customer', { customer: { state: 'unmapped', why: '' } }, undefined],
  ])

  it('has the same hash whether its customer exists or was just created', () => {
    const before = createJob(factsOf({ customer: { state: 'create', portfolioId: '900', customerName: 'Oak Grove Homes' } }), settings)
    expect(createJob(factsOf(), settings)).toMatchObject({ draftHash: before?.action === 'create' ? before.draftHash : '' })
  })
})

describe('the order of the rules', () => {
  it('decides every work order, whatever its facts', () => {
    const some = [undefined, mapping, { ...dispatched, syncedJobStatus: null }]
    const statuses = ['Open', 'Closed', 'Deferred', null]
    const jobs = [undefined, job, { ...job, status: 'Cancelled' }, { ...job, status: 'Odd' }, { ...job, status: 'Completed' }]
    for (const map of some)
      for (const status of statuses)
        for (const mappedJob of jobs) {
          const facts = factsOf({ mapping: map, workOrder: { ...workOrder, status }, mappedJob, markedJobs: mappedJob === undefined ? [] : [mappedJob] })
          expect(decide(facts, settings)).toHaveProperty('item.action')
        }
  })

  it('names each rule once, and asks for deeper facts only where shallower ones do not decide', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    expect(decide(factsOf({ level: 'ledger', workOrder: closed }), settings)).toMatchObject({ item: { action: 'skip' } })
    expect(decide(factsOf({ level: 'ledger' }), settings)).toEqual({ needs: 'place' })
    expect(decide(factsOf({ level: 'place' }), settings)).toEqual({ needs: 'draft' })
    expect(decide(factsOf({ level: 'ledger', ...mapped('Completed', 'Completed') }), settings)).toMatchObject({ item: { action: 'unchanged' } })
    expect(decide(factsOf({ level: 'ledger', ...mapped('Scheduled', 'Scheduled') }), settings)).toEqual({ needs: 'place' })
  })

  it('calls for a person before it skips for a switch', () => {
    const changedText = mapped('Scheduled', null, { workOrder: { ...workOrder, description: 'other' } })
    expect(decide(factsOf(changedText), { ...settings, ...withFlags({ writeBack: false }) })).toMatchObject({
      item: { action: 'block', reason: 'text-changed' },
    })
  })

  it('keeps the part of a unit apart from that of no unit', () => {
    expect(unitPart(undefined)).not.toBe(unitPart(''))
  })
})
