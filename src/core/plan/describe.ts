import type { Building, Unit } from '../model/propertyware.js'
import { isBlank } from '../model/text.js'

const label = (abbreviation: string | null | undefined, id: string): string => (isBlank(abbreviation) ? id : `${(abbreviation ?? '').trim()} (${id})`)

/** How a building is named to operators: `building MAPLE (6300000031)`. */
export const buildingLabel = (building: Building): string => `building ${label(building.abbreviation, building.id)}`

/** How a unit is named to operators: `unit 2B (6300000032)`. */
export const unitLabel = (unit: Unit): string => `unit ${label(unit.abbreviation, unit.id)}`

/** How a job is named to operators: by its number, which people see, else by its id. */
export const jobLabel = (jobId: string, jobNumber: string | null | undefined): string => `job ${isBlank(jobNumber) ? jobId : jobNumber}`

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
