import { describe, expect, it } from 'vitest'
import { generateAccount } from '../../src/sandbox/account/generate.js'
import { describeTruth } from '../../src/sandbox/account/truth.js'
import type { Account } from '../../src/sandbox/account/types.js'

const now = new Date('2031-03-03T12:00:00Z')
const generate = (workOrders: number, seed = 'test', portfolios = 12): Account => generateAccount({ seed, workOrders, portfolios, now })

/** The account as text, records named by their ids where they point at each other. */
const fingerprint = (account: Account): string =>
  JSON.stringify(account.workOrders.map((each) => ({ ...each, building: each.building?.id, portfolio: each.portfolio?.id, lease: each.lease?.id }))) +
  JSON.stringify(account.units.map(({ building, ...unit }) => ({ ...unit, building: building.id }))) +
  JSON.stringify(account.billPayments.map(({ building, portfolio, ...payment }) => ({ ...payment, building: building.id, portfolio: portfolio?.id })))

describe('the generated account', () => {
  it('is the same for the same seed and another one for another seed', () => {
    expect(fingerprint(generate(300))).toBe(fingerprint(generate(300)))
    expect(fingerprint(generate(300))).not.toBe(fingerprint(generate(300, 'other')))
  })

  it.each([0, 1, 10, 100, 1_000, 5_000])('holds %i work orders, 4 of a hundred of them on the building instead of the unit', (count) => {
    for (const seed of ['a', 'b', 'c']) {
      const account = generate(count, seed)
      expect(account.workOrders).toHaveLength(count)
      const buildings = new Map(account.buildings.map((building) => [building.id, building]))
      const wrong = account.workOrders.filter(({ unitIds }) => buildings.get(unitIds[0] ?? '')?.rentable === false)
      expect(wrong).toHaveLength(Math.round(count * 0.04))
      expect(new Set(wrong)).toEqual(new Set(account.wrongUnits.map(({ workOrder }) => workOrder)))
    }
  })

  it('lets 40 of 1,000 be wrong, half of them open and half of them with the lease of the true unit', () => {
    const { wrongUnits } = generate(1_000)
    expect(wrongUnits).toHaveLength(40)
    expect(wrongUnits.filter(({ workOrder }) => workOrder.status === 'Open')).toHaveLength(20)
    expect(wrongUnits.filter(({ evidence }) => evidence[0] === 'lease')).toHaveLength(20)
    const traces = ['requester', 'service-request-unit', 'specific-location', 'description', undefined]
    for (const trace of traces) expect(wrongUnits.filter(({ evidence }) => evidence[0] === trace)).toHaveLength(4)
  })

  it('tells the truth about every wrong one', () => {
    const account = generate(1_000)
    const truth = describeTruth(account)
    const workOrders = new Map(account.workOrders.map((each) => [each.id, each]))
    const units = new Map(account.units.map((each) => [each.id, each]))
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth)
    for (const row of truth.wrongUnits) {
      const workOrder = workOrders.get(row.id)
      const unit = units.get(row.trueUnitId)
      expect(workOrder?.number).toBe(row.number)
      expect(workOrder?.unitIds).toEqual([row.wrongUnitId])
      expect(row.wrongUnitId).toBe(row.buildingId)
      expect(unit?.building.id).toBe(row.buildingId)
      expect(workOrder?.building?.id).toBe(row.buildingId)
      const name = unit?.abbreviation ?? ''
      const tenants = account.leases.filter((lease) => lease.unit === unit && lease.active).flatMap((lease) => lease.tenants)
      const request = workOrder?.serviceRequest?.unit ?? null
      // A trace is named when it is there, and only then.
      const leads = {
        lease: workOrder?.lease?.unit === unit,
        requester: tenants.some((tenant) => tenant === workOrder?.requester),
        'service-request-unit': request?.includes(name) ?? false,
        'specific-location': row.evidence.includes('specific-location') && (workOrder?.specificLocation?.includes(name) ?? false),
        description: row.evidence.includes('description') && (workOrder?.description?.split(':')[0]?.includes(name) ?? false),
      }
      const found = Object.entries(leads).flatMap(([trace, there]) => (there ? [trace] : []))
      expect(row.evidence).toEqual(found.length === 0 ? ['none'] : found)
      // What does not lead to the true unit leads nowhere.
      expect([leads.lease || workOrder?.lease === null, leads['service-request-unit'] || request === null]).toEqual([true, true])
    }
  })

  it('keeps homes, which are their own units, apart from apartment houses', () => {
    const { buildings, units } = generate(1_000)
    expect(buildings.some((building) => building.rentable)).toBe(true)
    const sizes = buildings.filter((building) => !building.rentable).map((building) => building.units.length)
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([2, 20])
    expect(buildings.filter((building) => building.rentable).flatMap((building) => building.units)).toEqual([])
    expect(units).toHaveLength(buildings.reduce((sum, building) => sum + building.units.length, 0))
    expect(units.every((unit) => unit.building.units.includes(unit))).toBe(true)
  })

  it('looks like a real one', () => {
    const { workOrders, buildings, leases, contacts, billPayments, portfolios } = generate(1_000)
    const share = (test: (each: (typeof workOrders)[number]) => boolean): number => workOrders.filter(test).length / workOrders.length
    expect(share(({ status }) => status === 'Open')).toBeGreaterThan(0.18)
    expect(share(({ status }) => status === 'Open')).toBeLessThan(0.32)
    expect(new Set(workOrders.map(({ status }) => status))).toEqual(new Set(['Open', 'Closed', 'Canceled By Tenant', 'On Hold']))
    expect(share(({ category }) => category === 'HVAC ')).toBeGreaterThan(0.1)
    expect(share(({ description }) => description?.includes('\r\n') ?? false)).toBeGreaterThan(0.2)
    expect(workOrders.some(({ status, completedAt }) => status === 'Closed' && completedAt === null)).toBe(true)
    expect(workOrders.some(({ location }) => location === '')).toBe(true)
    expect(workOrders.some(({ requester }) => requester === null)).toBe(true)
    expect(workOrders.some(({ source, status, lease, requester }) => source === 'Website' && status === 'Open' && lease === null && requester !== null)).toBe(
      true,
    )
    expect(workOrders.every(({ customFields }) => customFields.map(({ name }) => name).join() === 'Service Status,Zone')).toBe(true)
    expect(buildings.some(({ portfolio }) => portfolio === null)).toBe(true)
    expect(new Set(leases.map(({ status }) => status))).toEqual(new Set(['Terminated', 'Active', 'Active - Notice Given', 'Draft', 'Eviction']))
    expect(billPayments.some(({ voided }) => voided)).toBe(true)
    expect(new Set(billPayments.map(({ checkNumber }) => checkNumber)).size).toBeLessThan(billPayments.length)
    expect(portfolios).toHaveLength(12)
    expect(new Set(portfolios.map(({ abbreviation }) => abbreviation)).size).toBe(12)
    // Nothing that could reach a person: reserved numbers and reserved domains only.
    expect(contacts.every(({ email }) => email === null || email === '' || email.endsWith('@example.test'))).toBe(true)
    expect(contacts.every(({ mobilePhone }) => mobilePhone === null || /555[-. ]?01\d\d/.test(mobilePhone))).toBe(true)
  })

  it('has unique keys of ten digits above 2^31, and ages that ascend up to now', () => {
    const account = generate(1_000)
    for (const list of [account.workOrders, account.units, account.buildings, account.leases, account.contacts, account.portfolios, account.vendors]) {
      const ids = list.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.every((id) => /^\d{10}$/.test(id) && Number(id) > 2 ** 31)).toBe(true)
    }
    const ages = account.workOrders.map(({ createdAt }) => createdAt)
    expect(ages).toEqual(ages.toSorted((a, b) => a - b))
    expect(account.workOrders.every(({ createdAt, modifiedAt }) => createdAt <= modifiedAt && modifiedAt < now.getTime())).toBe(true)
    expect(account.buildings.every(({ abbreviation }) => abbreviation.length <= 12)).toBe(true)
  })

  it('makes as many portfolios as it is asked for', () => {
    for (const portfolios of [1, 8, 24]) {
      const account = generate(200, 'test', portfolios)
      expect(account.portfolios).toHaveLength(portfolios)
      for (const portfolio of account.portfolios) expect(account.buildings.some((building) => building.portfolio === portfolio)).toBe(true)
    }
  })

  it('scales to 100,000 work orders with shared values', () => {
    const account = generate(100_000)
    expect(account.wrongUnits).toHaveLength(4_000)
    expect(new Set(account.workOrders.flatMap(({ customFields }) => customFields)).size).toBeLessThan(30)
  })
})
