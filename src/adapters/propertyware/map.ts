import type { Building, Lease, Portfolio, Tenant, Unit, Vendor, WorkOrder } from '../../core/model/propertyware.js'
import { fold, isBlank } from '../../core/model/text.js'
import type { BuildingWire, ContactWire, LeaseWire, PortfolioWire, UnitWire, VendorWire, WorkOrderWire } from './wire.js'

type Names<W> = Readonly<Record<string, keyof W>>
type Renamed<W, N extends Names<W>> = { [M in keyof N]?: Exclude<W[N[M]], undefined> }

/** The members under the model's names; one that was absent on the wire stays absent. */
const rename = <W extends object, const N extends Names<W>>(wire: W, names: N): Renamed<W, N> => {
  const renamed: Record<string, unknown> = {}
  for (const [to, from] of Object.entries(names)) if (wire[from] !== undefined) renamed[to] = wire[from]
  return renamed as Renamed<W, N>
}

/** `{ [name]: value }`, or nothing when the value is absent. */
const given = <K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } => (value === undefined ? {} : ({ [name]: value } as { [P in K]: T }))

/** The id of a nested record: null when the record is nil, undefined when record or id is absent. */
const idOf = (reference: { ID?: string | null } | null | undefined): string | null | undefined => (reference === null ? null : reference?.ID)

const place = { street1: 'address', street2: 'address2', city: 'city', state: 'state', zip: 'zip', country: 'country' } as const

type OwnerWire = NonNullable<PortfolioWire['owners']>[number]

const ownerName = (owner: OwnerWire): string => {
  if (!isBlank(owner.name)) return owner.name ?? ''
  const person = [owner.firstName, owner.lastName].filter((part) => !isBlank(part)).join(' ')
  return person === '' ? (owner.companyName ?? '') : person
}

export const toPortfolio = (wire: PortfolioWire): Portfolio => ({
  id: wire.ID,
  ...rename(wire, { abbreviation: 'abbreviation', name: 'name', active: 'active' }),
  ...given('owners', wire.owners === undefined ? undefined : (wire.owners?.map((owner) => ({ id: owner.ID, name: ownerName(owner) })) ?? null)),
})

/** `portfolioId` is left out: the wire has the portfolio's abbreviation only. */
export const toBuilding = (wire: BuildingWire): Building => ({
  id: wire.ID,
  ...rename(wire, {
    ...place,
    portfolioAbbreviation: 'portfolio',
    abbreviation: 'abbreviation',
    name: 'name',
    active: 'active',
    multiUnit: 'multiUnit',
    rentable: 'rentable',
    type: 'type',
  }),
})

export const toUnit = (wire: UnitWire): Unit => ({
  id: wire.ID,
  ...rename(wire, { ...place, buildingId: 'buildingID', abbreviation: 'abbreviation', name: 'name', active: 'active', type: 'type', status: 'status' }),
})

export const toLease = (wire: LeaseWire): Lease => ({
  id: wire.ID,
  ...given('buildingId', wire.buildingID ?? idOf(wire.building) ?? wire.buildingID),
  ...given('unitId', wire.unitID ?? idOf(wire.unit) ?? wire.unitID),
  ...rename(wire, {
    status: 'leaseStatus',
    active: 'active',
    startDate: 'startDate',
    endDate: 'endDate',
    moveInDate: 'moveInDate',
    moveOutDate: 'moveOutDate',
  }),
  ...given('tenantIds', wire.tenants === undefined ? undefined : (wire.tenants?.map(({ ID }) => ID) ?? null)),
  ...given('primaryContactId', idOf(wire.primaryContact)),
})

const otherPeople: ReadonlySet<string> = new Set(['owner', 'vendor', 'prospect'])

/** Whether a contact may be a tenant: every kind that is not clearly somebody else, because the list of kinds is not published. */
export const mayBeTenant = (wire: ContactWire): boolean => !otherPeople.has(fold(wire.contactType))

export const toTenant = (wire: ContactWire): Tenant => ({
  id: wire.ID,
  ...rename(wire, {
    firstName: 'firstName',
    lastName: 'lastName',
    email: 'email',
    mobilePhone: 'mobilePhone',
    homePhone: 'homePhone',
    workPhone: 'workPhone',
    contactType: 'contactType',
  }),
})

export const toVendor = (wire: VendorWire): Vendor => ({ id: wire.ID, ...rename(wire, { name: 'name', active: 'active', vendorType: 'vendorType' }) })

type RequesterWire = WorkOrderWire['requestedByContact']

const phoneOf = (requester: RequesterWire): string | null | undefined => {
  if (requester === null || requester === undefined) return requester
  const phones = [requester.mobilePhone, requester.homePhone, requester.workPhone]
  return phones.find((phone) => !isBlank(phone)) ?? phones.find((phone) => phone !== undefined)
}

/** Fields without a name are left out: the name is the only handle (reference, section 1.4). */
const customFieldsOf = (fields: WorkOrderWire['customFields']): WorkOrder['customFields'] =>
  fields?.flatMap(({ fieldName, value }) => (isBlank(fieldName) ? [] : [{ name: fieldName ?? '', ...given('value', value) }])) ?? null

export const toWorkOrder = (wire: WorkOrderWire): WorkOrder => ({
  id: wire.ID,
  number: wire.number,
  ...rename(wire, {
    status: 'status',
    category: 'category',
    type: 'type',
    priority: 'priority',
    source: 'source',
    description: 'description',
    specificLocation: 'specificLocation',
    location: 'location',
    authorizedToEnter: 'authorizedToEnter',
    unitIds: 'unitIDs',
    requestedBy: 'requestedBy',
    managedBy: 'ownerFullName',
    vendorIds: 'vendorIDs',
    serviceRequestBuilding: 'serviceRequestBuilding',
    serviceRequestUnit: 'serviceRequestUnit',
    serviceRequestContactName: 'serviceRequestContactName',
    serviceRequestContactPhone: 'serviceRequestContactPhone',
    createdAt: 'createdDate',
    startDate: 'startDate',
    scheduledEndDate: 'scheduledEndDate',
    completedAt: 'completedDate',
    dateToEnter: 'dateToEnter',
    approved: 'approved',
    closingComments: 'closingComments',
    costEstimateCents: 'costEstimate',
    totalCostCents: 'totalCost',
  }),
  ...given('portfolioId', idOf(wire.portfolio)),
  ...given('buildingId', idOf(wire.building)),
  ...given('leaseId', idOf(wire.lease)),
  ...given('requesterId', idOf(wire.requestedByContact)),
  ...given('requesterPhone', phoneOf(wire.requestedByContact)),
  ...given('customFields', wire.customFields === undefined ? undefined : customFieldsOf(wire.customFields)),
})
