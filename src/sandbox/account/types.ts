/**
 * The simulated property-management company, as one graph of plain objects. Records point at each other, so that 100,000 work orders stay
 * small and a SOAP answer can send a shared object once. Ids are text; instants are milliseconds since 1970; money is integer cents.
 * `kind` is the record's type on the SOAP wire. `modifiedAt` is internal: PropertyWare filters by it and never shows it.
 *
 * A work order, unit, lease or building is changed in place by the simulator that owns the account; generate a second account for a second one.
 */
export interface PostalAddress {
  street1: string
  street2: string | null
  city: string
  state: string
  zip: string
}

export interface CustomField {
  readonly kind: 'CustomField'
  readonly id: string
  readonly name: string
  readonly value: string | null
}

export interface Note {
  readonly kind: 'Note'
  readonly id: string
  readonly subject: string | null
  readonly body: string | null
  readonly date: number | null
  readonly private: boolean
}

/** A PropertyWare login: managers and approvers. */
export interface User {
  readonly kind: 'User'
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
}

export interface Owner {
  readonly kind: 'Owner'
  readonly id: string
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly companyName: string | null
  readonly email: string
  readonly phone: string
  readonly address: PostalAddress
  readonly percentage: number
  readonly taxId: string
  readonly contact: Contact
}

export interface Bank {
  readonly kind: 'Bank'
  readonly id: string
  readonly institution: string
  readonly holder: string
  readonly accountNumber: string
  readonly routingNumber: string
}

export interface Portfolio {
  readonly kind: 'Portfolio'
  readonly id: string
  name: string
  abbreviation: string
  active: boolean
  readonly owners: readonly Owner[]
  readonly bank: Bank
  readonly targetOperatingReserve: number
  readonly createdAt: number
  modifiedAt: number
}

export interface Building {
  readonly kind: 'Building'
  readonly id: string
  /** null: the building was never assigned to a portfolio. */
  portfolio: Portfolio | null
  name: string
  abbreviation: string
  address: PostalAddress
  active: boolean
  /** True for a single-family home: the building is its own unit, `units` is empty and its id serves as the unit's id. */
  rentable: boolean
  readonly units: Unit[]
  type: string
  readonly yearBuilt: number
  readonly createdAt: number
  modifiedAt: number
}

export interface Unit {
  readonly kind: 'Unit'
  readonly id: string
  readonly building: Building
  name: string
  abbreviation: string
  address: PostalAddress
  active: boolean
  type: string
  bedrooms: number
  bathrooms: number
  targetRent: number
  readonly createdAt: number
  modifiedAt: number
}

export interface Contact {
  readonly kind: 'Contact'
  readonly id: string
  readonly contactType: 'Tenant' | 'Owner' | 'Other'
  readonly firstName: string
  readonly lastName: string
  readonly company: string | null
  readonly email: string | null
  readonly mobilePhone: string | null
  readonly homePhone: string | null
  readonly address: PostalAddress
  /** Invented personal data that PropertyWare really sends and that a client must drop. */
  readonly ssn: string
  readonly licence: string
  readonly birthDate: number
  readonly createdAt: number
  modifiedAt: number
}

export interface Lease {
  readonly kind: 'Lease'
  readonly id: string
  readonly building: Building
  /** null for a single-family home: the lease is then on the building itself. */
  unit: Unit | null
  name: string
  status: string
  active: boolean
  startAt: number
  endAt: number
  moveInAt: number | null
  moveOutAt: number | null
  readonly tenants: readonly Contact[]
  readonly rent: number
  readonly createdAt: number
  modifiedAt: number
}

export interface Vendor {
  readonly kind: 'Vendor'
  readonly id: string
  readonly name: string
  readonly vendorType: string
  readonly active: boolean
  readonly email: string
  readonly phone: string
  readonly address: PostalAddress
  readonly taxId: string
}

/** What was typed into the web request form. */
export interface ServiceRequest {
  readonly building: string | null
  readonly unit: string | null
  readonly companyName: string | null
  readonly contactName: string | null
  readonly contactEmail: string | null
  readonly contactPhone: string | null
  readonly contactPhoneType: string | null
}

export interface WorkOrder {
  readonly kind: 'WorkOrder'
  readonly id: string
  readonly number: number
  readonly createdAt: number
  modifiedAt: number
  building: Building | null
  portfolio: Portfolio | null
  /** What the record says, right or wrong; see truth.ts for what it should say. */
  unitIds: readonly string[]
  lease: Lease | null
  requester: Contact | null
  requestedBy: string | null
  /** The user who manages the work order. */
  manager: User | null
  status: string | null
  category: string | null
  type: string | null
  priority: string | null
  priorityAsInt: number
  source: string | null
  description: string | null
  specificLocation: string | null
  location: string | null
  authorizedToEnter: string | null
  requiredMaterials: string | null
  closingComments: string | null
  startAt: number | null
  scheduledEndAt: number | null
  completedAt: number | null
  enterAt: number | null
  approved: boolean
  approvedBy: User | null
  approvedAt: number | null
  approvalComment: string | null
  costEstimateCents: number
  totalCostCents: number | null
  hourEstimate: number
  hoursWorked: number
  vendorIds: readonly string[]
  customFields: readonly CustomField[]
  notes: readonly Note[]
  serviceRequest: ServiceRequest | null
}

/** One bill paid by one payment. A check that pays several bills is several of these with the same check number. */
export interface BillPayment {
  readonly kind: 'BillPayment'
  readonly id: string
  readonly checkNumber: string | null
  readonly paymentMethod: 'Check' | 'Cash' | 'Bank Bill Pay' | 'Online Bank Transfer'
  readonly vendor: Vendor
  readonly amountCents: number
  readonly date: number
  readonly bankAccount: string
  readonly billId: string
  readonly billNumber: number
  readonly portfolio: Portfolio | null
  readonly building: Building
  readonly unitId: string | null
  readonly voided: boolean
  readonly memo: string | null
  readonly modifiedAt: number
}

/** What says which unit a wrongly addressed work order is about. */
export type UnitEvidence = 'lease' | 'requester' | 'service-request-unit' | 'specific-location' | 'description'

/** A work order whose `unitIds[0]` is the id of a building that is not rentable as a whole. */
export interface WrongUnit {
  readonly workOrder: WorkOrder
  readonly trueUnit: Unit
  /** Empty: nothing on the record tells. */
  readonly evidence: readonly UnitEvidence[]
}

export interface Account {
  readonly seed: string
  readonly organizationId: string
  readonly timeZone: string
  readonly apiUser: User
  readonly users: readonly User[]
  readonly portfolios: readonly Portfolio[]
  readonly buildings: Building[]
  readonly units: Unit[]
  readonly leases: Lease[]
  readonly contacts: Contact[]
  readonly vendors: readonly Vendor[]
  /** Oldest first, as created. */
  readonly workOrders: WorkOrder[]
  readonly billPayments: readonly BillPayment[]
  readonly wrongUnits: readonly WrongUnit[]
}
