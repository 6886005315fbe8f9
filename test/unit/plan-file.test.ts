import { describe, expect, it } from 'vitest'
import { stillPlanned } from '../../src/core/plan/compare-plans.js'
import { checkLimits } from '../../src/core/plan/guards.js'
import type { Plan, PlanItem } from '../../src/core/plan/plan.js'
import { decodePlan, encodePlan } from '../../src/core/plan/plan-file.js'
import { planIdOf } from '../../src/core/plan/plan-id.js'
import { noDecisions } from '../../src/core/plan/tally.js'
import type { WriteLimit } from '../../src/core/plan/settings.js'
import { now } from '../support/planning-records.js'

const parts = { address: 'a', unit: 'u', text: 't' }
const about = (workOrderId: string): { workOrderId: string; number: string; why: string } => ({ workOrderId, number: workOrderId, why: 'because' })

const create = (id: string, draftHash = 'h'): PlanItem => ({
  ...about(id),
  action: 'create',
  marker: `PW-000000${id}-X`,
  draftHash,
  parts,
  customer: { customerId: '7' },
  after: { unitId: '601', category: null },
})
const link = (id: string, jobId = 'J'): PlanItem => ({ ...about(id), action: 'link', marker: 'm', jobId, jobNumber: null, parts, after: {} })
const update = (id: string, status = 'Open'): PlanItem => ({
  ...about(id),
  action: 'update',
  jobId: 'J',
  jobNumber: '5',
  jobStatus: 'Completed',
  before: { status, serviceStatus: null },
  after: { status: 'Closed' },
})
const unchanged = (id: string, syncedJobStatus?: string): PlanItem => ({
  ...about(id),
  action: 'unchanged',
  jobId: 'J',
  ...(syncedJobStatus !== undefined && { syncedJobStatus }),
})
const hold = (id: string): PlanItem => ({ ...about(id), action: 'hold', reason: 'unresolved-unit', before: { unitIds: '500' } })

const planOf = (items: PlanItem[]): Plan => ({
  formatVersion: 1,
  planId: planIdOf(items),
  createdAt: now,
  complete: true,
  ...noDecisions(),
  items,
  problems: [],
})

describe('a plan file', () => {
  const everything = planOf([
    create('1'),
    { ...create('2'), action: 'create', customer: { create: { scope: 'portfolio', key: '9' } } } as PlanItem,
    link('3'),
    update('4'),
    unchanged('5', 'Scheduled'),
    unchanged('6'),
    hold('7'),
    { ...about('8'), action: 'block', reason: 'text-changed', jobId: 'J', after: { changed: 'text' } },
    { ...about('9'), action: 'skip', rule: 'status-not-open' },
    { ...about('99'), action: 'quarantine' },
  ])
  const whole: Plan = { ...everything, skippedBy: { 'status-not-open': 1 }, problems: [{ code: 'c', message: 'm', next: 'n' }] }

  it('is read as it was written', () => {
    expect(decodePlan(encodePlan(whole))).toEqual(whole)
  })

  const changed = (change: (plan: Record<string, unknown> & { items: Record<string, unknown>[] }) => void): string => {
    const plan = JSON.parse(encodePlan(whole))
    change(plan)
    return JSON.stringify(plan)
  }

  it.each([
    ['no JSON', 'plan', 'is not JSON'],
    ['something else', '[]', 'is not a plan of pwsf'],
    ['null', 'null', 'is not a plan of pwsf'],
    ['another version', changed((plan) => (plan['formatVersion'] = 2)), 'format version 2; this pwsf reads version 1'],
    ['a missing member', changed((plan) => delete plan['tally']), 'damaged at tally'],
    ['a missing member of an item', changed((plan) => delete plan.items[0]?.['draftHash']), 'damaged at items.0.draftHash'],
    ['an unknown action', changed((plan) => plan.items[0] && (plan.items[0]['action'] = 'delete')), 'damaged at items.0.action'],
    ['a changed item', changed((plan) => plan.items[3] && (plan.items[3]['jobStatus'] = 'Cancelled')), 'was changed after it was written'],
    ['a removed item', changed((plan) => plan.items.shift()), 'was changed after it was written'],
    ['a date that is none', changed((plan) => (plan['createdAt'] = 'yesterday')), 'damaged at createdAt'],
  ])('is refused when it is %s', (_name, text, words) => {
    expect(() => decodePlan(text)).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining(words) }))
  })
})

describe('stillPlanned', () => {
  it.each<[string, PlanItem, PlanItem | undefined, 'apply' | 'stale' | 'done' | 'none']>([
    ['the same create', create('1'), create('1'), 'apply'],
    ['the same create in other words', create('1'), { ...create('1'), why: 'other' }, 'apply'],
    ['another draft', create('1'), create('1', 'h2'), 'stale'],
    ['another customer', create('1'), { ...create('1'), action: 'create', customer: { customerId: '8' } } as PlanItem, 'stale'],
    ['a create that was applied', create('1'), unchanged('1'), 'done'],
    ['a create that was applied, and whose job moved on', create('1'), update('1'), 'done'],
    ['a create whose job somebody else made', create('1'), link('1'), 'stale'],
    ['a create that is held now', create('1'), hold('1'), 'stale'],
    ['a create whose work order is gone', create('1'), undefined, 'stale'],
    ['the same link', link('1'), link('1'), 'apply'],
    ['a link that was applied', link('1'), unchanged('1', 'Scheduled'), 'done'],
    ['a link to another job', link('1'), link('1', 'K'), 'stale'],
    ['the same update', update('1'), update('1'), 'apply'],
    ['an update over another value', update('1'), update('1', 'Deferred'), 'stale'],
    ['an update that was applied', update('1'), unchanged('1'), 'done'],
    ['the same bookkeeping', unchanged('1', 'Scheduled'), unchanged('1', 'Scheduled'), 'apply'],
    ['bookkeeping that was applied', unchanged('1', 'Scheduled'), unchanged('1'), 'done'],
    ['what writes nothing', hold('1'), hold('1'), 'none'],
  ])('%s', (_name, saved, fresh, expected) => {
    const { apply, stale, done } = stillPlanned(planOf([saved]), planOf(fresh === undefined ? [] : [fresh]))
    expect({ apply: apply.length, stale: stale.length, done: done.length }).toEqual({
      apply: 0,
      stale: 0,
      done: 0,
      ...(expected !== 'none' && { [expected]: 1 }),
    })
  })

  it('says why an item is stale', () => {
    const { stale } = stillPlanned(planOf([create('1'), update('2')]), planOf([create('1', 'x'), hold('2')]))
    expect(stale.map(({ because }) => because)).toEqual(['what would be sent changed', 'now the decision is hold: because'])
  })
})

describe('checkLimits', () => {
  const items = [...['1', '2', '3'].map((id) => create(id)), update('4'), link('5'), hold('6')]
  const exceeded = (maxCreates: WriteLimit, maxUpdates: WriteLimit, read = 100): string[] => checkLimits(items, read, { maxCreates, maxUpdates }).exceeded

  it.each<[string, string[], string[]]>([
    ['no limits', exceeded(null, null), []],
    ['exactly at the limits', exceeded({ count: 3 }, { count: 1 }), []],
    ['above one of them', exceeded({ count: 2 }, { count: 1 }), ['create']],
    ['nothing is allowed', exceeded({ count: 0 }, { count: 0 }), ['create', 'update']],
    ['a share of the work orders', exceeded({ share: 0.02 }, { share: 0.01 }), ['create']],
    ['a share is rounded up', exceeded({ share: 0.021 }, null), []],
    ['a share that binary fractions blur', exceeded({ share: 0.03 }, null), []],
    ['a share of nothing', exceeded(null, { share: 0 }), ['update']],
  ])('%s', (_name, classes, expected) => {
    expect(classes).toEqual(expected)
  })

  it('names number, limit and flag', () => {
    const { problems } = checkLimits(items, 100, { maxCreates: { count: 2 }, maxUpdates: null })
    expect(problems).toMatchObject([{ code: 'limit-exceeded', message: '3 jobs would be created, more than the limit of 2: none of them is' }])
    expect(problems[0]?.next).toContain('--max-creates')
  })
})
