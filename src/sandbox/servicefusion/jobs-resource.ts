import { dayRange, full, fullList, momentRange, partial } from './filters.js'
import type { LocalTime } from './local-time.js'
import type { JobRecord, Section } from './records.js'
import type { Resource } from './resource.js'
import { showInvoice } from './look-up-resources.js'
import type { State } from './state.js'

const sections = [
  'agents',
  'custom_fields',
  'pictures',
  'documents',
  'equipment',
  'techs_assigned',
  'tasks',
  'notes',
  'products',
  'services',
  'other_charges',
  'labor_charges',
  'expenses',
  'payments',
  'invoices',
  'signatures',
  'printable_work_order',
  'visits',
]
/** Parts of a section that come only when they are asked for by name; asking for one brings its section too. */
const nestedParts = ['equipment.custom_fields', 'visits.techs_assigned']

const sortable = new Set(
  (
    'id number po_number check_number description tech_notes completion_notes duration time_frame_promised_start time_frame_promised_end start_date end_date ' +
    'created_at updated_at closed_at customer_id customer_name status sub_status category source payment_type customer_payment_terms contract called_in_by'
  ).split(' '),
)

export interface JobsContext {
  state: State
  time: LocalTime
  dateBounds: 'shown' | 'true'
  now: () => number
}

export const jobsResource = ({ state, time, dateBounds, now }: JobsContext): Resource<JobRecord> => {
  const customerOf = (job: JobRecord) => state.customers.get(job.customer_id)
  const bound = (ms: number): number => (dateBounds === 'shown' ? time.claimed(ms) : ms)
  const invoicesOf = (job: JobRecord) => job.invoiceIds.flatMap((id) => state.invoices.get(id) ?? [])

  return {
    all: () => state.jobs.all(),
    get: state.jobs.get,
    fields: {
      ...plain('id', 'number', 'check_number', 'priority', 'description', 'tech_notes', 'completion_notes', 'payment_status'),
      taxes_fees_total: () => 0,
      drive_labor_total: () => 0,
      billable_expenses_total: () => 0,
      ...plain('total', 'payments_deposits_total'),
      due_total: (job) => Math.round((job.total - job.payments_deposits_total) * 100) / 100,
      cost_total: () => 0,
      ...plain('duration', 'time_frame_promised_start', 'time_frame_promised_end', 'start_date', 'end_date'),
      created_at: (job) => time.stamp(job.created),
      updated_at: (job) => time.stamp(job.updated),
      closed_at: (job) => (job.closed === null ? null : time.stamp(job.closed)),
      customer_id: (job) => job.customer_id,
      customer_name: (job) => customerOf(job)?.customer_name ?? null,
      parent_customer: (job) => customerOf(job)?.parent_customer ?? null,
      ...plain('status', 'sub_status', 'contact_first_name', 'contact_last_name', 'street_1', 'street_2', 'city', 'state_prov', 'postal_code'),
      ...plain('location_name', 'is_gated', 'gate_instructions', 'category', 'source', 'payment_type', 'customer_payment_terms'),
      project: () => null,
      phase: () => null,
      po_number: (job) => job.po_number,
      contract: () => null,
      ...plain('note_to_customer', 'called_in_by', 'is_requires_follow_up'),
    },
    sortable,
    expandable: [...sections.slice(0, 5), 'equipment.custom_fields', ...sections.slice(5), 'visits.techs_assigned'],
    expand: (job, names) => {
      const wanted = sections.filter((name) => names.has(name) || nestedParts.some((part) => part.startsWith(`${name}.`) && names.has(part)))
      return Object.fromEntries(
        wanted.map((name) => [name, name === 'invoices' ? invoicesOf(job).map(showInvoice(time)) : withParts(name, job.sections[name] ?? [], names)]),
      )
    },
    filters: {
      status: fullList((job) => [job.status]),
      category: fullList((job) => [job.category]),
      source: fullList((job) => [job.source]),
      number: partial((job) => [job.number]),
      po_number: partial((job) => [job.po_number]),
      invoice_number: partial((job) => invoicesOf(job).map(({ number }) => String(number))),
      customer_name: partial((job) => [customerOf(job)?.customer_name ?? null]),
      parent_customer_name: partial((job) => [customerOf(job)?.parent_customer ?? null]),
      contact_first_name: partial((job) => [job.contact_first_name]),
      contact_last_name: partial((job) => [job.contact_last_name]),
      address: partial((job) => [job.street_1, job.street_2]),
      phone: partial((job) => customerOf(job)?.contacts.flatMap(({ phones }) => phones.map(({ phone }) => phone)) ?? []),
      city: full((job) => [job.city]),
      email: full((job) => customerOf(job)?.contacts.flatMap(({ emails }) => emails.map(({ email }) => email)) ?? []),
      zip_code: full((job) => [job.postal_code]),
      ...dayRange('start_date', (job: JobRecord) => job.start_date),
      ...dayRange('end_date', (job: JobRecord) => job.end_date),
      ...momentRange('updated_date', (job: JobRecord) => bound(job.updated)),
      ...momentRange('closed_date', (job: JobRecord) => (job.closed === null ? null : bound(job.closed))),
    },
    narrow: (filters) => {
      const wanted = filters.get('po_number')
      return wanted !== undefined && /^pw-\d+-x$/i.test(wanted) ? state.jobsWithMarker(wanted) : undefined
    },
    isListed: (job) => job.listedFrom === null || job.listedFrom <= now(),
  }
}

const plain = (...names: (keyof JobRecord)[]): Record<string, (job: JobRecord) => unknown> =>
  Object.fromEntries(names.map((name) => [name, (job: JobRecord) => job[name]]))

const withParts = (name: string, section: Section, names: ReadonlySet<string>): Section => {
  const hidden = nestedParts.filter((part) => part.startsWith(`${name}.`) && !names.has(part)).map((part) => part.slice(name.length + 1))
  if (hidden.length === 0) return section
  return section.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !hidden.includes(key))))
}
