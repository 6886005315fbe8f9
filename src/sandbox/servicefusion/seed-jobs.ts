import type { Account, WorkOrder } from '../account/types.js'
import { jobFields } from './content.js'
import { blankJob } from './blank-job.js'
import { customFieldSection } from './custom-fields.js'
import type { LocalTime } from './local-time.js'
import type { CustomerRecord, JobRecord } from './records.js'
import { bill } from './seed-payment.js'
import type { State } from './state.js'

const hour = 3_600_000
const day = 24 * hour
const linkedShare = 0.02

/** A job before it has its id: ids grow with the moment of creation. */
type Draft = Omit<JobRecord, 'id' | 'number' | 'sections'> & { notes: string[]; check?: string }

/**
 * The jobs that are there before pwsf's first run: some made by people, and for about 2% of the open work orders the job that an earlier
 * bridge created and marked, which pwsf has to recognise.
 */
export const seedJobs = (state: State, account: Account, customers: Map<string, CustomerRecord>, random: () => number, time: LocalTime, now: number): void => {
  const drafts = [...bridgedJobs(state, account, customers, random, now), ...officeJobs(state, customers, now)]
  for (const draft of drafts.sort((a, b) => a.created - b.created)) {
    const { notes, check, ...rest } = draft
    const id = state.jobs.nextId()
    const stamps = { created_at: time.stamp(rest.created), updated_at: time.stamp(rest.created) }
    const job: JobRecord = {
      ...rest,
      id,
      number: String(id),
      sections: { custom_fields: customFieldSection(jobFields, {}, stamps.created_at), notes: notes.map((text) => ({ notes: text, ...stamps })) },
    }
    if (check !== undefined) bill(state, job, check, time)
    state.apply({ type: 'job', data: job })
  }
}

const bridgedJobs = (state: State, account: Account, customers: Map<string, CustomerRecord>, random: () => number, now: number): Draft[] => {
  const categories = new Map(state.categories.all().map(({ name }) => [lettersAndDigits(name), name]))
  const statuses = ['Unscheduled', 'Scheduled', 'Scheduled', 'Dispatched', 'On Site', '4. Waiting For Parts', 'Completed']
  return account.workOrders.flatMap((order) => {
    // Both series are drawn for every work order, so that one more or less changes no other.
    const chosen = random() < linkedShare
    const status = statuses[Math.floor(random() * statuses.length)] ?? 'Scheduled'
    const customer = customers.get(order.portfolio?.id ?? '')
    if (!chosen || customer === undefined || !isOpen(order)) return []
    const created = Math.min(order.createdAt + hour, now)
    return [
      {
        ...draftFor(customer, created),
        ...addressOf(order),
        status,
        closed: status === 'Completed' ? Math.min(created + day, now) : null,
        updated: Math.min(created + day, now),
        category: categories.get(lettersAndDigits(order.category ?? '')) ?? null,
        po_number: `PW-${String(order.number).padStart(7, '0')}-X`,
        description: (order.description ?? '').trim(),
        notes: [`Imported from PropertyWare work order ${order.number}`],
      },
    ]
  })
}

const officeJobs = (state: State, customers: Map<string, CustomerRecord>, now: number): Draft[] => {
  const strangers = state.customers.all().filter((customer) => ![...customers.values()].includes(customer))
  const [first, second, third, fourth = first] = strangers
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return []
  const managed = [...customers.values()][0] ?? first
  const job = (customer: CustomerRecord, daysAgo: number, rest: Partial<Draft>): Draft => ({ ...draftFor(customer, now - daysAgo * day), ...rest })
  return [
    job(first, 71, { status: 'Paid in Full', closed: now - 69 * day, total: 240.5, description: 'Replace storefront lock', category: 'Rekey', check: '20817' }),
    job(second, 44, {
      status: 'Invoiced',
      closed: now - 40 * day,
      total: 1180,
      po_number: 'PO 4471',
      description: 'Annual boiler service\r\nBring ladder',
      category: 'HVAC',
    }),
    job(third, 30, { status: 'Cancelled', closed: now - 29 * day, po_number: '[PO NUMBER]', description: 'Gate motor, customer cancelled' }),
    job(fourth, 12, { status: 'Scheduled', description: 'Quote for repainting the stairwell', category: 'Painting' }),
    // A number typed by hand that looks like a marker and is none.
    job(managed, 9, { status: 'Unscheduled', po_number: 'PW-1001', description: 'Called in by phone, see PropertyWare' }),
    job(first, 3, { status: '4. Waiting For Parts', po_number: 'PW', description: 'Walk-in cooler, compressor ordered', category: 'Appliance' }),
  ]
}

const draftFor = (customer: CustomerRecord, created: number): Draft => {
  const { id: _, number: __, sections: ___, ...blank } = blankJob(0, customer.id, created)
  const [contact] = customer.contacts
  const [place] = customer.locations
  return {
    ...blank,
    contact_first_name: contact?.fname ?? null,
    contact_last_name: contact?.lname ?? null,
    street_1: place?.street_1 ?? null,
    street_2: place?.street_2 ?? null,
    city: place?.city ?? null,
    state_prov: place?.state_prov ?? null,
    postal_code: place?.postal_code ?? null,
    location_name: place?.nickname ?? null,
    source: customer.referral_source,
    payment_type: customer.payment_type,
    customer_payment_terms: customer.payment_terms,
    notes: [],
  }
}

/** As the earlier bridge filled it: the building's address, and the unit only when `unitIDs` really named one. */
const addressOf = ({ building, unitIds }: WorkOrder): Partial<Draft> => {
  if (building === null) return {}
  const unit = building.units.find(({ id }) => id === unitIds[0])
  return {
    street_1: building.address.street1,
    street_2: unit === undefined ? building.address.street2 : unit.name,
    city: building.address.city,
    state_prov: building.address.state,
    postal_code: building.address.zip,
    location_name: building.name,
  }
}

const isOpen = ({ status }: WorkOrder): boolean => (status ?? '').trim().toLowerCase() === 'open'

const lettersAndDigits = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
