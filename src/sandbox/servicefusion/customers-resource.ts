import { customFieldSection } from './custom-fields.js'
import { customerFields } from './content.js'
import { dayRange, full, momentRange, partial } from './filters.js'
import type { LocalTime } from './local-time.js'
import type { ContactRecord, CustomerRecord, LocationRecord } from './records.js'
import type { Resource } from './resource.js'

export interface CustomersContext {
  /** Ascending ids. */
  all: () => readonly CustomerRecord[]
  get: (id: number) => CustomerRecord | undefined
  time: LocalTime
}

export const customersResource = ({ all, get, time }: CustomersContext): Resource<CustomerRecord> => {
  const fields: Resource<CustomerRecord>['fields'] = {
    ...plain('id', 'customer_name'),
    fully_qualified_name: ({ parent_customer, customer_name }) => (parent_customer === null ? customer_name : `${parent_customer}:${customer_name}`),
    ...plain('parent_customer', 'account_number', 'account_balance', 'private_notes', 'public_notes', 'credit_rating', 'labor_charge_type'),
    ...plain('labor_charge_default_rate', 'last_serviced_date', 'is_bill_for_drive_time', 'is_vip', 'referral_source', 'agent', 'discount', 'discount_type'),
    ...plain('payment_type', 'payment_terms'),
    assigned_contract: () => null,
    industry: () => null,
    is_taxable: (customer) => customer.is_taxable,
    tax_item_name: () => null,
    ...plain('qbo_sync_token', 'qbo_currency'),
    qbo_id: () => null,
    qbd_id: () => null,
    created_at: (customer) => time.stamp(customer.created),
    updated_at: (customer) => time.stamp(customer.updated),
  }
  return {
    all,
    get,
    fields,
    sortable: new Set(Object.keys(fields).filter((name) => name !== 'account_balance')),
    expandable: ['contacts', 'contacts.phones', 'contacts.emails', 'locations', 'custom_fields'],
    expand: (customer, names) => ({
      ...([...names].some((name) => name.startsWith('contacts')) ? { contacts: customer.contacts.map(showContact(time, names)) } : {}),
      ...(names.has('locations') ? { locations: customer.locations.map(showLocation(time)) } : {}),
      ...(names.has('custom_fields') ? { custom_fields: customFieldSection(customerFields, customer.customFields, time.stamp(customer.created)) } : {}),
    }),
    filters: {
      name: partial((customer) => [customer.customer_name]),
      contact_first_name: partial(({ contacts }) => contacts.map(({ fname }) => fname)),
      contact_last_name: partial(({ contacts }) => contacts.map(({ lname }) => lname)),
      address: partial(({ locations }) => locations.flatMap(({ street_1, street_2 }) => [street_1, street_2])),
      phone: partial(({ contacts }) => contacts.flatMap(({ phones }) => phones.map(({ phone }) => phone))),
      city: full(({ locations }) => locations.map(({ city }) => city)),
      postal_code: full(({ locations }) => locations.map(({ postal_code }) => postal_code)),
      email: full(({ contacts }) => contacts.flatMap(({ emails }) => emails.map(({ email }) => email))),
      // Nobody in this account uses tags or agreements, so filtering by them finds nothing.
      tags: full(() => []),
      ...dayRange('last_serviced_date', (customer: CustomerRecord) => customer.last_serviced_date),
      ...momentRange<CustomerRecord>('agreement_date_effective', () => null),
      ...momentRange<CustomerRecord>('agreement_date_expires', () => null),
    },
  }
}

const plain = (...names: (keyof CustomerRecord)[]): Record<string, (customer: CustomerRecord) => unknown> =>
  Object.fromEntries(names.map((name) => [name, (customer: CustomerRecord) => customer[name]]))

const stamps = (time: LocalTime, created: number) => ({ created_at: time.stamp(created), updated_at: time.stamp(created) })

const showContact =
  (time: LocalTime, names: ReadonlySet<string>) =>
  ({ created, phones, emails, ...contact }: ContactRecord) => ({
    ...contact,
    ...stamps(time, created),
    ...(names.has('contacts.phones')
      ? { phones: phones.map(({ created: since, ...phone }) => ({ ...phone, ...stamps(time, since), is_mobile: phone.type === 'Mobile' })) }
      : {}),
    ...(names.has('contacts.emails') ? { emails: emails.map(({ created: since, ...email }) => ({ ...email, ...stamps(time, since) })) } : {}),
  })

const showLocation =
  (time: LocalTime) =>
  ({ created, ...location }: LocationRecord) => ({ ...location, ...stamps(time, created) })
