import type {
  Account,
  Bank,
  BillPayment,
  Building,
  Contact,
  CustomField,
  Lease,
  Note,
  Owner,
  Portfolio,
  Unit,
  User,
  Vendor,
  WorkOrder,
} from '../account/types.js'
import type { Bean, ReadMembers } from './encode.js'

/**
 * How much of the graph an answer carries. `lean`: buildings without their units, leases without building and unit; `full`: with them;
 * `cyclic`: a home lists itself among its units as well.
 */
export type Graph = 'lean' | 'full' | 'cyclic'

export type Sendable = Bank | BillPayment | Building | Contact | CustomField | Lease | Note | Owner | Portfolio | Unit | User | Vendor | WorkOrder

type MembersOf = Readonly<Record<string, unknown>>

// Written out without spreading: a page reads hundreds of these, and spreading costs more than everything else together.
const readUnit = (unit: Unit): MembersOf => ({
  address: unit.address.street1,
  address2: unit.address.street2,
  city: unit.address.city,
  state: unit.address.state,
  zip: unit.address.zip,
  country: 'US',
  ID: unit.id,
  abbreviation: unit.abbreviation,
  active: unit.active,
  areaUnits: 'Sq Ft',
  buildingID: unit.building.id,
  category: 'Residential',
  multiUnit: false,
  name: unit.name,
  numberBathrooms: unit.bathrooms,
  numberBedrooms: unit.bedrooms,
  portfolio: unit.building.portfolio?.abbreviation,
  ready: true,
  targetRent: unit.targetRent,
  targetRentUnits: 'Dollars per Month',
  type: unit.type,
})

const readBuilding =
  (graph: Graph) =>
  (building: Building): MembersOf => ({
    address: building.address.street1,
    address2: building.address.street2,
    city: building.address.city,
    state: building.address.state,
    zip: building.address.zip,
    country: 'US',
    ID: building.id,
    abbreviation: building.abbreviation,
    active: building.active,
    areaUnits: 'Sq Ft',
    category: 'Residential',
    defaultBankAccount: building.portfolio?.bank,
    managmentFees: null,
    multiUnit: !building.rentable,
    name: building.name,
    portfolio: building.portfolio?.abbreviation,
    propertyManagerList: null,
    ready: building.rentable,
    rentable: building.rentable,
    type: building.type,
    units: graph === 'lean' ? [] : graph === 'cyclic' && building.rentable ? [building] : building.units,
    yearBuilt: building.yearBuilt,
  })

const readPortfolio = (portfolio: Portfolio): MembersOf => ({
  ID: portfolio.id,
  abbreviation: portfolio.abbreviation,
  active: portfolio.active,
  defaultBankAccount: portfolio.bank,
  name: portfolio.name,
  owners: portfolio.owners,
  targetOperatingReserve: portfolio.targetOperatingReserve,
})

const readOwner = (owner: Owner): MembersOf => ({
  address: owner.address.street1,
  address2: owner.address.street2,
  city: owner.address.city,
  state: owner.address.state,
  zip: owner.address.zip,
  country: 'US',
  ID: owner.id,
  companyName: owner.companyName,
  contactId: owner.contact.id,
  email: owner.email,
  firstName: owner.firstName,
  lastName: owner.lastName,
  mobile: owner.contact.mobilePhone,
  name: owner.name,
  nameOnCheck: owner.name,
  percentageOwnership: owner.percentage,
  phone: owner.phone,
  taxID: owner.taxId,
})

const readLease =
  (graph: Graph) =>
  (lease: Lease): MembersOf => ({
    ID: lease.id,
    active: lease.active,
    autoCharges: null,
    building: graph === 'lean' ? null : lease.building,
    buildingID: lease.building.id,
    endDate: lease.endAt,
    leaseName: lease.name,
    leaseStatus: lease.status,
    moveInDate: lease.moveInAt,
    moveOutDate: lease.moveOutAt,
    primaryContact: lease.tenants[0],
    startDate: lease.startAt,
    tenants: lease.tenants,
    terminatedDate: lease.status === 'Terminated' ? lease.endAt : null,
    // A home is its own unit: its Building, which extends Unit, stands where a unit is expected.
    unit: graph === 'lean' ? null : (lease.unit ?? lease.building),
    unitID: (lease.unit ?? lease.building).id,
  })

const readContact = (contact: Contact): MembersOf => ({
  address: contact.address.street1,
  address2: contact.address.street2,
  city: contact.address.city,
  state: contact.address.state,
  zip: contact.address.zip,
  country: 'US',
  ID: contact.id,
  birthDate: contact.birthDate,
  company: contact.company,
  completeName: `${contact.firstName} ${contact.lastName}`,
  contactType: contact.contactType,
  driversLicenseNumber: contact.licence,
  email: contact.email,
  firstName: contact.firstName,
  homePhone: contact.homePhone,
  lastName: contact.lastName,
  mobilePhone: contact.mobilePhone,
  namedOnLease: contact.contactType === 'Tenant',
  ssn: contact.ssn,
})

const readVendor = (vendor: Vendor): MembersOf => ({
  address: vendor.address.street1,
  address2: vendor.address.street2,
  city: vendor.address.city,
  state: vendor.address.state,
  zip: vendor.address.zip,
  country: 'US',
  ID: vendor.id,
  active: vendor.active,
  companyName: vendor.name,
  email: vendor.email,
  name: vendor.name,
  nameOnCheck: vendor.name,
  paymentTerms: 'Net 30',
  paymentTermDaysToPay: 30,
  phone: vendor.phone,
  taxID: vendor.taxId,
  vendorType: vendor.vendorType,
})

const readBank = (bank: Bank): MembersOf => ({
  ID: bank.id,
  accountNumber: bank.accountNumber,
  bankAccountHolder: bank.holder,
  institutionName: bank.institution,
  routingNumber: bank.routingNumber,
})

const readUser =
  (account: Account) =>
  (user: User): MembersOf => ({
    ID: user.id,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    orgId: account.organizationId,
    status: 'Active',
    systemTimeZoneId: account.timeZone,
    userTimeZoneId: account.timeZone,
  })

const readWorkOrder = (workOrder: WorkOrder): MembersOf => ({
  ID: workOrder.id,
  approvalComment: workOrder.approvalComment,
  approved: workOrder.approved,
  approvedBy: workOrder.approvedBy,
  approvedDate: workOrder.approvedAt,
  authorizedToEnter: workOrder.authorizedToEnter,
  building: workOrder.building,
  category: workOrder.category,
  closingComments: workOrder.closingComments,
  completedDate: workOrder.completedAt,
  costEstimate: workOrder.costEstimateCents / 100,
  createdDate: workOrder.createdAt,
  customFields: workOrder.customFields,
  dateToEnter: workOrder.enterAt,
  description: workOrder.description,
  hourEstimate: workOrder.hourEstimate,
  lease: workOrder.lease,
  location: workOrder.location,
  notes: workOrder.notes,
  number: workOrder.number,
  owner: workOrder.manager,
  ownerFullName: workOrder.manager === null ? null : `${workOrder.manager.firstName} ${workOrder.manager.lastName}`,
  portfolio: workOrder.portfolio,
  priority: workOrder.priority,
  priorityAsInt: workOrder.priorityAsInt,
  requestedBy: workOrder.requestedBy,
  requestedByContact: workOrder.requester,
  requiredMaterials: workOrder.requiredMaterials,
  scheduledEndDate: workOrder.scheduledEndAt,
  serviceRequestBuilding: workOrder.serviceRequest?.building,
  serviceRequestCompanyName: workOrder.serviceRequest?.companyName,
  serviceRequestContactEmail: workOrder.serviceRequest?.contactEmail,
  serviceRequestContactName: workOrder.serviceRequest?.contactName,
  serviceRequestContactPhone: workOrder.serviceRequest?.contactPhone,
  serviceRequestContactPhoneType: workOrder.serviceRequest?.contactPhoneType,
  serviceRequestUnit: workOrder.serviceRequest?.unit,
  source: workOrder.source,
  specificLocation: workOrder.specificLocation,
  startDate: workOrder.startAt,
  status: workOrder.status,
  totalCost: workOrder.totalCostCents === null ? null : workOrder.totalCostCents / 100,
  totalHourWorked: workOrder.hoursWorked,
  type: workOrder.type,
  unitIDs: workOrder.unitIds,
  vendorIDs: workOrder.vendorIds,
})

const readBillPayment = (payment: BillPayment): MembersOf => ({
  ID: payment.id,
  amount: payment.amountCents / 100,
  bankAccount: payment.bankAccount,
  billID: payment.billId,
  billNumber: payment.billNumber,
  buildingAbbr: payment.building.abbreviation,
  buildingID: payment.building.id,
  checkNumber: payment.checkNumber,
  comments: payment.memo,
  date: payment.date,
  nameOnCheck: payment.vendor.name,
  paymentMethod: payment.paymentMethod,
  portfolioAbbr: payment.portfolio?.abbreviation,
  portfolioID: payment.portfolio?.id ?? 0,
  refNumber: payment.checkNumber,
  unitID: payment.unitId ?? 0,
  vendor: payment.vendor.name,
  vendorID: payment.vendor.id,
})

const readNote = (note: Note): MembersOf => ({ ID: note.id, body: note.body, date: note.date, private: note.private, subject: note.subject })

const readCustomField = (field: CustomField): MembersOf => ({
  ID: field.id,
  dataType: 'Text',
  fieldName: field.name,
  value: field.value,
})

/** What every kind of record looks like on the wire. */
export const createReader = (account: Account, graph: Graph): ReadMembers => {
  const readers: { [K in Sendable['kind']]: (record: Extract<Sendable, { kind: K }>) => MembersOf } = {
    Bank: readBank,
    BillPayment: readBillPayment,
    Building: readBuilding(graph),
    Contact: readContact,
    CustomField: readCustomField,
    Lease: readLease(graph),
    Note: readNote,
    Owner: readOwner,
    Portfolio: readPortfolio,
    Unit: readUnit,
    User: readUser(account),
    Vendor: readVendor,
    WorkOrder: readWorkOrder,
  }
  // The table above pairs every kind with its own reader; that pairing is lost on the way through a union.
  const byKind = readers as unknown as Record<string, (record: Bean) => MembersOf>
  return (bean) => {
    const reader = byKind[bean.kind]
    if (reader === undefined) throw new Error(`nothing is known about ${bean.kind}`)
    return reader(bean)
  }
}
