import type { JobCategoryRecord, JobStatusRecord, PaymentTypeRecord, SourceRecord, TechRecord } from './records.js'

/** What an office has set up in its account: the lists that jobs refer to by text. All names are invented or generic. */
const statusRows: readonly (readonly [code: string, name: string, category: string])[] = [
  ['01_UNS', 'Unscheduled', 'OPEN_INACTIVE'],
  ['02_SCH', 'Scheduled', 'OPEN_INACTIVE'],
  ['03_DSP', 'Dispatched', 'OPEN_ACTIVE'],
  ['05_OTW', 'On The Way', 'OPEN_ACTIVE'],
  ['06_ONS', 'On Site', 'OPEN_ACTIVE'],
  ['07_STR', 'Started', 'OPEN_ACTIVE'],
  ['08_PSD', 'Paused', 'OPEN_ACTIVE'],
  ['09_RSM', 'Resumed', 'OPEN_ACTIVE'],
  ['10_PCM', 'Partially Completed', 'OPEN_ACTIVE'],
  ['11_CMP', 'Completed', 'CLOSED_COMPLETED'],
  ['12_TBI', 'To be invoiced', 'CLOSED_COMPLETED'],
  ['13_INV', 'Invoiced', 'CLOSED_BILLED'],
  ['14_PIF', 'Paid in Full', 'CLOSED_BILLED'],
  ['15_JCL', 'Job Closed', 'CLOSED_BILLED'],
  ['16_CNC', 'Cancelled', 'CLOSED_CANCELLED'],
]

export const jobStatuses = (): JobStatusRecord[] => [
  ...statusRows.map(([code, name, category], index) => ({ id: 1018300100 + index, code, name, is_custom: false, category })),
  { id: 1018300140, code: 'C_4WFP', name: '4. Waiting For Parts', is_custom: true, category: 'OPEN_INACTIVE' },
]

export const defaultStatus = 'Unscheduled'

const categoryNames = [
  'Plumbing',
  'HVAC',
  'Maintenance',
  'Water Leak',
  'Turnover',
  'Rekey',
  'Cleaning',
  'Make-Ready',
  'Electrical',
  'Appliance',
  'Pest Control',
  'Landscaping',
  'Roofing',
  'Painting',
  'Flooring',
  'Warranty Call',
]

export const jobCategories = (): JobCategoryRecord[] => categoryNames.map((name, index) => ({ id: 1018400200 + index * 3, name }))

const people: readonly (readonly [first: string, last: string, title: string, sales: boolean])[] = [
  ['Ada', 'Marlow', 'Lead technician', false],
  ['Bruno', 'Castell', 'Plumber', false],
  ['Chidi', 'Norwell', 'HVAC technician', false],
  ['Dana', 'Quill', 'Electrician', false],
  ['Elif', 'Stanmore', 'Handyman', false],
  ['Farid', 'Oakhurst', 'Handyman', false],
  ['Greta', 'Lindqvale', 'Dispatcher', true],
]

export const techs = (created: number): TechRecord[] =>
  people.map(([first_name, last_name, title, sales], index) => ({
    id: 1018500300 + index * 7,
    first_name,
    last_name,
    email: `${first_name.toLowerCase()}@dispatch.example.com`,
    phone_1: `555-010-02${String(index).padStart(2, '0')}`,
    title,
    department: sales ? 'Office' : null,
    color_code: `#3${index}6${index}9${index}`,
    is_sales_rep: sales,
    is_field_worker: !sales,
    created,
  }))

export const sources = (): SourceRecord[] =>
  [
    ['Property manager', 'Property manager'],
    ['Website', 'Company website'],
    ['Word of mouth', 'Recommended by a customer'],
  ].map(([short_name = '', long_name = ''], index) => ({ id: 1018600400 + index, short_name, long_name }))

export const paymentTypes = (): PaymentTypeRecord[] =>
  [
    ['BILL', 'Direct Bill', 'BILL'],
    ['CHK', 'Check', 'CHECK'],
    ['CASH', 'Cash', 'CASH'],
    ['CC', 'Credit Card', 'CARD'],
  ].map(([code = '', short_name = '', type = ''], index) => ({ id: 1018700500 + index, code, short_name, type, is_custom: false }))

export const paymentTerms: readonly string[] = ['NET30', 'NET 30', 'NET15', 'Due on receipt']

/** Fields that the office configured on jobs. Every job lists all of them; `empty` is what an unset one shows. */
export const jobFields: readonly { name: string; type: string; empty: unknown }[] = [
  { name: 'PW Work Order', type: 'text', empty: null },
  { name: 'Permission To Enter', type: 'select', empty: null },
  { name: 'Trip Count', type: 'numericinput', empty: 0 },
  { name: 'Warranty Until', type: 'date', empty: null },
  { name: 'Before Photos Taken', type: 'checkbox', empty: false },
]

export const customerFields: readonly { name: string; type: string; empty: unknown }[] = [{ name: 'PW Portfolio', type: 'text', empty: null }]
