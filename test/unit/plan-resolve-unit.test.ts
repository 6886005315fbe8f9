import { describe, expect, it } from 'vitest'
import type { Lease } from '../../src/core/model/propertyware.js'
import { resolveUnit, type UnitQuestion } from '../../src/core/plan/resolve-unit.js'
import { building, home, otherUnit, unit, workOrder } from '../support/planning-records.js'

const lease: Lease = { id: '700', buildingId: '500', unitId: '602' }

const ask = (unitIds: string[] | null | undefined, more: Partial<UnitQuestion> = {}): ReturnType<typeof resolveUnit> =>
  resolveUnit({ workOrder: { ...workOrder, ...(unitIds === undefined ? {} : { unitIds }) }, building, units: [unit, otherUnit], lease: undefined, ...more })

const atHome = (unitIds: string[] | null): ReturnType<typeof resolveUnit> =>
  resolveUnit({ workOrder: { ...workOrder, buildingId: '510', unitIds }, building: home, units: [{ ...unit, id: '510', buildingId: '510' }], lease: undefined })

describe('resolveUnit', () => {
  it.each([
    ['one valid id', ask(['601']), 'unit-ids', '601'],
    ['the same id twice', ask(['601', '601']), 'unit-ids', '601'],
    ['one valid id beside the building', ask(['500', '601']), 'unit-ids', '601'],
    ['one valid id beside a stranger', ask(['999', '601']), 'unit-ids', '601'],
    ['the valid id wins over the lease', ask(['601'], { lease }), 'unit-ids', '601'],
    ['the building, and a lease', ask(['500'], { lease }), 'lease', '602'],
    ['no id, and a lease', ask([], { lease }), 'lease', '602'],
    ['an inactive id, and a lease', ask(['601'], { units: [{ ...unit, active: false }, otherUnit], lease }), 'lease', '602'],
    ['a unit whose activity is unknown', ask(['601'], { units: [{ ...unit, active: null }] }), 'unit-ids', '601'],
    ['a home: its own id', atHome(['510']), 'single-family', '510'],
    ['a home: no id', atHome([]), 'single-family', '510'],
    ['a home: nil', atHome(null), 'single-family', '510'],
  ])('%s is resolved', (_name, resolution, evidence, unitId) => {
    expect(resolution).toMatchObject({ state: 'resolved', evidence, unitId })
  })

  it.each([
    ['two valid ids', ask(['601', '602']), 'several units of building MAPLE (500): unit 2B (601) and unit 3C (602)'],
    ['two valid ids and a lease for one of them', ask(['601', '602'], { lease }), 'several units'],
    ['the building itself', ask(['500']), 'its unit id is that of the multi-unit building MAPLE (500) itself, and no lease of it is known'],
    ['the building itself, and a lease of the building', ask(['500'], { lease: { ...lease, unitId: '500' } }), 'lease 700 names the building itself'],
    ['no id, and a lease elsewhere', ask([], { lease: { ...lease, unitId: '999' } }), 'unit 999 of lease 700 is not an active unit'],
    ['no id, and a lease without a unit', ask([], { lease: { ...lease, unitId: null } }), 'lease 700 names no unit'],
    ['a unit of another building', ask(['601'], { units: [{ ...unit, buildingId: '501' }, otherUnit] }), 'its unit id 601 is not an active unit'],
    ['two strangers', ask(['1', '2']), 'none of its unit ids 1 and 2 is an active unit'],
    ['a building without units', ask(['500'], { units: [] }), 'not rentable as a whole, and no units of it are known'],
    ['a building whose only unit row is itself', ask(['500'], { units: [{ ...unit, id: '500' }] }), 'no units of it are known'],
    ['a home with a foreign unit', atHome(['601']), 'building FERN (510) is rented as a whole, but the work order names unit 601'],
    ['rentable and multi-unit at once', ask(['500'], { building: { ...building, rentable: true } }), 'multi-unit'],
  ])('%s is not resolved', (_name, resolution, words) => {
    expect(resolution.state).toBe('unresolved')
    expect(resolution.why).toContain(words)
  })

  it('says when the building is missing or unknown', () => {
    expect(ask(['601'], { building: undefined })).toEqual({ state: 'unknown-building', why: 'building 500 is not known to the warehouse' })
    const homeless = resolveUnit({ workOrder: { ...workOrder, buildingId: null }, building: undefined, units: [], lease: undefined })
    expect(homeless).toEqual({ state: 'unknown-building', why: 'the work order names no building' })
  })
})
