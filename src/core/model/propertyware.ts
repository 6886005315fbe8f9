import type { Instant } from './instant.js'

/**
 * PropertyWare's records as pwsf keeps them. Conventions that hold for every type here:
 * - ids are text (PropertyWare's keys exceed 32 bits);
 * - a member that is missing was absent on the wire, `null` was nil, `''` was empty: three different values;
 * - text is exactly what arrived, trailing blanks and CR LF included; compare with `fold`, never store a folded text;
 * - money is integer cents;
 * - members that identify people beyond what a technician needs (ssn, tax ids, bank numbers, licences, birth dates) do not exist here.
 */
export interface Address {
  street1?: string | null
  street2?: string | null
  city?: string | null
  state?: string | null
  zip?: string | null
  country?: string | null
}

export interface Portfolio {
  id: string
  abbreviation?: string | null
  name?: string | null
  active?: boolean | null
  /** Property owners: `Owner.ID` and the name shown on reports. */
  owners?: { id: string; name: string }[] | null
}

export interface Building extends Address {
  id: string
  /** Resolved by extraction from the portfolio abbreviation; null when the building has none ("unassigned"). */
  portfolioId?: string | null
  /** PropertyWare's own text reference to the portfolio (there is no id on the wire). */
  portfolioAbbreviation?: string | null
  abbreviation?: string | null
  name?: string | null
  active?: boolean | null
  multiUnit?: boolean | null
  /** True when the building itself is the rentable thing (single family): its id is then also its unit's id. */
  rentable?: boolean | null
  type?: string | null
}

export interface Unit extends Address {
  id: string
  buildingId?: string | null
  abbreviation?: string | null
  name?: string | null
  active?: boolean | null
  type?: string | null
  status?: string | null
}

export interface Lease {
  id: string
  buildingId?: string | null
  /** A unit's id, or the building's for a single-family home. */
  unitId?: string | null
  status?: string | null
  active?: boolean | null
  startDate?: Instant | null
  endDate?: Instant | null
  moveInDate?: Instant | null
  moveOutDate?: Instant | null
  tenantIds?: string[] | null
  primaryContactId?: string | null
}

export interface Tenant {
  id: string
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  mobilePhone?: string | null
  homePhone?: string | null
  workPhone?: string | null
  contactType?: string | null
}

export interface Vendor {
  id: string
  name?: string | null
  active?: boolean | null
  vendorType?: string | null
}

export interface CustomField {
  name: string
  value?: string | null
}

export interface WorkOrder {
  /** `WorkOrder.ID`, the key of every write. */
  id: string
  /** The number people use; digits. Not the key. */
  number: string
  status?: string | null
  category?: string | null
  type?: string | null
  priority?: string | null
  source?: string | null
  description?: string | null
  specificLocation?: string | null
  /** `PORTFOLIOABBR | BUILDINGABBR`. */
  location?: string | null
  authorizedToEnter?: string | null
  portfolioId?: string | null
  buildingId?: string | null
  unitIds?: string[] | null
  leaseId?: string | null
  requestedBy?: string | null
  requesterId?: string | null
  requesterPhone?: string | null
  managedBy?: string | null
  vendorIds?: string[] | null
  serviceRequestBuilding?: string | null
  serviceRequestUnit?: string | null
  serviceRequestContactName?: string | null
  serviceRequestContactPhone?: string | null
  createdAt?: Instant | null
  startDate?: Instant | null
  scheduledEndDate?: Instant | null
  completedAt?: Instant | null
  dateToEnter?: Instant | null
  approved?: boolean | null
  closingComments?: string | null
  costEstimateCents?: number | null
  totalCostCents?: number | null
  customFields?: CustomField[] | null
}
