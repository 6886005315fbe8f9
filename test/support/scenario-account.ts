import { type Bean, nameIn } from './scenario-envelope.js'
import type { Account } from './scenario-propertyware.js'
import { membersOf, type TypeName, zeroOf } from './scenario-schema.js'
import type { Office, Row } from './scenario-servicefusion.js'

/** `pw.json`: only what matters. References are IDs, custom fields a table, a building's portfolio its ID. */
export type BriefAccount = Partial<Record<'portfolios' | 'buildings' | 'units' | 'leases' | 'contacts' | 'vendors' | 'workOrders', Bean[]>>

/** `sf.json`: only what matters. */
export interface BriefOffice {
  customers?: Row[]
  jobs?: Row[]
  statuses?: string[]
  categories?: string[]
}

/** What a record holds where the scenario says nothing, beside nil for everything and zero for primitives. */
const usual: Partial<Record<TypeName, Bean>> = {
  Portfolio: { active: true, targetOperatingReserve: 500, owners: [] },
  Building: { active: true, address: '480 Example Court', city: 'Springfield', state: 'TX', zip: '75000', notes: [], customFields: [], units: [] },
  Unit: { active: true, notes: [], customFields: [] },
  Lease: { active: true, leaseStatus: 'Active', startDate: '2025-09-01T05:00:00.000Z', tenants: [] },
  Contact: { contactType: 'Tenant', ssn: '000-00-0000', driversLicenseNumber: '0000000', birthDate: '1970-01-01T00:00:00.000Z' },
  Vendor: { active: true, taxID: '00-0000000' },
  WorkOrder: {
    status: 'Open',
    description: 'Kitchen sink drains slowly',
    category: 'Plumbing',
    type: 'Service Request',
    source: 'Tenant Portal',
    priority: 'Medium',
    priorityAsInt: 2,
    hourEstimate: 1.5,
    costEstimate: 225,
    createdDate: '2026-03-02T15:41:07.000Z',
    unitIDs: [],
    vendorIDs: ['6500000021'],
    notes: [{ ID: '6800000701', subject: 'Access', body: 'At home after 4 pm', date: '2026-03-02T16:00:00.000Z', private: true }],
    documents: [],
    customFields: { Zone: null, 'Service Status': 'New' },
  },
}

const whole = (type: TypeName, brief: Bean): Bean => {
  const record: Bean = {}
  for (const [name, { kind, primitive }] of membersOf(type)) record[name] = primitive ? zeroOf(kind) : null
  const unknown = Object.keys(brief).find((name) => !Object.hasOwn(record, name))
  if (unknown !== undefined) throw new Error(`pw.json: ${type} has no member ${unknown}`)
  return { ...record, ...usual[type], ...brief }
}

const customFields = (table: unknown): Bean[] =>
  Object.entries((table ?? {}) as Bean).map(([fieldName, value], index) => ({ ID: `610000040${index + 1}`, dataType: 'Text', fieldName, value }))

/** The whole account behind a short one. */
export const completeAccount = (brief: BriefAccount): Account => {
  const records = (type: TypeName, list: Bean[] | undefined): Bean[] => (list ?? []).map((record) => whole(type, record))
  const portfolios = records('Portfolio', brief.portfolios)
  const byId = (list: readonly Bean[], id: unknown): Bean | undefined => list.find((record) => record['ID'] === id)
  const portfolioOfBuilding = new Map<string, string>()
  const units = records('Unit', brief.units)
  const buildings = records('Building', brief.buildings).map((building) => {
    if (building['portfolio'] !== null) portfolioOfBuilding.set(String(building['ID']), nameIn(building['portfolio']))
    const abbreviation = byId(portfolios, building['portfolio'])?.['abbreviation'] ?? null
    return { ...building, portfolio: abbreviation, units: units.filter((unit) => unit['buildingID'] === building['ID']) }
  })
  const workOrders = records('WorkOrder', brief.workOrders).map((workOrder) => {
    const [portfolio, building] = [byId(portfolios, workOrder['portfolio']), byId(buildings, workOrder['building'])]
    const isPlaced = portfolio !== undefined && building !== undefined
    const location = isPlaced ? `${nameIn(portfolio['abbreviation'])} | ${nameIn(building['abbreviation'])}` : null
    return { ...workOrder, location: workOrder['location'] ?? location, customFields: customFields(workOrder['customFields']) }
  })
  return {
    portfolios,
    buildings,
    units,
    leases: records('Lease', brief.leases),
    contacts: records('Contact', brief.contacts),
    vendors: records('Vendor', brief.vendors),
    workOrders,
    portfolioOfBuilding,
  }
}

const usualStatuses = ['Unscheduled', 'Scheduled', 'Dispatched', 'On Site', 'Completed', 'Invoiced', 'Cancelled']
const usualCategories = ['Plumbing', 'HVAC', 'Electrical', 'General Maintenance']

/** The whole account behind a short one: jobs belong to the first customer, and their number is their id. */
export const completeOffice = ({ customers = [], jobs = [], statuses = usualStatuses, categories = usualCategories }: BriefOffice): Office => ({
  customers,
  jobs: jobs.map((job) => ({
    number: String(job['id']),
    po_number: null,
    status: statuses[0] ?? null,
    sub_status: null,
    category: null,
    priority: 'Normal',
    description: '',
    customer_id: customers[0]?.['id'] ?? null,
    customer_name: customers[0]?.['customer_name'] ?? null,
    street_1: null,
    street_2: null,
    city: null,
    state_prov: null,
    postal_code: null,
    location_name: null,
    start_date: null,
    total: 120.5,
    created_at: '2026-01-05T08:00:00+00:00',
    closed_at: '-0001-11-30T00:00:00+00:00',
    ...job,
  })),
  statuses,
  categories,
})
