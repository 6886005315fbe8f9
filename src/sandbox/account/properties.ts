import { companyName, email, personName, phone, streetAddress } from './names.js'
import { createIds, type Random } from './random.js'
import type { Building, Contact, Owner, Portfolio, PostalAddress, Unit } from './types.js'

const day = 86_400_000

export interface Ids {
  portfolio: () => string
  building: () => string
  unit: () => string
  contact: () => string
  owner: () => string
  bank: () => string
}

export const createPropertyIds = (random: Random): Ids => ({
  bank: createIds(61, random),
  portfolio: createIds(62, random),
  building: createIds(63, random),
  contact: createIds(66, random),
  owner: createIds(67, random),
  unit: createIds(71, random),
})

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.int(0, 9)).join('')

/** A person with the personal data that PropertyWare really sends along: invented, and a client must drop it. */
export const createContact = (random: Random, id: string, contactType: Contact['contactType'], address: PostalAddress, createdAt: number): Contact => {
  const name = personName(random)
  return {
    kind: 'Contact',
    id,
    contactType,
    firstName: name.first,
    lastName: name.last,
    company: null,
    email: random.chance(0.85) ? email(name, Number(id) % 10_000) : random.chance(0.5) ? '' : null,
    mobilePhone: random.chance(0.9) ? phone(random) : null,
    homePhone: random.chance(0.15) ? phone(random) : null,
    address,
    // Numbers that no authority gives out.
    ssn: `000-${digits(random, 2)}-${digits(random, 4)}`,
    licence: `XX${digits(random, 6)}`,
    birthDate: createdAt - random.int(20 * 365, 70 * 365) * day,
    createdAt,
    modifiedAt: createdAt,
  }
}

const createOwner = (random: Random, ids: Ids, companies: boolean, percentage: number, createdAt: number): Owner => {
  const { address } = streetAddress(random)
  const contact = createContact(random, ids.contact(), 'Owner', address, createdAt)
  const company = companies ? companyName(random) : null
  return {
    kind: 'Owner',
    id: ids.owner(),
    name: company ?? `${contact.firstName} ${contact.lastName}`,
    firstName: contact.firstName,
    lastName: contact.lastName,
    companyName: company,
    email: contact.email ?? '',
    phone: random.chance(0.3) ? phone(random) : '',
    address,
    percentage,
    taxId: `00-${digits(random, 7)}`,
    contact,
  }
}

const unused = <T>(create: () => T, key: (made: T) => string, taken: Set<string>): T => {
  let made = create()
  while (taken.has(key(made))) made = create()
  taken.add(key(made))
  return made
}

export const createPortfolios = (random: Random, ids: Ids, count: number, now: number): Portfolio[] => {
  const names = new Set<string>()
  const abbreviations = new Set<string>()
  return Array.from({ length: count }, (_, index) => {
    const name = unused(
      () => companyName(random),
      (made) => made,
      names,
    )
    const stem = name
      .replaceAll(/[^A-Za-z ]/g, '')
      .replaceAll(' ', '')
      .toUpperCase()
    const abbreviation = abbreviations.has(stem.slice(0, 10)) ? stem.slice(0, 8) + String(index + 1) : stem.slice(0, 10)
    abbreviations.add(abbreviation)
    const createdAt = now - random.int(800, 2_400) * day
    const shared = random.chance(0.3)
    const owners = shared
      ? [createOwner(random, ids, false, 50, createdAt), createOwner(random, ids, false, 50, createdAt)]
      : [createOwner(random, ids, random.chance(0.5), 100, createdAt)]
    return {
      kind: 'Portfolio',
      id: ids.portfolio(),
      name,
      abbreviation,
      active: true,
      owners,
      bank: {
        kind: 'Bank',
        id: ids.bank(),
        institution: 'Invented Savings Bank',
        holder: name,
        accountNumber: `0000${digits(random, 6)}`,
        routingNumber: '000000000',
      },
      targetOperatingReserve: random.pick([0, 250, 500, 1_000]),
      createdAt,
      modifiedAt: createdAt,
    }
  })
}

type UnitStyle = (index: number) => { name: string; abbreviation: string; street2: string }

const unitStyles: readonly UnitStyle[] = [
  (index) => ({ name: `Unit ${index + 1}`, abbreviation: `${index + 1}`, street2: `Unit ${index + 1}` }),
  (index) => {
    const number = `${1 + Math.floor(index / 4)}0${1 + (index % 4)}`
    return { name: `Apt ${number}`, abbreviation: number, street2: `Apt ${number}` }
  },
  (index) => {
    const letter = String.fromCharCode(65 + index)
    return { name: letter, abbreviation: letter, street2: `# ${letter}` }
  },
]

const addUnits = (random: Random, ids: Ids, building: Building, count: number): void => {
  const style = random.pick(unitStyles)
  for (let index = 0; index < count; index += 1) {
    const { name, abbreviation, street2 } = style(index)
    building.units.push({
      kind: 'Unit',
      id: ids.unit(),
      building,
      name,
      abbreviation,
      address: { ...building.address, street2 },
      active: !random.chance(0.02),
      type: 'Apartment',
      bedrooms: random.int(1, 3),
      bathrooms: random.pick([1, 1.5, 2]),
      targetRent: random.int(18, 42) * 50,
      createdAt: building.createdAt,
      modifiedAt: building.modifiedAt,
    })
  }
}

const sizes = [
  [2, 30],
  [3, 10],
  [4, 25],
  [6, 10],
  [8, 10],
  [12, 8],
  [16, 4],
  [20, 3],
] as const

/** Homes and apartment houses until there is room for `places` households. The last few buildings belong to no portfolio. */
export const createBuildings = (random: Random, ids: Ids, portfolios: readonly Portfolio[], places: number, now: number): Building[] => {
  const buildings: Building[] = []
  const taken = new Set<string>()
  for (let made = 0; made < places || buildings.length < portfolios.length * 2; ) {
    const { address, name, abbreviation } = unused(
      () => streetAddress(random),
      (found) => found.abbreviation,
      taken,
    )
    // Every portfolio starts with one apartment house and one home; afterwards three of four buildings are homes.
    const first = buildings.length < portfolios.length * 2
    const single = first ? buildings.length >= portfolios.length : random.chance(0.75)
    const portfolio = first ? portfolios[buildings.length % portfolios.length] : random.chance(0.015) ? null : random.pick(portfolios)
    const createdAt = now - random.int(400, 1_500) * day
    const building: Building = {
      kind: 'Building',
      id: ids.building(),
      portfolio: portfolio ?? null,
      name: random.chance(0.3) ? `${name} ${single ? 'Home' : 'Apartments'}` : name,
      abbreviation,
      address,
      active: true,
      rentable: single,
      units: [],
      type: single ? 'House' : 'Apartment',
      yearBuilt: random.chance(0.2) ? 0 : random.int(1955, 2019),
      createdAt,
      modifiedAt: createdAt,
    }
    const count = single ? 1 : random.weighted(sizes)
    if (!single) addUnits(random, ids, building, count)
    buildings.push(building)
    made += count
  }
  const last = buildings.at(-1)
  if (last !== undefined && !buildings.some((building) => building.portfolio === null)) last.portfolio = null
  return buildings
}

/** Where somebody lives: a unit, or a home that is its own unit. */
export type Place = { readonly building: Building; readonly unit: Unit | null }

export const placesOf = (buildings: readonly Building[]): Place[] =>
  buildings.flatMap((building): Place[] => (building.rentable ? [{ building, unit: null }] : building.units.map((unit) => ({ building, unit }))))

export const placeId = (place: Place): string => place.unit?.id ?? place.building.id
