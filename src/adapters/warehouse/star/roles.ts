import { describe } from '../../../core/history/entities.js'
import type { EntityName } from '../../../core/model/entity.js'

/** A column of a fact that points at the dimension's version which was valid when the fact's version began. */
export interface Role {
  column: string
  /** The fact's readable column that holds the dimension's natural key. */
  naturalKey: string
  dimension: EntityName
}

/** A column of a fact that points at a day; `moment` is the readable column it is taken from. */
interface DateRole {
  column: string
  moment: string
}

interface Star {
  roles: readonly Role[]
  dates: readonly DateRole[]
}

const noStar: Star = { roles: [], dates: [] }

const stars: Partial<Record<EntityName, Star>> = {
  'work-orders': {
    roles: [
      { column: 'portfolio_key', naturalKey: 'portfolio_id', dimension: 'portfolios' },
      { column: 'building_key', naturalKey: 'building_id', dimension: 'buildings' },
      { column: 'unit_key', naturalKey: 'unit_id', dimension: 'units' },
      { column: 'tenant_key', naturalKey: 'requester_id', dimension: 'tenants' },
      { column: 'vendor_key', naturalKey: 'vendor_id', dimension: 'vendors' },
    ],
    dates: [
      { column: 'created_date_key', moment: 'created_at' },
      { column: 'completed_date_key', moment: 'completed_at' },
    ],
  },
  leases: {
    roles: [
      { column: 'building_key', naturalKey: 'building_id', dimension: 'buildings' },
      { column: 'unit_key', naturalKey: 'unit_id', dimension: 'units' },
      { column: 'tenant_key', naturalKey: 'primary_contact_id', dimension: 'tenants' },
    ],
    dates: [
      { column: 'start_date_key', moment: 'start_date' },
      { column: 'end_date_key', moment: 'end_date' },
    ],
  },
}

export const starOf = (entity: EntityName): Star => stars[entity] ?? noStar

/** The facts that point at a dimension, and by which column. Empty for what is no dimension. */
export const factsOf = (dimension: EntityName): { table: string; role: Role }[] =>
  (Object.keys(stars) as EntityName[]).flatMap((entity) =>
    starOf(entity)
      .roles.filter((role) => role.dimension === dimension)
      .map((role) => ({ table: describe(entity).table, role })),
  )

/** The member that stands for "none" in every dimension, and the day that stands for "no day". */
export const unassignedKey = 0

const firstDay = 20_000_101
const lastDay = 20_491_231

/** The day (UTC) of a moment as `dim_date` knows it: 20310302. A day outside of the calendar counts as none. */
export const dateKeyOf = (moment: unknown): number => {
  if (typeof moment !== 'string') return unassignedKey
  const day = Number(moment.slice(0, 10).replaceAll('-', ''))
  return day >= firstDay && day <= lastDay ? day : unassignedKey
}
