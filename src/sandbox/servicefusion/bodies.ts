import type { Member, Shape } from './body-shape.js'

/** What POST takes, member by member (reference, sections 5.3 and 6.2). Anything else is refused. */
const text: Member = { kind: 'text' }
const filledText: Member = { kind: 'text', required: true }
const reference: Member = { kind: 'reference' }
const neededReference: Member = { kind: 'reference', required: true }
const integer: Member = { kind: 'integer' }
const number: Member = { kind: 'number' }
const amount: Member = { kind: 'amount' }
const boolean: Member = { kind: 'boolean' }
const day: Member = { kind: 'day' }
const time: Member = { kind: 'time' }
const list = (of: Shape): Member => ({ kind: 'list', of })
const choice = (...choices: string[]): Member => ({ kind: 'text', choices })

const customField: Shape = { name: filledText, value: { kind: 'any', required: true } }
const person: Shape = { id: reference, first_name: { kind: 'text', notNull: true }, last_name: { kind: 'text', notNull: true } }
const priced: Shape = { name: text, description: text, multiplier: integer, rate: amount, cost: amount, is_show_rate_items: boolean, tax: reference }

const equipment: Shape = {
  id: reference,
  type: text,
  make: text,
  model: text,
  sku: text,
  serial_number: text,
  location: text,
  notes: text,
  extended_warranty_provider: text,
  is_extended_warranty: boolean,
  extended_warranty_date: day,
  warranty_date: day,
  install_date: day,
  customer_location: reference,
  custom_fields: list(customField),
}

const laborCharge: Shape = {
  drive_time: integer,
  drive_time_rate: amount,
  drive_time_cost: amount,
  drive_time_start: time,
  drive_time_end: time,
  is_drive_time_billed: boolean,
  labor_time: integer,
  labor_time_rate: amount,
  labor_time_cost: amount,
  labor_time_start: time,
  labor_time_end: time,
  labor_date: day,
  is_labor_time_billed: boolean,
  user: reference,
}

const expense: Shape = { purchased_from: text, notes: text, amount, is_billable: boolean, date: day, user: reference, category: reference }

export const jobBody: Shape = {
  customer_name: neededReference,
  check_number: text,
  priority: choice('Low', 'Normal', 'High'),
  description: text,
  tech_notes: text,
  completion_notes: text,
  duration: integer,
  time_frame_promised_start: time,
  time_frame_promised_end: time,
  start_date: day,
  end_date: day,
  status: reference,
  contact_first_name: text,
  contact_last_name: text,
  street_1: text,
  street_2: text,
  city: text,
  state_prov: text,
  postal_code: text,
  location_name: text,
  is_gated: boolean,
  gate_instructions: text,
  category: reference,
  source: reference,
  payment_type: reference,
  customer_payment_terms: reference,
  project: reference,
  phase: reference,
  po_number: text,
  contract: reference,
  note_to_customer: text,
  called_in_by: text,
  is_requires_follow_up: boolean,
  agents: list(person),
  custom_fields: list(customField),
  equipment: list(equipment),
  techs_assigned: list(person),
  tasks: list({ description: filledText, is_completed: boolean }),
  notes: list({ notes: filledText }),
  products: list({ product: neededReference, ...priced }),
  services: list({ service: neededReference, ...priced }),
  other_charges: list({ other_charge: neededReference, name: text, rate: amount, is_percentage: boolean }),
  labor_charges: list(laborCharge),
  expenses: list(expense),
}

const prefixes = 'Mr. Mrs. Ms. Dr. Atty. Prof. Hon. Gov. Ofc. Rep. Sen. Amb. Sec. Pvt. Cpl. Sgt. Adm. Gen. Maj. Capt. Cmdr. Lt. Col.'.split(' ')

const phone: Shape = {
  phone: { kind: 'text', required: true, pattern: /^\d{3}-\d{3}-\d{4}$/ },
  ext: integer,
  type: choice('Mobile', 'Home', 'Work', 'Other'),
}

const email: Shape = {
  email: { kind: 'text', required: true, pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
  class: choice('Personal', 'Business', 'Other'),
  types_accepted: { kind: 'text', pattern: /^(CONF|STATUS|PMT|INV)(,(CONF|STATUS|PMT|INV))*$/ },
}

const contact: Shape = {
  prefix: choice(...prefixes, 'Lt Col.'),
  fname: filledText,
  lname: filledText,
  suffix: text,
  contact_type: text,
  dob: text,
  anniversary: text,
  job_title: text,
  department: text,
  is_primary: boolean,
  phones: list(phone),
  emails: list(email),
}

const location: Shape = {
  street_1: filledText,
  street_2: text,
  city: text,
  state_prov: text,
  postal_code: text,
  country: text,
  nickname: text,
  gate_instructions: text,
  latitude: amount,
  longitude: amount,
  location_type: text,
  is_primary: boolean,
  is_gated: boolean,
  is_bill_to: boolean,
  customer_contact: reference,
}

export const customerBody: Shape = {
  customer_name: filledText,
  parent_customer: reference,
  account_number: text,
  private_notes: text,
  public_notes: text,
  credit_rating: choice('A+', 'A', 'B+', 'B', 'C+', 'C', 'U'),
  labor_charge_type: choice('flat', 'hourly'),
  labor_charge_default_rate: number,
  last_serviced_date: day,
  is_bill_for_drive_time: boolean,
  is_vip: boolean,
  referral_source: reference,
  agent: reference,
  discount: number,
  discount_type: choice('$', '%'),
  payment_type: reference,
  payment_terms: text,
  assigned_contract: reference,
  industry: reference,
  is_taxable: boolean,
  tax_item_name: reference,
  qbo_sync_token: integer,
  qbo_currency: choice('USD', 'CAD', 'JMD', 'THB'),
  contacts: list(contact),
  locations: list(location),
  custom_fields: list(customField),
}
