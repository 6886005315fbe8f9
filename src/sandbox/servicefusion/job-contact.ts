import type { ContactRecord, CustomerRecord } from './records.js'
import type { Change } from './state.js'

export const blankContact = (fname: string, lname: string, isPrimary: boolean, now: number): ContactRecord => ({
  prefix: null,
  fname,
  lname,
  suffix: null,
  contact_type: null,
  dob: null,
  anniversary: null,
  job_title: null,
  department: null,
  is_primary: isPrimary,
  created: now,
  phones: [],
  emails: [],
})

/**
 * The contact of a new job: the customer's contact of that name, one created on the customer when there is none, and without a name the
 * primary contact (created when missing).
 */
export const attachContact = (
  customer: CustomerRecord,
  first: string | undefined,
  last: string | undefined,
  now: number,
): { person: { fname: string; lname: string }; change?: Change } => {
  const hasName = (first ?? '') !== '' || (last ?? '') !== ''
  const wanted = hasName ? { fname: first ?? '', lname: last ?? '' } : undefined
  const known =
    wanted === undefined
      ? customer.contacts.find(({ is_primary }) => is_primary)
      : customer.contacts.find(({ fname, lname }) => fname.toLowerCase() === wanted.fname.toLowerCase() && lname.toLowerCase() === wanted.lname.toLowerCase())
  if (known !== undefined) return { person: known }
  const person = wanted ?? { fname: customer.customer_name, lname: '' }
  const contact = blankContact(person.fname, person.lname, customer.contacts.length === 0, now)
  return { person, change: { type: 'contact', data: { customerId: customer.id, contact } } }
}
