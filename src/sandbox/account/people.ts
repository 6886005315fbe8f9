import { email, personName, phone, streetAddress, vendorName } from './names.js'
import { createContact, type Ids, type Place, placeId } from './properties.js'
import { createIds, type Random } from './random.js'
import type { Contact, Lease, User, Vendor } from './types.js'

const day = 86_400_000

/** Midnight in the account's zone, as PropertyWare sends date-only values. */
const midnight = (moment: number): number => Math.floor(moment / day) * day + 5 * 3_600_000

export const createUsers = (random: Random): User[] => {
  const nextId = createIds(60, random)
  return ['One', 'Two', 'Three', 'Four', 'Five'].map((word, index) => ({
    kind: 'User',
    id: nextId(),
    firstName: 'Coordinator',
    lastName: word,
    email: `coordinator${index + 1}@example.test`,
  }))
}

export const createVendors = (random: Random, count: number): Vendor[] => {
  const nextId = createIds(65, random)
  return Array.from({ length: count }, () => {
    const { name, trade } = vendorName(random)
    return {
      kind: 'Vendor',
      id: nextId(),
      name,
      vendorType: `Contractors - ${trade}`,
      active: !random.chance(0.08),
      email: `office.${name.toLowerCase().replaceAll(/[^a-z]/g, '')}@example.test`,
      phone: phone(random),
      address: streetAddress(random).address,
      taxId: `00-${random.int(1_000_000, 9_999_999)}`,
    }
  })
}

/** People who ask for work without being tenants. */
export const createStaff = (random: Random, ids: Ids, now: number): Contact[] =>
  Array.from({ length: 4 }, () => ({
    ...createContact(random, ids.contact(), 'Other', streetAddress(random).address, now - 900 * day),
    company: 'Example Property Group',
  }))

interface Term {
  startAt: number
  endAt: number
  status: string
  active: boolean
  moveOutAt: number | null
}

/** The terms of one place: often a past one, mostly a current one, sometimes a future one. They do not overlap. */
const termsOf = (random: Random, now: number): Term[] => {
  const terms: Term[] = []
  const startAt = midnight(now - random.int(5, 600) * day)
  if (random.chance(0.5)) {
    const endAt = startAt - random.int(5, 40) * day
    terms.push({ startAt: endAt - random.int(180, 500) * day, endAt, status: 'Terminated', active: false, moveOutAt: endAt })
  }
  if (!random.chance(0.9)) return terms
  const notice = random.chance(0.08)
  const endAt = notice ? midnight(now + random.int(5, 40) * day) : Math.max(startAt + 365 * day, midnight(now + random.int(45, 330) * day))
  const status = notice ? 'Active - Notice Given' : random.chance(0.01) ? 'Eviction' : 'Active'
  terms.push({ startAt, endAt, status, active: true, moveOutAt: null })
  if (notice && random.chance(0.6)) {
    terms.push({ startAt: endAt + 7 * day, endAt: endAt + 372 * day, status: 'Draft', active: false, moveOutAt: null })
  }
  return terms
}

export interface Households {
  leases: Lease[]
  contacts: Contact[]
  byPlace: Map<string, Lease[]>
}

const createTenants = (random: Random, ids: Ids, place: Place, createdAt: number): Contact[] => {
  const address = place.unit?.address ?? place.building.address
  const count = random.weighted([
    [1, 50],
    [2, 40],
    [3, 10],
  ])
  return Array.from({ length: count }, () => createContact(random, ids.contact(), 'Tenant', address, createdAt))
}

export const createHouseholds = (random: Random, ids: Ids, places: readonly Place[], now: number): Households => {
  const nextId = createIds(64, random)
  const leases: Lease[] = []
  const contacts: Contact[] = []
  const byPlace = new Map<string, Lease[]>()
  for (const place of places) {
    const own = termsOf(random, now).map((term): Lease => {
      const createdAt = Math.min(term.startAt, now - day) - random.int(3, 30) * day
      const tenants = createTenants(random, ids, place, createdAt)
      contacts.push(...tenants)
      return {
        kind: 'Lease',
        id: nextId(),
        building: place.building,
        unit: place.unit,
        name: tenants.map((tenant) => tenant.lastName).join(' - '),
        status: term.status,
        active: term.active,
        startAt: term.startAt,
        endAt: term.endAt,
        moveInAt: term.startAt > now ? null : term.startAt,
        moveOutAt: term.moveOutAt,
        tenants,
        rent: random.int(18, 42) * 50,
        createdAt,
        modifiedAt: Math.min(term.moveOutAt ?? term.startAt, now - day),
      }
    })
    byPlace.set(placeId(place), own)
    leases.push(...own)
  }
  return { leases, contacts, byPlace }
}

/** The account's own login, the one that `pwsf` uses. */
export const createApiUser = (random: Random): User => {
  const name = { ...personName(random), first: 'Bridge' }
  return { kind: 'User', id: '6000000001', firstName: name.first, lastName: name.last, email: email(name, 1) }
}
