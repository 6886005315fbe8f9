import type { Customer, CustomerDraft, Job, JobCategory, JobDraft, JobStatus } from '../../core/model/servicefusion.js'
import type { WireCategory, WireCustomer, WireJob, WireStatus } from './wire.js'

/** The record without its undefined members: missing on the wire stays missing. */
const present = <T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }

export const jobOf = (wire: WireJob): Job =>
  present({
    id: wire.id,
    number: wire.number,
    poNumber: wire.po_number,
    status: wire.status,
    customerId: wire.customer_id,
    customerName: wire.customer_name,
    category: wire.category,
    priority: wire.priority,
    description: wire.description,
    street1: wire.street_1,
    street2: wire.street_2,
    city: wire.city,
    state: wire.state_prov,
    postalCode: wire.postal_code,
    locationName: wire.location_name,
    startDate: wire.start_date,
    totalCents: wire.total,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    closedAt: wire.closed_at,
  })

export const customerOf = (wire: WireCustomer): Customer => ({ id: wire.id, name: wire.customer_name })

/** A status without a name cannot be referred to; it does not exist for pwsf. */
export const statusOf = (wire: WireStatus): JobStatus | undefined =>
  wire.name ? { ...present({ category: wire.category }), id: wire.id, name: wire.name } : undefined

export const categoryOf = (wire: WireCategory): JobCategory | undefined => (wire.name ? { id: wire.id, name: wire.name } : undefined)

/**
 * The body of `POST /jobs`, member by member, because an unknown one is refused. All address members are sent, empty text included: one left
 * out falls back on its own to the customer's primary location (reference, section 5.4). No contact is sent: naming one would create it.
 */
export const jobBody = (draft: JobDraft): Record<string, unknown> => ({
  customer_name: draft.customerName,
  po_number: draft.poNumber,
  ...(draft.status === undefined ? {} : { status: draft.status }),
  ...(draft.category === undefined ? {} : { category: draft.category }),
  priority: draft.priority,
  description: draft.description,
  tech_notes: draft.techNotes,
  street_1: draft.street1,
  street_2: draft.street2,
  city: draft.city,
  state_prov: draft.state,
  postal_code: draft.postalCode,
  location_name: draft.locationName,
  ...(draft.notes.length === 0 ? {} : { notes: draft.notes.map((notes) => ({ notes })) }),
  ...(draft.customFields.length === 0 ? {} : { custom_fields: draft.customFields.map(({ name, value }) => ({ name, value })) }),
})

/** The body of `POST /customers`. A location needs `street_1`, so none is sent without it. */
export const customerBody = (draft: CustomerDraft): Record<string, unknown> => {
  const location = {
    street_1: draft.street1,
    street_2: draft.street2,
    city: draft.city,
    state_prov: draft.state,
    postal_code: draft.postalCode,
    is_primary: true,
  }
  return { customer_name: draft.name, ...(draft.street1.trim() === '' ? {} : { locations: [location] }) }
}
