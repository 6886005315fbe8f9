import { findMistakes, type Mistake } from './body-shape.js'
import { type Body, flagOf, numberOf, rowsOf, textOf, textOrNull } from './body-values.js'
import { customerBody } from './bodies.js'
import { customerFields } from './content.js'
import type { CreateContext, Created } from './create-job.js'
import { blankContact } from './job-contact.js'
import type { ContactRecord, CustomerRecord, LocationRecord } from './records.js'
import { createLookup } from './references.js'

/** The customer that a body asks for, or everything that is wrong with the body. A second customer of the same name is allowed. */
export const createCustomer = (context: CreateContext, body: Body): Created<CustomerRecord> => {
  const mistakes = findMistakes(customerBody, body)
  if (mistakes.length > 0) return { mistakes }

  const { state } = context
  const now = context.now()
  const lookup = createLookup(state, body, mistakes)
  const parent = lookup.record('parent_customer', context.customers(), (record) => record.customer_name)
  const source = lookup.name('referral_source', state.sources, ({ short_name }) => short_name)
  const agent = lookup.name('agent', state.techs, (tech) => `${tech.first_name} ${tech.last_name}`)
  const paymentType = lookup.name('payment_type', state.paymentTypes, ({ short_name }) => short_name)
  for (const member of ['assigned_contract', 'industry', 'tax_item_name']) lookup.refuse(member)
  const customFields = customFieldsOf(body, mistakes)
  if (mistakes.length > 0) return { mistakes }

  const id = state.customers.nextId()
  const name = textOf(body, 'customer_name') ?? ''
  const defaults = blankCustomer(id, name, now)
  const customer: CustomerRecord = {
    ...defaults,
    parent_customer: parent?.customer_name ?? null,
    account_number: textOf(body, 'account_number') ?? defaults.account_number,
    private_notes: textOrNull(body, 'private_notes'),
    public_notes: textOrNull(body, 'public_notes'),
    credit_rating: textOf(body, 'credit_rating') ?? defaults.credit_rating,
    labor_charge_type: textOf(body, 'labor_charge_type') ?? defaults.labor_charge_type,
    labor_charge_default_rate: numberOf(body, 'labor_charge_default_rate') ?? 0,
    last_serviced_date: textOrNull(body, 'last_serviced_date'),
    is_bill_for_drive_time: flagOf(body, 'is_bill_for_drive_time') ?? false,
    is_vip: flagOf(body, 'is_vip') ?? false,
    referral_source: source ?? null,
    agent: agent ?? null,
    discount: numberOf(body, 'discount') ?? 0,
    discount_type: textOf(body, 'discount_type') ?? defaults.discount_type,
    payment_type: paymentType ?? defaults.payment_type,
    payment_terms: textOf(body, 'payment_terms') ?? defaults.payment_terms,
    is_taxable: flagOf(body, 'is_taxable') ?? true,
    qbo_sync_token: numberOf(body, 'qbo_sync_token') ?? null,
    qbo_currency: textOf(body, 'qbo_currency') ?? defaults.qbo_currency,
    contacts: body['contacts'] === undefined ? [blankContact(name, '', true, now)] : withOnePrimary(rowsOf(body, 'contacts').map(contactOf(now))),
    locations: withOnePrimary(rowsOf(body, 'locations').map(locationOf(now))),
    customFields,
  }
  return { record: customer, changes: [{ type: 'customer', data: customer }] }
}

export const blankCustomer = (id: number, name: string, now: number): CustomerRecord => ({
  id,
  customer_name: name,
  parent_customer: null,
  account_number: String(id % 1_000_000),
  account_balance: 0,
  private_notes: null,
  public_notes: null,
  credit_rating: 'A',
  labor_charge_type: 'flat',
  labor_charge_default_rate: 0,
  last_serviced_date: null,
  is_bill_for_drive_time: false,
  is_vip: false,
  referral_source: null,
  agent: null,
  discount: 0,
  discount_type: '%',
  payment_type: 'Direct Bill',
  payment_terms: 'NET30',
  is_taxable: true,
  qbo_sync_token: null,
  qbo_currency: 'USD',
  created: now,
  updated: now,
  contacts: [],
  locations: [],
  customFields: {},
})

const contactOf =
  (now: number) =>
  (row: Body): ContactRecord => ({
    ...blankContact(textOf(row, 'fname') ?? '', textOf(row, 'lname') ?? '', flagOf(row, 'is_primary') ?? false, now),
    prefix: textOrNull(row, 'prefix'),
    suffix: textOrNull(row, 'suffix'),
    contact_type: textOrNull(row, 'contact_type'),
    dob: textOrNull(row, 'dob'),
    anniversary: textOrNull(row, 'anniversary'),
    job_title: textOrNull(row, 'job_title'),
    department: textOrNull(row, 'department'),
    phones: rowsOf(row, 'phones').map((phone) => ({
      phone: textOf(phone, 'phone') ?? '',
      ext: numberOf(phone, 'ext') ?? null,
      type: textOf(phone, 'type') ?? 'Mobile',
      created: now,
    })),
    emails: rowsOf(row, 'emails').map((email) => ({
      email: textOf(email, 'email') ?? '',
      class: textOf(email, 'class') ?? 'Business',
      types_accepted: textOrNull(email, 'types_accepted'),
      created: now,
    })),
  })

const locationOf =
  (now: number) =>
  (row: Body): LocationRecord => ({
    street_1: textOf(row, 'street_1') ?? '',
    street_2: textOrNull(row, 'street_2'),
    city: textOrNull(row, 'city'),
    state_prov: textOrNull(row, 'state_prov'),
    postal_code: textOrNull(row, 'postal_code'),
    country: textOf(row, 'country') ?? 'USA',
    nickname: textOrNull(row, 'nickname'),
    gate_instructions: textOrNull(row, 'gate_instructions'),
    latitude: numberOf(row, 'latitude') ?? 0,
    longitude: numberOf(row, 'longitude') ?? 0,
    location_type: textOrNull(row, 'location_type'),
    is_primary: flagOf(row, 'is_primary') ?? false,
    is_gated: flagOf(row, 'is_gated') ?? false,
    is_bill_to: flagOf(row, 'is_bill_to') ?? false,
    customer_contact: textOf(row, 'customer_contact') ?? numberOf(row, 'customer_contact')?.toString() ?? null,
    created: now,
  })

/** The last one that claims to be primary is; without a claim the first one. */
const withOnePrimary = <P extends { is_primary: boolean }>(parts: P[]): P[] => {
  const claimed = parts.findLastIndex(({ is_primary }) => is_primary)
  return parts.map((part, index) => ({ ...part, is_primary: index === Math.max(0, claimed) }))
}

const customFieldsOf = (body: Body, mistakes: Mistake[]): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const [index, field] of rowsOf(body, 'custom_fields').entries()) {
    const name = textOf(field, 'name') ?? ''
    if (customerFields.some((known) => known.name === name)) values[name] = field['value']
    else mistakes.push({ field: `custom_fields.${index}.name`, message: 'Custom Field can not be found' })
  }
  return values
}
