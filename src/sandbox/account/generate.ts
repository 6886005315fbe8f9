import { createBillPayments } from './bill-payments.js'
import { createApiUser, createHouseholds, createStaff, createUsers, createVendors } from './people.js'
import { createBuildings, createPortfolios, createPropertyIds, placesOf } from './properties.js'
import { createRandom } from './random.js'
import type { Account } from './types.js'
import { createWorkOrders } from './work-orders.js'
import { corruptUnits } from './wrong-units.js'

export interface AccountOptions {
  seed: string
  workOrders: number
  portfolios: number
  /** The moment up to which people worked in the account. The same options, `now` included, give the same account. */
  now: Date
}

/** Rooms for the number of households that would report this many things in some months; large accounts report more per household. */
const placesFor = (workOrders: number): number => Math.min(20_000, Math.max(60, Math.ceil(workOrders * 0.45)))

/** Makes a whole company from a seed: the same options give the same records on every machine. */
export const generateAccount = (options: AccountOptions): Account => {
  const now = options.now.getTime()
  const random = (label: string) => createRandom(`${options.seed}/${label}`)
  const ids = createPropertyIds(random('ids'))
  const users = createUsers(random('users'))
  const portfolios = createPortfolios(random('portfolios'), ids, options.portfolios, now)
  const buildings = createBuildings(random('buildings'), ids, portfolios, placesFor(options.workOrders), now)
  const units = buildings.flatMap((building) => building.units)
  const places = placesOf(buildings)
  const households = createHouseholds(random('households'), ids, places, now)
  const staff = createStaff(random('staff'), ids, now)
  const vendors = createVendors(random('vendors'), Math.min(200, 20 + Math.ceil(options.workOrders / 100)))
  const workOrders = createWorkOrders(random('work-orders'), { places, households, staff, users, vendors }, options.workOrders, now)
  const unitsById = new Map(units.map((unit) => [unit.id, unit]))
  const wrongUnits = corruptUnits(random('wrong-units'), workOrders, unitsById, households, now)
  return {
    seed: options.seed,
    organizationId: '600000001',
    timeZone: 'America/Chicago',
    apiUser: createApiUser(random('api-user')),
    users,
    portfolios,
    buildings,
    units,
    leases: households.leases,
    contacts: [...portfolios.flatMap((portfolio) => portfolio.owners.map((owner) => owner.contact)), ...staff, ...households.contacts],
    vendors,
    workOrders,
    billPayments: createBillPayments(random('bill-payments'), workOrders, vendors, now),
    wrongUnits,
  }
}
