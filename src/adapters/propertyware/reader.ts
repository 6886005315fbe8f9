import type { PropertyWareEntity } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { PageQuery, PropertyWareReader } from '../../core/ports/propertyware.js'
import type { PropertyWareClient } from './client.js'
import { unusable } from './errors.js'
import { findWorkOrder, workOrderOf } from './find-work-order.js'
import { object, scalar, textOf, type WireNode } from './node.js'
import type { ReadOperation } from './operations.js'
import { readRows } from './records.js'
import { revive } from './revive.js'
import { NotReadable, readId } from './scalars.js'
import { userWire } from './wire.js'

interface Listing {
  operation: ReadOperation
  /** The type of the search criteria; listings without one come whole. */
  criteria?: string
  newestFirst?: true
}

const listings: Readonly<Record<PropertyWareEntity, Listing>> = {
  portfolios: { operation: 'getAllPortfolios' },
  buildings: { operation: 'getBuildings', criteria: 'BuildingSearchCriteria' },
  units: { operation: 'getUnits', criteria: 'UnitSearchCriteria' },
  leases: { operation: 'getLeases', criteria: 'LeaseSearchCriteria' },
  tenants: { operation: 'getContacts', criteria: 'ContactSearchCriteria' },
  vendors: { operation: 'getVendors' },
  'work-orders': { operation: 'getWorkOrders', criteria: 'WorkOrderSearchCriteria', newestFirst: true },
}

const whole = { paged: false, incremental: false }
const byPage = { paged: true, incremental: true }

const moment = (value: Instant | undefined): WireNode | undefined => (value === undefined ? undefined : scalar('dateTime', value))

/** In the order of the type's own members. Consecutive spans meet without a gap and without an overlap: "on or after" and "before". */
const spanOf = ({ changedSince, window }: PageQuery): Record<string, WireNode | undefined> => {
  if (window === undefined) return { lastModifiedOnOrAfter: moment(changedSince) }
  if ('createdFrom' in window)
    return { createdBefore: moment(window.createdTo), createdOnOrAfter: moment(window.createdFrom), lastModifiedOnOrAfter: moment(changedSince) }
  return { lastModifiedBefore: moment(window.changedTo), lastModifiedOnOrAfter: moment(window.changedFrom) }
}

const criteriaOf = (type: string, query: PageQuery, newestFirst: boolean): WireNode =>
  object(type, {
    pageNumber: scalar('int', String(query.page)),
    ...spanOf(query),
    orderByNewestFirst: newestFirst ? scalar('boolean', 'true') : undefined,
  })

/** The items of a list; nil and empty are the same here: nothing came. */
const itemsOf = (operation: ReadOperation, list: WireNode): WireNode[] => {
  if (!list.nil && list.members.length === 0 && list.text.trim() !== '') throw unusable(operation, 'sent', 'the answer is not a list', { kind: 'untrusted' })
  return list.nil ? [] : list.members.map(({ node }) => node)
}

const idOfItem = (operation: ReadOperation, node: WireNode): string => {
  try {
    return readId(textOf(node, 'ID') ?? '')
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
    throw unusable(operation, 'sent', 'the answer holds a building without an ID', { kind: 'untrusted' })
  }
}

/** PropertyWare's reading half on the wire's client. */
export const openReader = (client: PropertyWareClient): PropertyWareReader => ({
  paging: { portfolios: whole, vendors: whole, buildings: byPage, units: byPage, leases: byPage, tenants: byPage, 'work-orders': byPage },

  async check(signal) {
    const user = await client.call('getCurrentUser', {}, signal)
    const parsed = userWire.schema.safeParse(userWire.read(user))
    if (!parsed.success) throw unusable('getCurrentUser', 'sent', 'the answer holds no user', { kind: 'untrusted' })
    const { ID, orgId, userTimeZoneId, systemTimeZoneId } = parsed.data
    return { userId: ID, organizationId: orgId ?? undefined, timeZone: userTimeZoneId ?? systemTimeZoneId ?? undefined }
  },

  async page(entity, query, signal) {
    const { operation, criteria, newestFirst } = listings[entity]
    if (criteria === undefined && query.page > 1) return { records: [], rejects: [] }
    const parts: Record<string, WireNode> = criteria === undefined ? {} : { criteria: criteriaOf(criteria, query, newestFirst ?? false) }
    return readRows(entity, itemsOf(operation, await client.call(operation, parts, signal)), query.raws)
  },

  async buildingIdsOfPortfolio(portfolioId, signal) {
    const operation = 'getBuildingsForPortfolio'
    const buildings = await client.call(operation, { portfolioID: scalar('long', portfolioId) }, signal)
    return itemsOf(operation, buildings).map((building) => idOfItem(operation, building))
  },

  async workOrder({ id: workOrderId, number }, signal) {
    const target = { workOrderId, number }
    const found = await findWorkOrder(client, target, signal)
    return found === undefined ? undefined : workOrderOf(found, target)
  },

  revive,
})
