import type { Random } from './random.js'
import type { PostalAddress } from './types.js'

/** Every name is put together from words that no person or company bears, so that nobody mistakes a record for a real one. */
const given =
  'Marigold Juniper Basil Clover Fern Sorrel Tansy Larkspur Bramble Yarrow Thistle Saffron Cobalt Amber Sable Ochre Indigo Teal Russet Umber Zoë Renée Björk-Ann Quill Ember Pebble Wren Finch Plover Heron'.split(
    ' ',
  )
const roots = 'Mock Sample Faux Demo Stub Dummy Pretend Fable Decoy Placebo Figment Notreal'.split(' ')
const endings = 'ridge wood ford wick ley ham stead by worth dale field more den croft'.split(' ')
const companyEndings = ['Family Trust', 'Holdings (Invented)', 'Homes Sample LLC', 'Estates Demo LP', 'Rentals Example Inc', 'Partners (Fictional)']
const trades = ['Plumbing', 'Heating', 'Electric', 'Roofing', 'Locks', 'Cleaning', 'Handyworks', 'Pest Patrol', 'Flooring', 'Appliances'] as const
const streets =
  'Linden,Briar,Walnut Hollow,Copper Kettle,Quiet Heron,Lantern,Old Sundial,Foxglove,Tin Whistle,Harvest Moon,Pebble Creek,Long Meadow,Kite,Paper Birch,Blue Gate,Windmill,Cobbler,Juniper Bend,Saddle,Orchard Wall'.split(
    ',',
  )
const streetKinds = [
  ['Ct', 'CT'],
  ['St', 'ST'],
  ['Ave', 'AVE'],
  ['Ln', 'LN'],
  ['Dr', 'DR'],
  ['Way', 'WAY'],
] as const
const cities = [
  ['Springfield', '75000'],
  ['Exampleton', '75098'],
  ['Mockville', '75099'],
  ['North Sample', '75199'],
] as const

const family = (random: Random): string => random.pick(roots) + random.pick(endings)

export interface PersonName {
  first: string
  last: string
}

export const personName = (random: Random): PersonName => ({ first: random.pick(given), last: family(random) })

export const companyName = (random: Random): string => `${family(random)} ${random.pick(companyEndings)}`

export const vendorName = (random: Random): { name: string; trade: string } => {
  const trade = random.pick(trades)
  return { name: `${family(random)} ${trade}`, trade }
}

/** A street of 20 x 6, a number below 9,900: unique enough, and the caller checks. */
export const streetAddress = (random: Random): { address: PostalAddress; name: string; abbreviation: string } => {
  const street = random.pick(streets)
  const [kind, shortKind] = random.pick(streetKinds)
  const [city, zip] = random.pick(cities)
  const number = random.int(2, 9899)
  return {
    address: { street1: `${number} ${street} ${kind}`, street2: null, city, state: 'TX', zip },
    name: `${number} ${street} ${kind}`,
    abbreviation: `${number}${street.replaceAll(' ', '').toUpperCase()}`.slice(0, 12 - shortKind.length) + shortKind,
  }
}

/** Numbers of the range that is reserved for fiction, typed the ways people type them. */
export const phone = (random: Random): string => {
  const last = `01${String(random.int(0, 99)).padStart(2, '0')}`
  return random.weighted([
    [`(555) 555-${last}`, 80],
    [`555-555-${last}`, 10],
    [`555.555.${last}`, 4],
    [`555555${last}`, 3],
    [`(555) 555-${last} ext 4`, 3],
  ] as const)
}

export const email = (name: PersonName, number: number): string =>
  `${name.first}.${name.last}.${number}`
    .normalize('NFD')
    .replaceAll(/[^a-z0-9.]/gi, '')
    .toLowerCase() + '@example.test'
