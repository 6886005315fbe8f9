import { describe, expect, test } from 'vitest'
import { PwsfError } from '../../src/core/errors.js'
import { type AccountDirectory, giveUpOnFailure } from '../../src/core/plan/directory.js'
import { buildPlan } from '../../src/core/plan/plan-sync.js'
import { defaultSyncSettings } from '../../src/core/plan/settings.js'
import { building, now, portfolio, unit, workOrder } from '../support/planning-records.js'
import { viewOf } from '../support/planning-view.js'

const view = viewOf({
  'work-orders': [workOrder, { ...workOrder, id: '101', number: '1101', status: 'Completed' }, { ...workOrder, id: '102', number: '1102' }],
  buildings: [building],
  units: [unit],
  portfolios: [portfolio],
})

const failing = (error: Error): AccountDirectory & { asked: () => number } => {
  let asked = 0
  const fail = () => {
    asked += 1
    return Promise.reject(error)
  }
  return { customers: fail, jobStatuses: fail, jobCategories: fail, asked: () => asked }
}

const planWith = (directory: AccountDirectory) => buildPlan({ view, directory, settings: defaultSyncSettings, now, complete: true, keep: 'all', batchSize: 1 })

describe('lists of ServiceFusion that cannot be read', () => {
  for (const kind of ['unavailable', 'rate-limit', 'untrusted', 'rejected', 'bad-data'] as const)
    test(`${kind}: every work order has an outcome, and those that may need a job wait`, async () => {
      const { tally, skippedBy, items } = await planWith(failing(new PwsfError(kind, 'no answer')))
      expect(tally).toMatchObject({ read: 3, create: 0, skip: 3 })
      expect(skippedBy).toEqual({ 'source-incomplete': 2, 'status-not-open': 1 })
      expect(items[0]).toMatchObject({ action: 'skip', rule: 'source-incomplete', number: workOrder.number })
    })

  for (const kind of ['auth', 'config', 'storage', 'interrupted'] as const)
    test(`${kind} ends the run`, async () => {
      await expect(planWith(failing(new PwsfError(kind, 'no')))).rejects.toMatchObject({ kind })
    })
})

describe('a directory that gives up', () => {
  test('asks a system that failed no second time, batch after batch', async () => {
    const directory = failing(new PwsfError('unavailable', 'no answer'))
    const once = giveUpOnFailure(directory)
    await planWith(once)
    // The lists of one batch are asked for at the same time.
    expect(directory.asked()).toBeLessThanOrEqual(3)
    expect(once.failure()).toMatchObject({ kind: 'unavailable' })
  })

  test('asks nothing when the system is known to be down', async () => {
    const directory = failing(new PwsfError('unavailable', 'no answer'))
    await planWith(giveUpOnFailure(directory, new PwsfError('unavailable', 'down')))
    expect(directory.asked()).toBe(0)
  })

  test('keeps the lists that came before', async () => {
    let broken = false
    const read = async () => {
      if (broken) throw new PwsfError('unavailable', 'no answer')
      return []
    }
    const directory = giveUpOnFailure({ customers: async () => ({ byName: new Map(), byId: new Map() }), jobStatuses: read, jobCategories: read })
    await directory.jobStatuses()
    broken = true
    await expect(directory.jobCategories()).rejects.toThrow('no answer')
    expect(await directory.jobStatuses()).toEqual([])
    await expect(directory.customers()).rejects.toThrow('no answer')
  })
})
