import type { Instant } from './instant.js'

/**
 * ServiceFusion's records as pwsf keeps them. Everything but `id` may be missing or null on the wire.
 * Stamps are instants only where the adapter could convert them with the account's time zone (reference, section 3.7).
 */
export interface Job {
  id: string
  number?: string | null
  /** The only free text that can be set on create and filtered on: holds pwsf's marker. */
  poNumber?: string | null
  status?: string | null
  customerId?: string | null
  customerName?: string | null
  category?: string | null
  priority?: string | null
  description?: string | null
  street1?: string | null
  street2?: string | null
  city?: string | null
  state?: string | null
  postalCode?: string | null
  locationName?: string | null
  startDate?: string | null
  totalCents?: number | null
  createdAt?: Instant | null
  updatedAt?: Instant | null
  closedAt?: Instant | null
}

export interface Customer {
  id: string
  name: string
}

export interface JobStatus {
  id: string
  name: string
  /** The account's own grouping, e.g. `OPEN_ACTIVE`; unknown values are normal. */
  category?: string | null
}

export interface JobCategory {
  id: string
  name: string
}

/**
 * What is sent to create a job. Every address member is always present, empty when there is nothing:
 * a member left out falls back on its own to the customer's primary location and mixes two addresses.
 */
export interface JobDraft {
  customerName: string
  poNumber: string
  /** Omitted: the account's default status applies. */
  status?: string
  category?: string
  priority: 'Low' | 'Normal' | 'High'
  description: string
  techNotes: string
  street1: string
  street2: string
  city: string
  state: string
  postalCode: string
  locationName: string
  notes: string[]
  customFields: { name: string; value: string }[]
}

export interface CustomerDraft {
  name: string
  street1: string
  street2: string
  city: string
  state: string
  postalCode: string
}
