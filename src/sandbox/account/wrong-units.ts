import { type Households } from './people.js'
import type { Random } from './random.js'
import type { ServiceRequest, Unit, UnitEvidence, WorkOrder, WrongUnit } from './types.js'
import { leaseAt } from './work-orders.js'

/** Four of a hundred work orders name the building where the unit belongs. */
const share = 0.04

/** How the wrong ones are shared out among the traces that lead to the right unit: about half have the lease. */
const traces: readonly (UnitEvidence | 'none')[] = [
  'lease',
  'service-request-unit',
  'lease',
  'specific-location',
  'lease',
  'requester',
  'lease',
  'description',
  'lease',
  'none',
]

const blankRequest: ServiceRequest = {
  building: null,
  unit: null,
  companyName: null,
  contactName: null,
  contactEmail: null,
  contactPhone: null,
  contactPhoneType: null,
}

/** The ways in which people write a unit's name. */
const spelling = (random: Random, unit: Unit): string =>
  random.pick([`Unit ${unit.abbreviation}`, `Apt ${unit.abbreviation}`, `#${unit.abbreviation}`, `unit ${unit.abbreviation}`, `Apartment ${unit.abbreviation}`])

const forgetUnit = (workOrder: WorkOrder): void => {
  workOrder.lease = null
  workOrder.requester = null
  workOrder.requestedBy = null
  workOrder.source = 'Telephone'
  workOrder.serviceRequest = null
}

const leaveTrace = (random: Random, workOrder: WorkOrder, unit: Unit, trace: UnitEvidence | 'none', households: Households, now: number): void => {
  if (trace === 'lease') return
  forgetUnit(workOrder)
  if (trace === 'requester') {
    const tenant = leaseAt(households.byPlace.get(unit.id), now)?.tenants[0]
    workOrder.requester = tenant ?? null
    workOrder.requestedBy = tenant === undefined ? null : `${tenant.firstName} ${tenant.lastName}`
  }
  if (trace === 'service-request-unit') {
    workOrder.source = 'Website'
    workOrder.serviceRequest = { ...blankRequest, building: unit.building.name, unit: spelling(random, unit) }
  }
  if (trace === 'specific-location') workOrder.specificLocation = `${spelling(random, unit)}, ${workOrder.specificLocation || 'Kitchen'}`
  if (trace === 'description') workOrder.description = `${spelling(random, unit)}: ${workOrder.description ?? ''}`
}

/** What the record itself tells by now, strongest first. */
const evidenceOn = (workOrder: WorkOrder, unit: Unit, trace: UnitEvidence | 'none', households: Households, now: number): UnitEvidence[] => {
  const requester = workOrder.requester
  const tenants = leaseAt(households.byPlace.get(unit.id), now)?.tenants ?? []
  const found: (UnitEvidence | false)[] = [
    workOrder.lease?.unit === unit && 'lease',
    requester !== null && tenants.includes(requester) && 'requester',
    (workOrder.serviceRequest?.unit ?? null) !== null && 'service-request-unit',
    trace === 'specific-location' && trace,
    trace === 'description' && trace,
  ]
  return found.filter((each) => each !== false)
}

/** Removes the first candidate that fits from the queue. */
const take = (queue: WorkOrder[], fits: (workOrder: WorkOrder) => boolean): WorkOrder | undefined => {
  const index = queue.findIndex(fits)
  return index < 0 ? undefined : queue.splice(index, 1)[0]
}

/** Puts the building's id where the unit's belongs, on exactly 4% of the work orders; half of them are open. Returns the truth. */
export const corruptUnits = (
  random: Random,
  workOrders: readonly WorkOrder[],
  unitsById: ReadonlyMap<string, Unit>,
  households: Households,
  now: number,
): WrongUnit[] => {
  const inApartments = random.shuffle(workOrders.filter((workOrder) => unitsById.has(workOrder.unitIds[0] ?? '')))
  const open = inApartments.filter((workOrder) => workOrder.status === 'Open')
  const rest = inApartments.filter((workOrder) => workOrder.status !== 'Open')
  const unitOf = (workOrder: WorkOrder): Unit | undefined => unitsById.get(workOrder.unitIds[0] ?? '')
  const canLead: Record<UnitEvidence | 'none', (workOrder: WorkOrder) => boolean> = {
    lease: (workOrder) => workOrder.lease !== null && workOrder.lease.unit === unitOf(workOrder),
    requester: (workOrder) => leaseAt(households.byPlace.get(workOrder.unitIds[0] ?? ''), now) !== null,
    'service-request-unit': () => true,
    'specific-location': () => true,
    description: () => true,
    none: () => true,
  }
  const buildingAsUnit = new Map<string, readonly string[]>()
  const corrupt = (index: number): WrongUnit => {
    // Ten traces, then the same ten for the other half: every trace occurs on open and on finished work orders.
    const trace = traces[index % traces.length] ?? 'none'
    const queues = (index + Math.floor(index / traces.length)) % 2 === 0 ? [open, rest] : [rest, open]
    const candidates = [() => take(queues[0] ?? [], canLead[trace]), () => take(queues[1] ?? [], canLead[trace])]
    const workOrder = candidates.reduce<WorkOrder | undefined>((found, next) => found ?? next(), undefined)
    const unit = workOrder && unitOf(workOrder)
    if (workOrder === undefined || unit === undefined) throw new Error(`no work order of an apartment house is left whose ${trace} could lead to its unit`)
    leaveTrace(random, workOrder, unit, trace, households, now)
    const wrong = buildingAsUnit.get(unit.building.id) ?? [unit.building.id]
    buildingAsUnit.set(unit.building.id, wrong)
    workOrder.unitIds = wrong
    return { workOrder, trueUnit: unit, evidence: evidenceOn(workOrder, unit, trace, households, now) }
  }
  return Array.from({ length: Math.round(workOrders.length * share) }, (_, index) => corrupt(index))
}
