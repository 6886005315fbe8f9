import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/plan/decide.js'
import { draftParts } from '../../src/core/plan/draft.js'
import type { PlanItem } from '../../src/core/plan/plan.js'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import { hashStatuses } from '../../src/core/plan/shown-statuses.js'
import type { WorkOrderFacts } from '../../src/core/plan/work-order-facts.js'
import { factsOf, job, mapping, settings, unit, workOrder } from '../support/planning-records.js'

const policies = ['propertyware', 'servicefusion', 'hold'] as const
type Policy = (typeof policies)[number]

const synced = { status: 'Open', serviceStatus: 'Scheduled' }
const withService = (serviceStatus: string, status = 'Open') => ({ ...workOrder, status, customFields: [{ name: 'Service Status', value: serviceStatus }] })

/** Both sides were in step at "Scheduled"; since then each may have moved. */
const facts = (shown: ReturnType<typeof withService>, jobStatus: string, writtenHash?: string): WorkOrderFacts => {
  const mappedJob = { ...job, status: jobStatus }
  const parts = draftParts(factsOf(), { unitId: '601', unit })
  return factsOf({
    workOrder: shown,
    mapping: { ...mapping, parts, syncedJobStatus: 'Scheduled', syncedStatuses: synced, ...(writtenHash !== undefined && { writtenHash }) },
    mappedJob,
    markedJobs: [mappedJob],
  })
}

const decision = (known: WorkOrderFacts, conflictPolicy: Policy, more: Partial<SyncSettings> = {}): PlanItem => {
  const found = decide(known, { ...settings, ...more, conflictPolicy })
  if ('needs' in found) throw new Error('undecided')
  return found.item
}

const unchanged = withService('Scheduled')
const byPerson = withService('On hold')
const toSame = withService(' in PROGRESS ')

describe('who changed the status x the same target x policy', () => {
  it.each<[string, ReturnType<typeof withService>, string, Record<Policy, Partial<PlanItem>>]>([
    ['nobody', unchanged, 'Scheduled', { propertyware: { action: 'unchanged' }, servicefusion: { action: 'unchanged' }, hold: { action: 'unchanged' } }],
    [
      'PropertyWare only: its own change stays',
      byPerson,
      'Scheduled',
      {
        propertyware: { action: 'unchanged', syncedJobStatus: 'Scheduled' },
        servicefusion: { action: 'unchanged', syncedJobStatus: 'Scheduled' },
        hold: { action: 'unchanged', syncedJobStatus: 'Scheduled' },
      },
    ],
    [
      'ServiceFusion only: it is written back',
      unchanged,
      'Started',
      {
        propertyware: { action: 'update', after: { serviceStatus: 'In Progress' } },
        servicefusion: { action: 'update', after: { serviceStatus: 'In Progress' } },
        hold: { action: 'update', after: { serviceStatus: 'In Progress' } },
      },
    ],
    [
      'both, to the same',
      toSame,
      'Started',
      {
        propertyware: { action: 'unchanged', syncedJobStatus: 'Started' },
        servicefusion: { action: 'unchanged', syncedJobStatus: 'Started' },
        hold: { action: 'unchanged', syncedJobStatus: 'Started' },
      },
    ],
    [
      'both, to different things',
      byPerson,
      'Started',
      {
        propertyware: { action: 'unchanged', syncedJobStatus: 'Started', conflict: { winner: 'propertyware', lost: 'Started' } },
        servicefusion: { action: 'update', after: { serviceStatus: 'In Progress' }, conflict: { winner: 'servicefusion', lost: '"Open", "On hold"' } },
        hold: { action: 'hold', reason: 'status-conflict' },
      },
    ],
  ])('%s', (_name, shown, jobStatus, expected) => {
    for (const policy of policies) {
      const item = decision(facts(shown, jobStatus), policy)
      expect(item).toMatchObject(expected[policy])
      expect('conflict' in item).toBe('conflict' in expected[policy])
    }
  })

  it('names both values, whoever stands', () => {
    const words = policies.map((policy) => decision(facts(byPerson, 'Started'), policy).why)
    for (const why of words) expect(why).toContain('On hold')
    for (const why of words) expect(why).toContain('Started')
  })

  it('takes what pwsf itself sent for an echo', () => {
    const sent = hashStatuses({ status: 'Open', serviceStatus: 'In Progress' })
    const echo = withService('In Progress ')
    expect(decision(facts(echo, 'Completed', sent), 'hold')).toMatchObject({ action: 'update', after: { status: 'Closed', serviceStatus: 'Closed' } })
    expect(decision(facts(echo, 'Completed'), 'hold')).toMatchObject({ action: 'hold', reason: 'status-conflict' })
  })

  it('sees no conflict when both sides finished the work', () => {
    expect(decision(facts(withService('Scheduled', 'Closed'), 'Completed'), 'hold')).toMatchObject({ action: 'update', after: { serviceStatus: 'Closed' } })
    expect(decision(facts(withService('Denied', 'Closed'), 'Completed'), 'hold')).toMatchObject({ action: 'hold', reason: 'status-conflict' })
  })

  it('holds nothing for a conflict while nothing is written back', () => {
    const off = { flags: { ...settings.flags, writeBack: false } }
    expect(decision(facts(byPerson, 'Started'), 'hold', off)).toMatchObject({ action: 'skip', rule: 'write-back-flag-off' })
  })
})
