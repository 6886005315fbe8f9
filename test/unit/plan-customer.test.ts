import { describe, expect, it } from 'vitest'
import { fold } from '../../src/core/model/text.js'
import { groupBy } from '../../src/core/model/group-by.js'
import type { Portfolio } from '../../src/core/model/propertyware.js'
import type { Customer } from '../../src/core/model/servicefusion.js'
import { type CustomerResolution, indexMappings, resolveCustomer } from '../../src/core/plan/customer.js'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import type { CustomerMapping } from '../../src/core/ports/ledger.js'
import { accountOf, building, now, portfolio, settings } from '../support/planning-records.js'

const oak: Customer = { id: '70001', name: 'Oak Grove Homes' }
const elm: Customer = { id: '70002', name: 'Elm Street Trust' }
const owners: Customer = { id: '70003', name: 'OAK owners llc' }

const stored = (scope: CustomerMapping['scope'], key: string, customer = elm, source: CustomerMapping['source'] = 'manual'): CustomerMapping => ({
  scope,
  key,
  customerId: customer.id,
  customerName: customer.name,
  source,
  createdAt: now,
})

interface Situation {
  customers?: Partial<SyncSettings['customers']>
  create?: boolean
  mappings?: CustomerMapping[]
  list?: Customer[]
  portfolio?: Portfolio | undefined
}

const resolve = (situation: Situation): CustomerResolution => {
  const { customers = {}, create = false, mappings = [], list } = situation
  const place = { building, portfolio: 'portfolio' in situation ? situation.portfolio : portfolio }
  const configured = { ...settings, customers: { ...settings.customers, ...customers }, flags: { ...settings.flags, createCustomers: create } }
  const index = list && { byName: groupBy(list, ({ name }) => fold(name)), byId: new Map(list.map((customer) => [customer.id, customer])) }
  return resolveCustomer(place, configured, { mappings: indexMappings(mappings), list: index })
}

const twoOwners: Portfolio = {
  ...portfolio,
  owners: [
    { id: '801', name: 'Oak Owners LLC' },
    { id: '802', name: 'Elm Owners LLC' },
  ],
}

describe('resolveCustomer', () => {
  it.each<[string, Situation, string, string]>([
    [
      'building before portfolio',
      { customers: { building: { maple: 'elm street trust' }, portfolio: { OAK: oak.name } }, list: [oak, elm] },
      '70002',
      'building',
    ],
    [
      'portfolio before owner',
      { customers: { portfolio: { 'oak grove homes': elm.name }, owner: { '801': oak.name } }, list: [oak, elm] },
      '70002',
      'portfolio',
    ],
    ['owner before fixed', { customers: { owner: { 'oak owners llc': elm.name }, fixed: oak.name }, list: [oak, elm] }, '70002', 'owner'],
    ['two owners configured alike', { customers: { owner: { '801': elm.name, '802': elm.name } }, portfolio: twoOwners, list: [elm] }, '70002', 'owner'],
    ['fixed', { customers: { fixed: elm.name }, list: [oak, elm] }, '70002', 'fixed'],
    ['fixed, without a portfolio', { customers: { fixed: elm.name }, portfolio: undefined, list: [elm] }, '70002', 'fixed'],
    [
      'a configured name that was verified before',
      { customers: { portfolio: { OAK: ' ELM street trust' } }, mappings: [stored('portfolio', '900', elm, 'config')] },
      '70002',
      'portfolio',
    ],
    ['a stored mapping', { mappings: [stored('portfolio', '900')] }, '70002', 'portfolio'],
    ['a stored building before a stored portfolio', { mappings: [stored('portfolio', '900', oak), stored('building', '500')] }, '70002', 'building'],
    ['a stored fixed one', { mappings: [stored('fixed', '*')], portfolio: undefined }, '70002', 'fixed'],
    ["the portfolio's name", { list: [oak, elm, owners] }, '70001', 'portfolio'],
    ["the single owner's name", { list: [elm, owners] }, '70003', 'owner'],
    [
      "the portfolio's name when customers may be created, also without matching",
      { customers: { matchByName: false }, create: true, list: [oak] },
      '70001',
      'portfolio',
    ],
  ])('finds %s', (_name, situation, customerId, scope) => {
    expect(resolve(situation)).toMatchObject({ state: 'existing', customerId, proof: { scope } })
  })

  it.each<[string, Situation, string, string]>([
    [
      'a configured customer that does not exist',
      { customers: { portfolio: { OAK: 'Gone' } }, create: true, list: [oak] },
      'unmapped',
      'configured for portfolio OAK does not exist',
    ],
    ['a configured customer that exists twice', { customers: { fixed: elm.name }, list: [elm, { ...elm, id: '7' }] }, 'ambiguous', '(customers 70002, 7)'],
    [
      'owners configured differently',
      { customers: { owner: { '801': oak.name, '802': elm.name } }, portfolio: twoOwners, list: [oak, elm] },
      'ambiguous',
      'owner 801 and owner 802',
    ],
    ['owners mapped differently', { mappings: [stored('owner', '801', oak), stored('owner', '802')], portfolio: twoOwners }, 'ambiguous', 'owners 801 and 802'],
    ['a name that two customers have', { list: [oak, { id: '7', name: 'oak  grove homes' }] }, 'ambiguous', 'the name of portfolio OAK'],
    ['two owners: their names are not tried', { portfolio: twoOwners, list: [owners] }, 'unmapped', 'no ServiceFusion customer is known for portfolio OAK'],
    ['matching switched off', { customers: { matchByName: false } }, 'unmapped', 'no ServiceFusion customer'],
    ['no portfolio', { portfolio: undefined, list: [oak], create: true }, 'unmapped', 'no portfolio is known'],
    [
      'a leftover of a configuration that says nothing any more',
      { mappings: [stored('portfolio', '900', elm, 'config')], list: [] },
      'unmapped',
      'portfolio OAK',
    ],
  ])('holds for %s', (_name, situation, state, words) => {
    const resolution = resolve(situation)
    expect(resolution.state).toBe(state)
    expect('why' in resolution ? resolution.why : '').toContain(words)
  })

  it('creates for the portfolio only when that is switched on', () => {
    expect(resolve({ create: true, list: [elm] })).toEqual({ state: 'create', portfolioId: '900', customerName: 'Oak Grove Homes' })
  })

  it.each<[string, Situation]>([
    ['matching by name', {}],
    ['a configured customer that was never verified', { customers: { fixed: elm.name } }],
    [
      'a configured customer where another one was verified',
      { customers: { portfolio: { OAK: oak.name } }, mappings: [stored('portfolio', '900', elm, 'config')] },
    ],
    ['creating', { customers: { matchByName: false }, create: true }],
  ])('asks for the list of customers for %s', (_name, situation) => {
    expect(resolve(situation)).toEqual({ state: 'needs-customers' })
  })
})

describe('openDirectory', () => {
  it('reads the customers of all pages once', async () => {
    const many = Array.from({ length: 5 }, (_, index) => ({ id: String(index), name: `Customer ${index % 4}` }))
    const directory = accountOf({ customers: many })
    const [customers] = await Promise.all([directory.customers(), directory.customers()])
    expect(customers.byId.size).toBe(5)
    expect(customers.byName.get('customer 0')?.map(({ id }) => id)).toEqual(['0', '4'])
    expect(directory.reads.customers).toBe(3)
  })
})
