import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlayView } from '../../src/core/plan/overlay.js'
import { building, job, mapping, unit, workOrder } from '../support/planning-records.js'
import { viewOf } from '../support/planning-view.js'

describe('overlayView', () => {
  it('walks both as one sorted list, in which what was read live wins', async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 10, max: 60 }).map(String))
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.integer({ min: 1, max: 7 }), async (live, stored, limit) => {
        const view = overlayView(
          viewOf({ 'work-orders': live.map((id) => ({ ...workOrder, id, status: 'live' })) }),
          viewOf({ 'work-orders': stored.map((id) => ({ ...workOrder, id, status: 'stored' })) }),
        )
        const walked: [string, string | null | undefined][] = []
        for (let after: string | null = null; ; after = walked.at(-1)?.[0] ?? null) {
          const batch = await view.workOrdersAfter(after, limit)
          walked.push(...batch.map(({ id, status }): [string, string | null | undefined] => [id, status]))
          if (batch.length === 0) break
          expect(batch.length).toBeLessThanOrEqual(limit)
        }
        const expected = new Map([...stored.map((id) => [id, 'stored'] as const), ...live.map((id) => [id, 'live'] as const)])
        expect(walked).toEqual([...expected].sort(([left], [right]) => (left < right ? -1 : 1)))
      }),
    )
  })

  it('shows a record where its live state puts it, and nowhere else', async () => {
    const top = viewOf({ units: [{ ...unit, buildingId: '501' }], jobs: [{ ...job, poNumber: 'PW-0000009-X' }], buildings: [{ ...building, name: 'New' }] })
    const base = viewOf({ units: [unit, { ...unit, id: '603' }], jobs: [job, { ...job, id: '2' }], buildings: [building, { ...building, id: '501' }] })
    const view = overlayView(top, base)
    expect((await view.unitsOfBuildings(['500'])).map(({ id }) => id)).toEqual(['603'])
    expect((await view.unitsOfBuildings(['501'])).map(({ id }) => id)).toEqual(['601'])
    const jobs = await view.jobsByMarker(['PW-0001042-X', 'PW-0000009-X'])
    expect([...jobs].map(([marker, found]) => [marker, found.map(({ id }) => id)])).toEqual([
      ['PW-0000009-X', ['81003']],
      ['PW-0001042-X', ['2']],
    ])
    const found = await view.byId('buildings', ['500', '501'])
    expect([found.get('500')?.name, found.get('501')?.name]).toEqual(['New', 'Maple Court'])
  })

  it('takes the ledger from the warehouse, and frees from quarantine what was read well', async () => {
    const top = viewOf({ 'work-orders': [workOrder], quarantined: ['7'] })
    const base = viewOf({ quarantined: ['100', '8'], mappings: [mapping], flags: [{ name: 'customers.create', enabled: true }] })
    const view = overlayView(top, base)
    expect(await view.quarantinedKeys('work-orders')).toEqual(['7', '8'])
    expect(await view.jobMappings(['100'])).toEqual(new Map([['100', mapping]]))
    expect(await view.featureFlags()).toHaveLength(1)
    expect([await view.openIntents(), await view.customerMappings()]).toEqual([[], []])
  })
})
