import type { BillPayment, Building, Contact, Lease, Unit, WorkOrder } from '../account/types.js'
import type { Members, Value } from './decode.js'
import type { Settings } from './options.js'
import { type Audited, auditTests, idsOf, isNarrowedByChange, readPage, type Test, textOf } from './pages.js'
import { SoapFault } from './soap-fault.js'
import type { Store } from './store.js'

const criteriaOf = (parameters: Members): Members => {
  const criteria = parameters['criteria']
  return typeof criteria === 'object' && criteria !== null && !Array.isArray(criteria) ? criteria : {}
}

/** A filter by one member of the criteria; nothing when it was not sent. */
const filter = <T>(criteria: Members, name: string, test: (record: T, wanted: string) => boolean): Test<T>[] => {
  const wanted = textOf(criteria, name)
  return wanted === undefined ? [] : [(record) => test(record, wanted)]
}

const commonTests = (criteria: Members, isListed: Test<Audited>): Test<Audited>[] => {
  const ids = idsOf(criteria)
  return [...(isNarrowedByChange(criteria) ? [isListed] : []), ...(ids === undefined ? [] : [(record: Audited) => ids.has(record.id)]), ...auditTests(criteria)]
}

const workOrderTests = (criteria: Members, isListed: Test<Audited>): Test<WorkOrder>[] => [
  ...commonTests(criteria, isListed),
  ...filter<WorkOrder>(criteria, 'buildingId', (record, id) => record.building?.id === id),
  ...filter<WorkOrder>(criteria, 'portfolioId', (record, id) => record.portfolio?.id === id),
  ...filter<WorkOrder>(criteria, 'unitId', (record, id) => record.unitIds.includes(id)),
  ...filter<WorkOrder>(criteria, 'vendorId', (record, id) => record.vendorIds.includes(id)),
  ...filter<WorkOrder>(criteria, 'contactId', (record, id) => record.requester?.id === id),
  ...filter<WorkOrder>(criteria, 'workOrderNumber', (record, wanted) => String(record.number) === wanted),
]

const isSince = (moment: number, from: Value | undefined): boolean => typeof from !== 'number' || moment >= from

/** The reading operations: decoded parameters in, records out; null where the server answers nil. */
export const createReads = (store: Store, settings: Settings, isListed: Test<Audited>) => {
  const { account } = store

  const pageNumber = (criteria: Members): number => {
    const sent = criteria['pageNumber']
    if (typeof sent !== 'number' && settings.strict) throw new SoapFault('java.lang.IllegalArgumentException: pageNumber is required')
    return typeof sent === 'number' ? sent : 0
  }

  const search = <T extends Audited>(parameters: Members, records: readonly T[], tests: (criteria: Members) => readonly Test<T>[]): readonly T[] | null => {
    const criteria = criteriaOf(parameters)
    const page = pageNumber(criteria)
    return readPage({
      records,
      tests: [...commonTests(criteria, isListed), ...tests(criteria)],
      newestFirst: false,
      page,
      size: settings.pageSize,
      end: settings.pageEnd,
    })
  }

  /** A few work orders that the criteria name outright, so that finding one does not walk over all. */
  const named = (criteria: Members): readonly WorkOrder[] | undefined => {
    const number = textOf(criteria, 'workOrderNumber')
    if (number !== undefined) return [store.workOrderByNumber(Number(number))].filter((found) => found !== undefined)
    const ids = idsOf(criteria)
    return ids === undefined
      ? undefined
      : [...ids]
          .map((id) => store.workOrder(id))
          .filter((found) => found !== undefined)
          .toSorted((a, b) => a.createdAt - b.createdAt)
  }

  const workOrders = (criteria: Members): readonly WorkOrder[] | null => {
    const newestFirst = criteria['orderByNewestFirst'] === true
    return readPage({
      records: named(criteria) ?? (newestFirst ? store.byAge : store.byId()),
      tests: workOrderTests(criteria, isListed),
      newestFirst,
      page: pageNumber(criteria),
      size: settings.pageSize,
      end: settings.pageEnd,
    })
  }

  const payments = (parameters: Members, voided: boolean): BillPayment[] => {
    const portfolioIds = parameters['portfolioIds']
    const wanted = Array.isArray(portfolioIds) && portfolioIds.length > 0 ? new Set(portfolioIds) : undefined
    return account.billPayments.filter(
      (payment) =>
        payment.voided === voided &&
        isSince(payment.modifiedAt, parameters['lastSync']) &&
        isSince(payment.date, parameters['cutoffDate']) &&
        (wanted === undefined || wanted.has(payment.portfolio?.id ?? '')),
    )
  }

  const group = (parameters: Members, voided: boolean): BillPayment[] => {
    const sent = parameters['group']
    const index = (typeof sent === 'number' ? sent : 0) - settings.firstGroup
    return index < 0 ? [] : payments(parameters, voided).slice(index * settings.pageSize, (index + 1) * settings.pageSize)
  }

  const groupCount = (parameters: Members, voided: boolean): number => Math.ceil(payments(parameters, voided).length / settings.pageSize)

  return {
    echoString: (parameters: Members) => parameters['arg'] ?? null,
    getCurrentUser: () => account.apiUser,
    getAllPortfolios: () => account.portfolios,
    getVendors: () => account.vendors,
    getBuildings: (parameters: Members) =>
      search<Building>(parameters, account.buildings, (criteria) =>
        filter(criteria, 'ownerId', (building, id) => building.portfolio?.owners.some((owner) => owner.id === id) ?? false),
      ),
    getBuildingsForPortfolio: (parameters: Members) => account.buildings.filter((building) => building.portfolio?.id === parameters['portfolioID']),
    getUnits: (parameters: Members) =>
      search<Unit>(parameters, account.units, (criteria) => filter(criteria, 'buildingId', (unit, id) => unit.building.id === id)),
    getLeases: (parameters: Members) =>
      search<Lease>(parameters, account.leases, (criteria) => filter(criteria, 'tenantId', (lease, id) => lease.tenants.some((tenant) => tenant.id === id))),
    getContacts: (parameters: Members) =>
      search<Contact>(parameters, account.contacts, (criteria) => filter(criteria, 'email', (contact, email) => contact.email === email)),
    getActiveLeaseForUnit(parameters: Members): Lease | null {
      const unit = store.unit(textOf(parameters, 'unitId') ?? '')
      return unit === undefined ? null : store.activeLease(unit.id)
    },
    getActiveLeaseForRentableBuilding(parameters: Members): Lease | null {
      const building = store.building(textOf(parameters, 'buildingId') ?? '')
      return building?.rentable === true ? store.activeLease(building.id) : null
    },
    getWorkOrders: (parameters: Members) => workOrders(criteriaOf(parameters)),
    getWorkOrder: (parameters: Members) => workOrders({ pageNumber: 1, ...criteriaOf(parameters) })?.[0] ?? null,
    getBillPayments: (parameters: Members) => group(parameters, false),
    getBillPaymentGroupCount: (parameters: Members) => groupCount(parameters, false),
    getVoidedBillPayments: (parameters: Members) => group(parameters, true),
    getVoidedBillPaymentGroupCount: (parameters: Members) => groupCount(parameters, true),
  }
}
