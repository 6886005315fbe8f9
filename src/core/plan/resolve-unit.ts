import type { Building, Lease, Unit, WorkOrder } from '../model/propertyware.js'
import { isBlank } from '../model/text.js'
import { buildingLabel, listed, unitLabel } from './describe.js'

/** Where the proof of a unit was found. */
export type UnitEvidence = 'single-family' | 'unit-ids' | 'lease'

export interface ResolvedUnit {
  state: 'resolved'
  /** The building's own id for a single-family home. */
  unitId: string
  /** Undefined for a single-family home, which is its own unit. */
  unit: Unit | undefined
  evidence: UnitEvidence
  why: string
}

export type UnitResolution = ResolvedUnit | { state: 'unresolved'; why: string } | { state: 'unknown-building'; why: string }

export interface UnitQuestion {
  workOrder: WorkOrder
  building: Building | undefined
  /** The building's units. */
  units: readonly Unit[]
  lease: Lease | undefined
}

const unresolved = (why: string): UnitResolution => ({ state: 'unresolved', why })

/** The unit ids that a work order names, without blanks and repetitions. */
export const namedUnitIds = ({ unitIds }: WorkOrder): string[] => [...new Set((unitIds ?? []).filter((id) => !isBlank(id)))]

/**
 * The unit that a technician is sent to (design, section 7). A valid unit exists, is active, belongs to the work order's building and is not
 * the building itself, unless that building is rentable as a whole. Evidence, strongest first: the work order's own valid unit ids, then its
 * lease. What is not proven stays unresolved: a job at the wrong door cannot be taken back.
 */
export const resolveUnit = ({ workOrder, building, units, lease }: UnitQuestion): UnitResolution => {
  if (building === undefined) {
    if (isBlank(workOrder.buildingId)) return { state: 'unknown-building', why: 'the work order names no building' }
    return { state: 'unknown-building', why: `building ${workOrder.buildingId} is not known to the warehouse` }
  }
  const named = namedUnitIds(workOrder)
  const rooms = units.filter(({ id, buildingId }) => id !== building.id && buildingId === building.id)
  // "rentable" beside units in a multi-unit building contradicts itself: only a unit can be right then, the building's id proves nothing
  const isOneHome = building.rentable === true && !(building.multiUnit === true && rooms.length > 0)
  if (isOneHome) return resolveHome(building, named)
  if (rooms.length === 0) return unresolved(`${buildingLabel(building)} is not rentable as a whole, and no units of it are known`)

  const valid = new Map(rooms.filter(({ active }) => active !== false).map((unit) => [unit.id, unit]))
  const [only, ...others] = named.flatMap((id) => valid.get(id) ?? [])
  if (only !== undefined && others.length > 0)
    return unresolved(`the work order names several units of ${buildingLabel(building)}: ${listed([only, ...others].map(unitLabel))}`)
  if (only !== undefined)
    return {
      state: 'resolved',
      unitId: only.id,
      unit: only,
      evidence: 'unit-ids',
      why: `${unitLabel(only)} of ${buildingLabel(building)} is named by the work order`,
    }

  const leased = lease?.unitId == null ? undefined : valid.get(lease.unitId)
  const instead = whyNotNamed(named, building)
  if (leased === undefined || lease === undefined) return unresolved(`${instead}, and ${leaseSays(lease, building)}`)
  return {
    state: 'resolved',
    unitId: leased.id,
    unit: leased,
    evidence: 'lease',
    why: `${unitLabel(leased)} of ${buildingLabel(building)} is proven by lease ${lease.id}, because ${instead}`,
  }
}

const resolveHome = (building: Building, named: readonly string[]): UnitResolution => {
  const foreign = named.filter((id) => id !== building.id)
  if (foreign.length > 0)
    return unresolved(`${buildingLabel(building)} is rented as a whole, but the work order names ${foreign.length > 1 ? 'units' : 'unit'} ${listed(foreign)}`)
  return { state: 'resolved', unitId: building.id, unit: undefined, evidence: 'single-family', why: `${buildingLabel(building)} is rented as a whole` }
}

const whyNotNamed = (named: readonly string[], building: Building): string => {
  if (named.length === 0) return 'the work order names no unit'
  if (named.length === 1 && named[0] === building.id) return `its unit id is that of the multi-unit ${buildingLabel(building)} itself`
  return `${named.length > 1 ? 'none of its unit ids' : 'its unit id'} ${listed(named)} is ${named.length > 1 ? '' : 'not '}an active unit of ${buildingLabel(building)}`
}

const leaseSays = (lease: Lease | undefined, building: Building): string => {
  if (lease === undefined) return 'no lease of it is known'
  if (isBlank(lease.unitId)) return `lease ${lease.id} names no unit`
  if (lease.unitId === building.id) return `lease ${lease.id} names the building itself`
  return `unit ${lease.unitId} of lease ${lease.id} is not an active unit of that building`
}
