import { partial } from './filters.js'
import type { LocalTime } from './local-time.js'
import type { InvoiceRecord, TechRecord } from './records.js'
import type { FilterOf, Resource } from './resource.js'
import type { State } from './state.js'
import type { Table } from './table.js'

/** The lists that never expand: statuses, categories, sources, payment types, techs and invoices. */
export const lookUpResources = (state: State, time: LocalTime) => ({
  'job-statuses': lookUp(state.statuses, asIs('id', 'code', 'name', 'is_custom', 'category')),
  'job-categories': lookUp(state.categories, asIs('id', 'name')),
  sources: lookUp(state.sources, asIs('id', 'short_name', 'long_name')),
  'payment-types': lookUp(state.paymentTypes, asIs('id', 'code', 'short_name', 'type', 'is_custom')),
  techs: lookUp(state.techs, techFields(time), techFilters),
  invoices: lookUp(state.invoices, invoiceFields(time), {}, new Set(['pay_online_url'])),
})

const lookUp = <R extends { id: number }>(
  table: Table<R>,
  fields: Resource<R>['fields'],
  filters: Record<string, FilterOf<R>> = {},
  unsortable: ReadonlySet<string> = new Set(),
): Resource<R> => ({
  all: table.all,
  get: table.get,
  fields,
  sortable: new Set(Object.keys(fields).filter((name) => !unsortable.has(name))),
  expandable: [],
  expand: () => ({}),
  filters,
})

const asIs = <R extends { id: number }>(...names: (keyof R & string)[]): Resource<R>['fields'] =>
  Object.fromEntries(names.map((name) => [name, (record: R) => record[name]]))

const techFields = (time: LocalTime): Resource<TechRecord>['fields'] => ({
  ...asIs<TechRecord>('id', 'first_name', 'last_name'),
  nickname_on_workorder: (tech) => tech.first_name,
  nickname_on_dispatch: (tech) => `${tech.first_name} ${tech.last_name.slice(0, 1)}.`,
  ...asIs<TechRecord>('color_code', 'email', 'phone_1'),
  phone_2: () => null,
  gender: () => null,
  ...asIs<TechRecord>('department', 'title'),
  bio: () => null,
  is_phone_1_mobile: () => true,
  is_phone_1_visible_to_client: () => false,
  is_phone_2_mobile: () => false,
  is_phone_2_visible_to_client: () => false,
  ...asIs<TechRecord>('is_sales_rep', 'is_field_worker'),
  created_at: (tech) => time.stamp(tech.created),
  updated_at: (tech) => time.stamp(tech.created),
})

const techFilters: Record<string, FilterOf<TechRecord>> = {
  first_name: partial((tech) => [tech.first_name]),
  last_name: partial((tech) => [tech.last_name]),
  email: partial((tech) => [tech.email]),
  nickname_on_workorder: partial((tech) => [tech.first_name]),
  nickname_on_dispatch: partial((tech) => [`${tech.first_name} ${tech.last_name.slice(0, 1)}.`]),
}

const nothing = () => null

const invoiceFields = (time: LocalTime): Resource<InvoiceRecord>['fields'] => ({
  ...asIs<InvoiceRecord>('id', 'number'),
  currency: () => '$',
  ...asIs<InvoiceRecord>('po_number', 'terms'),
  customer_message: nothing,
  notes: nothing,
  pay_online_url: nothing,
  qbo_invoice_no: nothing,
  qbo_sync_token: nothing,
  qbo_synced_date: nothing,
  qbo_id: nothing,
  qbd_id: nothing,
  ...asIs<InvoiceRecord>('total', 'is_paid', 'date'),
  mail_send_date: nothing,
  created_at: (invoice) => time.stamp(invoice.created),
  updated_at: (invoice) => time.stamp(invoice.created),
  ...asIs<InvoiceRecord>('customer', 'customer_contact'),
  payment_terms: (invoice) => invoice.terms,
  bill_to_customer_id: nothing,
  bill_to_customer_location_id: nothing,
  bill_to_customer_contact_id: nothing,
  bill_to_email_id: nothing,
  bill_to_phone_id: nothing,
})

/** An invoice as the `invoices` section of a job shows it: like the record itself. */
export const showInvoice =
  (time: LocalTime) =>
  (invoice: InvoiceRecord): Record<string, unknown> =>
    Object.fromEntries(Object.entries(invoiceFields(time)).map(([name, read]) => [name, read(invoice)]))
