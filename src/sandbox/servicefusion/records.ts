/**
 * ServiceFusion's records as the simulator keeps them: the wire's own member names, except that stamps which the account shows in local
 * time are milliseconds since 1970 under a shorter name. Money is a number of dollars, as on the wire.
 */
export type Section = Record<string, unknown>[]

export interface JobRecord {
  id: number
  number: string
  check_number: string | null
  priority: string
  description: string | null
  tech_notes: string | null
  completion_notes: string | null
  payment_status: string
  total: number
  payments_deposits_total: number
  duration: number
  time_frame_promised_start: string | null
  time_frame_promised_end: string | null
  start_date: string | null
  end_date: string | null
  created: number
  updated: number
  closed: number | null
  customer_id: number
  status: string
  sub_status: string | null
  contact_first_name: string | null
  contact_last_name: string | null
  street_1: string | null
  street_2: string | null
  city: string | null
  state_prov: string | null
  postal_code: string | null
  location_name: string | null
  is_gated: boolean
  gate_instructions: string | null
  category: string | null
  source: string | null
  payment_type: string | null
  customer_payment_terms: string | null
  po_number: string | null
  note_to_customer: string | null
  called_in_by: string | null
  is_requires_follow_up: boolean
  /** Expandable parts by name, in the wire's shape; a missing one is empty. */
  sections: Record<string, Section>
  invoiceIds: number[]
  /** Filtered lists show the job from this moment on (ms); null: at once. */
  listedFrom: number | null
}

export interface PhoneRecord {
  phone: string
  ext: number | null
  type: string
  created: number
}

export interface EmailRecord {
  email: string
  class: string
  types_accepted: string | null
  created: number
}

export interface ContactRecord {
  prefix: string | null
  fname: string
  lname: string
  suffix: string | null
  contact_type: string | null
  dob: string | null
  anniversary: string | null
  job_title: string | null
  department: string | null
  is_primary: boolean
  created: number
  phones: PhoneRecord[]
  emails: EmailRecord[]
}

export interface LocationRecord {
  street_1: string
  street_2: string | null
  city: string | null
  state_prov: string | null
  postal_code: string | null
  country: string | null
  nickname: string | null
  gate_instructions: string | null
  latitude: number
  longitude: number
  location_type: string | null
  is_primary: boolean
  is_gated: boolean
  is_bill_to: boolean
  customer_contact: string | null
  created: number
}

export interface CustomerRecord {
  id: number
  customer_name: string
  parent_customer: string | null
  account_number: string
  account_balance: number
  private_notes: string | null
  public_notes: string | null
  credit_rating: string
  labor_charge_type: string
  labor_charge_default_rate: number
  last_serviced_date: string | null
  is_bill_for_drive_time: boolean
  is_vip: boolean
  referral_source: string | null
  agent: string | null
  discount: number
  discount_type: string
  payment_type: string | null
  payment_terms: string | null
  is_taxable: boolean
  qbo_sync_token: number | null
  qbo_currency: string
  created: number
  updated: number
  contacts: ContactRecord[]
  locations: LocationRecord[]
  /** Values of the account's customer fields, by name. */
  customFields: Record<string, unknown>
}

export interface JobStatusRecord {
  id: number
  code: string
  name: string
  is_custom: boolean
  category: string
}

export interface JobCategoryRecord {
  id: number
  name: string
}

export interface TechRecord {
  id: number
  first_name: string
  last_name: string
  email: string
  phone_1: string
  title: string
  department: string | null
  color_code: string
  is_sales_rep: boolean
  is_field_worker: boolean
  created: number
}

export interface SourceRecord {
  id: number
  short_name: string
  long_name: string
}

export interface PaymentTypeRecord {
  id: number
  code: string
  short_name: string
  type: string
  is_custom: boolean
}

export interface InvoiceRecord {
  id: number
  number: number
  po_number: string | null
  terms: string
  total: number
  is_paid: boolean
  date: string
  created: number
  customer: string
  customer_contact: string | null
}
