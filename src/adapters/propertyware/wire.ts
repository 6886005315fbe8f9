import type { z } from 'zod'
import { cents, flag, id, idItem, key, list, moment, nested, record, text } from './fields.js'

// PropertyWare's members that pwsf uses, with their own spelling (reference, section 1.4). Everything else on the wire is left alone:
// members that identify people beyond what a technician needs are not named here and so never leave the adapter.

const place = { address: text, address2: text, city: text, state: text, zip: text, country: text }

export const portfolioWire = record({
  ID: key,
  abbreviation: text,
  name: text,
  active: flag,
  owners: list(record({ ID: key, name: text, firstName: text, lastName: text, companyName: text })),
})

export const buildingWire = record({
  ID: key,
  ...place,
  portfolio: text,
  abbreviation: text,
  name: text,
  active: flag,
  multiUnit: flag,
  rentable: flag,
  type: text,
})

export const unitWire = record({ ID: key, ...place, buildingID: id, abbreviation: text, name: text, active: flag, type: text, status: text })

export const leaseWire = record({
  ID: key,
  buildingID: id,
  building: nested({ ID: id }),
  unitID: id,
  unit: nested({ ID: id }),
  leaseStatus: text,
  active: flag,
  startDate: moment,
  endDate: moment,
  moveInDate: moment,
  moveOutDate: moment,
  tenants: list(record({ ID: key })),
  primaryContact: nested({ ID: id }),
})

export const contactWire = record({
  ID: key,
  firstName: text,
  lastName: text,
  email: text,
  mobilePhone: text,
  homePhone: text,
  workPhone: text,
  contactType: text,
})

export const vendorWire = record({ ID: key, name: text, active: flag, vendorType: text })

export const workOrderWire = record({
  ID: key,
  number: key,
  status: text,
  category: text,
  type: text,
  priority: text,
  source: text,
  description: text,
  specificLocation: text,
  location: text,
  authorizedToEnter: text,
  portfolio: nested({ ID: id }),
  building: nested({ ID: id }),
  unitIDs: list(idItem),
  lease: nested({ ID: id }),
  requestedBy: text,
  requestedByContact: nested({ ID: id, mobilePhone: text, homePhone: text, workPhone: text }),
  ownerFullName: text,
  vendorIDs: list(idItem),
  serviceRequestBuilding: text,
  serviceRequestUnit: text,
  serviceRequestContactName: text,
  serviceRequestContactPhone: text,
  createdDate: moment,
  startDate: moment,
  scheduledEndDate: moment,
  completedDate: moment,
  dateToEnter: moment,
  approved: flag,
  approvedDate: moment,
  closingComments: text,
  costEstimate: cents,
  totalCost: cents,
  customFields: list(record({ fieldName: text, value: text })),
})

export const userWire = record({ ID: key, orgId: id, systemTimeZoneId: text, userTimeZoneId: text })

export type PortfolioWire = z.output<typeof portfolioWire.schema>
export type BuildingWire = z.output<typeof buildingWire.schema>
export type UnitWire = z.output<typeof unitWire.schema>
export type LeaseWire = z.output<typeof leaseWire.schema>
export type ContactWire = z.output<typeof contactWire.schema>
export type VendorWire = z.output<typeof vendorWire.schema>
export type WorkOrderWire = z.output<typeof workOrderWire.schema>
