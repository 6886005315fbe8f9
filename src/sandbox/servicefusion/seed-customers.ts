import type { Account, PostalAddress, Portfolio } from '../account/types.js'
import { blankCustomer } from './create-customer.js'
import { blankContact } from './job-contact.js'
import type { ContactRecord, CustomerRecord, LocationRecord } from './records.js'
import type { State } from './state.js'

/** Customers that have nothing to do with PropertyWare. Their names are there to trip sloppy matching. */
const strangers = [
  'Larkspur & Sons, Inc.',
  "O'Dell: Residential",
  'A-1 Storage (North)',
  'Bäckerei Sonnenhof',
  'Harbor Point HOA #2',
  'Sampleton School District',
]

/**
 * The office's customers: one for each portfolio under the portfolio's name, except the last portfolio, whose work orders have nobody to
 * bill. Returns the customers by portfolio id.
 */
export const seedCustomers = (state: State, account: Account, createdAt: number): Map<string, CustomerRecord> => {
  const add = (name: string, change: (customer: CustomerRecord) => CustomerRecord): CustomerRecord => {
    const customer = change(blankCustomer(state.customers.nextId(), name, createdAt))
    state.apply({ type: 'customer', data: customer })
    return customer
  }

  const billed = account.portfolios.length > 1 ? account.portfolios.slice(0, -1) : account.portfolios
  const byPortfolio = new Map(billed.map((portfolio) => [portfolio.id, add(portfolio.name.trim(), ofPortfolio(portfolio, createdAt))]))
  for (const [index, name] of strangers.entries()) add(name, ofStranger(index, createdAt))
  const first = billed[0]
  // A name that contains another one: the first hit of a partial filter is not always the right customer.
  if (first !== undefined) add(`${first.name.trim()} West`, ofStranger(strangers.length, createdAt))
  return byPortfolio
}

const ofPortfolio =
  (portfolio: Portfolio, now: number) =>
  (customer: CustomerRecord): CustomerRecord => {
    const owner = portfolio.owners[0]
    if (owner === undefined) return { ...customer, referral_source: 'Property manager', contacts: [blankContact('Front', 'Office', true, now)] }
    const contact: ContactRecord = {
      ...blankContact(owner.firstName, owner.lastName, true, now),
      phones: [{ phone: dashed(owner.phone), ext: null, type: 'Work', created: now }],
      emails: [{ email: owner.email, class: 'Business', types_accepted: 'CONF,INV', created: now }],
    }
    return {
      ...customer,
      referral_source: 'Property manager',
      contacts: [contact],
      locations: [locationAt(owner.address, 'Office', now)],
      customFields: { 'PW Portfolio': portfolio.id },
    }
  }

const ofStranger =
  (index: number, now: number) =>
  (customer: CustomerRecord): CustomerRecord => ({
    ...customer,
    referral_source: 'Website',
    contacts: [
      { ...blankContact('Site', `Contact ${index + 1}`, true, now), phones: [{ phone: `555-010-03${index}0`, ext: null, type: 'Mobile', created: now }] },
    ],
    locations: [
      locationAt(
        { street1: `${410 + index * 22} Example Court`, street2: index % 2 === 0 ? `Suite ${index + 1}` : null, city: 'Sampleton', state: 'TX', zip: '75000' },
        null,
        now,
      ),
    ],
  })

const locationAt = (address: PostalAddress, nickname: string | null, now: number): LocationRecord => ({
  street_1: address.street1,
  street_2: address.street2,
  city: address.city,
  state_prov: address.state,
  postal_code: address.zip,
  country: 'USA',
  nickname,
  gate_instructions: null,
  latitude: 0,
  longitude: 0,
  location_type: null,
  is_primary: true,
  is_gated: false,
  is_bill_to: true,
  customer_contact: null,
  created: now,
})

const dashed = (phone: string): string => {
  const digits = phone.replace(/\D/g, '').slice(-10).padStart(10, '5')
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`
}
