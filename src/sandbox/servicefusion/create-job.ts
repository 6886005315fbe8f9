import { findMistakes, type Mistake } from './body-shape.js'
import { blankJob } from './blank-job.js'
import { type Body, flagOf, numberOf, onQuarterHour, textOf, textOrNull } from './body-values.js'
import { jobBody } from './bodies.js'
import { defaultStatus } from './content.js'
import { attachContact } from './job-contact.js'
import type { LocalTime } from './local-time.js'
import type { CustomerRecord, JobRecord, LocationRecord } from './records.js'
import { refuseUnknownParts, sectionsOf } from './job-sections.js'
import { createLookup } from './references.js'
import type { Change, State } from './state.js'

export interface CreateContext {
  state: State
  /** Customers that can be found at the moment, ascending ids. */
  customers: () => readonly CustomerRecord[]
  time: LocalTime
  emptyAddressFallsBack: boolean
  now: () => number
}

export type Created<R> = { record: R; changes: Change[] } | { mistakes: Mistake[] }

/** The job that a body asks for, or everything that is wrong with the body. Changes nothing by itself. */
export const createJob = (context: CreateContext, body: Body): Created<JobRecord> => {
  const mistakes = findMistakes(jobBody, body)
  if (mistakes.length > 0) return { mistakes }

  const { state, time } = context
  const now = context.now()
  const lookup = createLookup(state, body, mistakes)
  const customer = lookup.record('customer_name', context.customers(), (record) => record.customer_name)
  const names = {
    status: lookup.name('status', state.statuses, ({ name }) => name),
    category: lookup.name('category', state.categories, ({ name }) => name),
    source: lookup.name('source', state.sources, ({ short_name }) => short_name),
    payment_type: lookup.name('payment_type', state.paymentTypes, ({ short_name }) => short_name),
    customer_payment_terms: lookup.terms('customer_payment_terms'),
  }
  const sections = sectionsOf(body, lookup, time.stamp(now), mistakes)
  refuseUnknownParts(lookup)
  if (customer === undefined || mistakes.length > 0) return { mistakes }

  const id = state.jobs.nextId()
  const { person, change } = attachContact(customer, textOf(body, 'contact_first_name'), textOf(body, 'contact_last_name'), now)
  const job: JobRecord = {
    ...blankJob(id, customer.id, now),
    ...textsOf(body),
    ...addressOf(body, customer, context.emptyAddressFallsBack),
    contact_first_name: person.fname,
    contact_last_name: person.lname,
    status: names.status ?? defaultStatus,
    category: names.category ?? null,
    source: names.source ?? customer.referral_source,
    payment_type: names.payment_type ?? customer.payment_type,
    customer_payment_terms: names.customer_payment_terms ?? customer.payment_terms,
    priority: textOf(body, 'priority') ?? 'Normal',
    duration: Math.round((numberOf(body, 'duration') ?? 3600) / 60) * 60,
    time_frame_promised_start: onQuarterHour(textOf(body, 'time_frame_promised_start')),
    time_frame_promised_end: onQuarterHour(textOf(body, 'time_frame_promised_end')),
    is_requires_follow_up: flagOf(body, 'is_requires_follow_up') ?? false,
    sections,
  }
  return { record: job, changes: [...(change === undefined ? [] : [change]), { type: 'job', data: job }] }
}

const freeTexts = [
  'check_number',
  'description',
  'tech_notes',
  'completion_notes',
  'start_date',
  'end_date',
  'po_number',
  'note_to_customer',
  'called_in_by',
] as const

const textsOf = (body: Body): Pick<JobRecord, (typeof freeTexts)[number]> =>
  Object.fromEntries(freeTexts.map((name) => [name, textOrNull(body, name)])) as Pick<JobRecord, (typeof freeTexts)[number]>

const addressMembers: readonly (readonly [member: keyof JobRecord, location: keyof LocationRecord])[] = [
  ['street_1', 'street_1'],
  ['street_2', 'street_2'],
  ['city', 'city'],
  ['state_prov', 'state_prov'],
  ['postal_code', 'postal_code'],
  ['location_name', 'nickname'],
  ['gate_instructions', 'gate_instructions'],
]

/** Every member that is absent falls back on its own to the customer's primary location, which can mix two addresses (reference, section 5.4). */
const addressOf = (body: Body, customer: CustomerRecord, emptyFallsBack: boolean): Partial<JobRecord> => {
  const primary = customer.locations.find(({ is_primary }) => is_primary)
  const isSent = (text: string | undefined): boolean => text !== undefined && (text !== '' || !emptyFallsBack)
  const texts = addressMembers.map(([member, source]) => {
    const text = textOf(body, member)
    return [member, isSent(text) ? text : (primary?.[source] ?? null)]
  })
  return { ...Object.fromEntries(texts), is_gated: flagOf(body, 'is_gated') ?? primary?.is_gated ?? false }
}
