import type { Building, Portfolio } from '../model/propertyware.js'
import type { Customer } from '../model/servicefusion.js'
import { fold, isBlank } from '../model/text.js'
import type { CustomerMapping } from '../ports/ledger.js'
import type { CustomerIndex } from './directory.js'
import { foldedMap } from './folded.js'
import type { SyncSettings } from './settings.js'

type Scope = CustomerMapping['scope']

/** Which ServiceFusion customer a work order's job belongs to. */
export type CustomerResolution =
  | { state: 'existing'; customerId: string; customerName: string; proof: CustomerProof }
  /** None exists and `customers.create` is on: one is made for the portfolio. */
  | { state: 'create'; portfolioId: string; customerName: string }
  | { state: 'unmapped'; why: string }
  | { state: 'ambiguous'; why: string }
  /** Cannot be said without the account's list of customers. */
  | { state: 'needs-customers' }

/** Where the customer was found: for which place, and on whose word. */
export interface CustomerProof {
  scope: Scope
  key: string
  source: CustomerMapping['source']
  /** True when the warehouse holds it already. */
  stored: boolean
}

/** What is known about customers. `list` is left out as long as nothing needs it. */
export interface CustomerKnowledge {
  mappings: ReadonlyMap<string, CustomerMapping>
  list: CustomerIndex | undefined
}

type Place = { building: Building | undefined; portfolio: Portfolio | undefined }

const mappingKey = (scope: Scope, key: string): string => `${scope}:${key}`

/** Stored mappings by scope and key. */
export const indexMappings = (mappings: readonly CustomerMapping[]): ReadonlyMap<string, CustomerMapping> =>
  new Map(mappings.map((mapping) => [mappingKey(mapping.scope, mapping.key), mapping]))

/** A place in the order of resolution, with the names by which the configuration may speak of it. */
interface Candidate {
  scope: Scope
  key: string
  names: readonly (string | null | undefined)[]
  label: string
}

/** From the most specific to the most general; owners are one step, because a portfolio may have several. */
const candidateSteps = ({ building, portfolio }: Place): Candidate[][] => [
  building === undefined
    ? []
    : [{ scope: 'building', key: building.id, names: [building.id, building.abbreviation], label: `building ${building.abbreviation?.trim() || building.id}` }],
  portfolio === undefined
    ? []
    : [
        {
          scope: 'portfolio',
          key: portfolio.id,
          names: [portfolio.id, portfolio.abbreviation, portfolio.name],
          label: `portfolio ${portfolio.abbreviation?.trim() || portfolio.id}`,
        },
      ],
  (portfolio?.owners ?? []).map(({ id, name }) => ({ scope: 'owner', key: id, names: [id, name], label: `owner ${id}` })),
]

/**
 * Resolution order: the configuration (building, portfolio, owner, fixed), then what the warehouse holds as verified in the same order,
 * then the portfolio's or its single owner's own name. A name counts only when exactly one customer has it. Never guesses.
 */
export const resolveCustomer = (place: Place, settings: SyncSettings, knowledge: CustomerKnowledge): CustomerResolution => {
  const steps = candidateSteps(place)
  return fromConfiguration(steps, settings, knowledge) ?? fromMappings(steps, knowledge) ?? fromNames(place, settings, knowledge)
}

const fromConfiguration = (steps: Candidate[][], { customers }: SyncSettings, knowledge: CustomerKnowledge): CustomerResolution | undefined => {
  for (const step of steps) {
    const configured = step.flatMap((candidate) => {
      const name = configuredName(candidate, customers)
      return name === undefined ? [] : [{ candidate, name }]
    })
    const [first, ...others] = configured
    if (first === undefined) continue
    if (others.some(({ name }) => fold(name) !== fold(first.name)))
      return { state: 'ambiguous', why: `the configuration names different customers for ${configured.map(({ candidate }) => candidate.label).join(' and ')}` }
    return verified(first.candidate, first.name, knowledge)
  }
  if (isBlank(customers.fixed)) return undefined
  return verified({ scope: 'fixed', key: '*', names: [], label: 'everything else' }, customers.fixed ?? '', knowledge)
}

const configuredName = ({ scope, names }: Candidate, customers: SyncSettings['customers']): string | undefined => {
  if (scope === 'fixed') return undefined
  const table = foldedMap(customers[scope])
  if (table.size === 0) return undefined
  for (const name of names) {
    const customer = isBlank(name) ? undefined : table.get(fold(name))
    if (customer !== undefined) return customer
  }
  return undefined
}

/** A configured customer must exist. What the warehouse verified before for the same place and name is not asked for again. */
const verified = ({ scope, key, label }: Candidate, name: string, { mappings, list }: CustomerKnowledge): CustomerResolution => {
  const stored = mappings.get(mappingKey(scope, key))
  if (stored !== undefined && fold(stored.customerName) === fold(name)) return existing(stored)
  if (list === undefined) return { state: 'needs-customers' }
  const [only, ...others] = named(list, name)
  if (only === undefined) return { state: 'unmapped', why: `the customer configured for ${label} does not exist in ServiceFusion` }
  if (others.length > 0) return ambiguous(`the customer configured for ${label} exists several times in ServiceFusion`, [only, ...others])
  return { state: 'existing', customerId: only.id, customerName: only.name, proof: { scope, key, source: 'config', stored: false } }
}

/** Rows that came from the configuration only save asking again: without their setting they say nothing. */
const fromMappings = (steps: Candidate[][], { mappings }: CustomerKnowledge): CustomerResolution | undefined => {
  const everywhere: Candidate = { scope: 'fixed', key: '*', names: [], label: 'everything' }
  for (const step of [...steps, [everywhere]]) {
    const found = step.flatMap(({ scope, key }) => mappings.get(mappingKey(scope, key)) ?? []).filter(({ source }) => source !== 'config')
    const [first, ...others] = found
    if (first === undefined) continue
    if (others.some(({ customerId }) => customerId !== first.customerId))
      return { state: 'ambiguous', why: `owners ${found.map(({ key }) => key).join(' and ')} are mapped to different customers` }
    return existing(first)
  }
  return undefined
}

/** With `customers.create` the portfolio's name is looked for in any case: a second customer of that name could not be taken back. */
const fromNames = (
  { portfolio }: Place,
  { customers: { matchByName }, flags: { createCustomers } }: SyncSettings,
  { list }: CustomerKnowledge,
): CustomerResolution => {
  if (portfolio === undefined)
    return { state: 'unmapped', why: 'no portfolio is known for it, and no customer is configured for its building or for everything' }
  const label = `portfolio ${portfolio.abbreviation?.trim() || portfolio.id}`
  const names: { scope: Scope; key: string; name: string }[] = []
  if ((matchByName || createCustomers) && !isBlank(portfolio.name)) names.push({ scope: 'portfolio', key: portfolio.id, name: portfolio.name ?? '' })
  const [owner, ...otherOwners] = portfolio.owners ?? []
  if (matchByName && owner !== undefined && otherOwners.length === 0 && !isBlank(owner.name)) names.push({ scope: 'owner', key: owner.id, name: owner.name })

  if (names.length > 0 && list === undefined) return { state: 'needs-customers' }
  for (const { scope, key, name } of names) {
    const [only, ...others] = list === undefined ? [] : named(list, name)
    if (only === undefined) continue
    if (others.length > 0) return ambiguous(`several customers have the name of ${scope === 'owner' ? `owner ${key}` : label}`, [only, ...others])
    return { state: 'existing', customerId: only.id, customerName: only.name, proof: { scope, key, source: 'name', stored: false } }
  }
  if (createCustomers && !isBlank(portfolio.name)) return { state: 'create', portfolioId: portfolio.id, customerName: (portfolio.name ?? '').trim() }
  return { state: 'unmapped', why: `no ServiceFusion customer is known for ${label}` }
}

const named = (list: CustomerIndex, name: string): readonly Customer[] => list.byName.get(fold(name)) ?? []

const existing = ({ customerId, customerName, scope, key, source }: CustomerMapping): CustomerResolution => ({
  state: 'existing',
  customerId,
  customerName,
  proof: { scope, key, source, stored: true },
})

const ambiguous = (what: string, customers: readonly Customer[]): CustomerResolution => ({
  state: 'ambiguous',
  why: `${what} (customers ${customers.map(({ id }) => id).join(', ')})`,
})
