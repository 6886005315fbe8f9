import { type Households } from './people.js'
import { type Place, placeId } from './properties.js'
import { createIds, type Random } from './random.js'
import { closingComment, complaint, noteText } from './texts.js'
import type { Contact, CustomField, Lease, Note, ServiceRequest, User, Vendor, WorkOrder } from './types.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const months = 8

interface Cast {
  places: readonly Place[]
  households: Households
  staff: readonly Contact[]
  users: readonly User[]
  vendors: readonly Vendor[]
}

/** Custom fields are shared between the work orders that hold the same value: a hundred thousand of them cost nothing. */
const createCustomFields = (random: Random): ((name: string, value: string | null) => CustomField) => {
  const nextId = createIds(61, random)
  const known = new Map<string, CustomField>()
  return (name, value) => {
    const key = JSON.stringify([name, value])
    const field = known.get(key) ?? { kind: 'CustomField', id: nextId(), name, value }
    known.set(key, field)
    return field
  }
}

const priorities = [
  ['Low', 1],
  ['Medium', 2],
  ['High', 3],
] as const

const openWorkflow = ['New', 'New', 'In Progress', 'Scheduled', 'Assigned - Waiting on Scheduling', 'Approved - Waiting on Payment'] as const

/** A quarter is open, mostly the young ones. `age` runs from 0 (just now) to 1 (the oldest). */
const statusAt = (random: Random, age: number): string => {
  if (random.chance(Math.max(0.03, 0.68 * (1 - age) ** 1.7))) return 'Open'
  return random.weighted([
    ['Closed', 90],
    ['Canceled By Tenant', 9],
    ['On Hold', 0.8],
  ])
}

export const leaseAt = (leases: readonly Lease[] | undefined, moment: number): Lease | null =>
  leases?.find((lease) => lease.startAt <= moment && moment < lease.endAt && lease.status !== 'Draft') ?? null

const serviceRequestOf = (random: Random, place: Place, tenant: Contact): ServiceRequest => ({
  building: random.chance(0.6) ? place.building.name : null,
  unit: place.unit !== null && random.chance(0.5) ? place.unit.name : null,
  companyName: null,
  contactName: `${tenant.firstName} ${tenant.lastName}`,
  contactEmail: tenant.email,
  contactPhone: tenant.mobilePhone,
  contactPhoneType: tenant.mobilePhone === null ? null : 'Mobile',
})

const requesterOf = (random: Random, lease: Lease | null, staff: readonly Contact[]): Contact | null => {
  if (lease !== null && random.chance(0.82)) return random.pick(lease.tenants)
  return random.chance(0.6) ? random.pick(staff) : null
}

const sourceOf = (random: Random, requester: Contact | null): string =>
  requester?.contactType === 'Tenant'
    ? random.weighted([
        ['Tenant Portal', 42],
        ['Telephone', 25],
        ['Email', 14],
        ['Website', 14],
        ['In Person', 3],
        ['None', 2],
      ])
    : random.pick(['Internal', 'Internal', 'Inspection', 'Telephone', 'Email', 'None'])

const typeOf = (random: Random, lease: Lease | null, source: string, category: string): string => {
  if (category === 'Turnover ' || (lease === null && random.chance(0.4))) return 'Turnover '
  if (source === 'Inspection') return 'Inspection'
  return random.weighted([
    ['Service Request', 60],
    ['Maintenance', 25],
    ['General', 12],
    ['Estimate', 3],
  ])
}

const notesOf = (random: Random, nextId: () => string, createdAt: number, now: number): readonly Note[] => {
  if (!random.chance(0.15)) return []
  return Array.from({ length: random.int(1, 2) }, (_, index) => ({
    kind: 'Note',
    id: nextId(),
    ...noteText(random),
    date: Math.min(createdAt + (index + 1) * random.int(1, 40) * hour, now),
    private: random.chance(0.5),
  }))
}

/** Work orders of the last months, oldest first, every one on the unit that it is really about. */
export const createWorkOrders = (random: Random, cast: Cast, count: number, now: number): WorkOrder[] => {
  const nextId = createIds(69, random)
  const nextNoteId = createIds(68, random)
  const customField = createCustomFields(random)
  const places = cast.places.filter((place) => place.building.active && place.unit?.active !== false)
  const unitIds = new Map(places.map((place) => [place, [placeId(place)] as readonly string[]] as const))
  const vendorSets = new Map(cast.vendors.map((vendor) => [vendor, [vendor.id] as readonly string[]] as const))
  const activeVendors = cast.vendors.filter((vendor) => vendor.active)
  const none: readonly string[] = []
  const span = months * 30 * day
  let number = 30_000

  const createOne = (index: number): WorkOrder => {
    const age = 1 - (index + random.next()) / count
    const createdAt = Math.floor(now - 20 * minute - age * span)
    const place = random.pick(places)
    const status = statusAt(random, age)
    const open = status === 'Open' || status === 'On Hold'
    const lease = leaseAt(cast.households.byPlace.get(placeId(place)), createdAt)
    const requester = requesterOf(random, lease, cast.staff)
    const source = sourceOf(random, requester)
    const online = requester !== null && (source === 'Website' || source === 'Tenant Portal')
    const { category, room, description } = complaint(random)
    const endedAt = open ? null : Math.min(createdAt + random.int(4, 24 * 14) * hour, now - 10 * minute)
    const [priority, priorityAsInt] = random.weighted<(typeof priorities)[number]>([
      [priorities[0], 20],
      [priorities[1], 60],
      [priorities[2], 20],
    ])
    const approved = random.chance(0.15)
    const scheduledAt = random.chance(0.35) ? createdAt + random.int(1, 10) * day : null
    const portfolio = place.building.portfolio
    const zone = random.pick(['North', 'South', 'East', 'West', null])
    number += random.chance(0.02) ? 2 : 1
    const notes = notesOf(random, nextNoteId, createdAt, now)
    const vendors = !open || random.chance(0.5) ? (vendorSets.get(random.pick(activeVendors)) ?? none) : none
    return {
      kind: 'WorkOrder',
      id: nextId(),
      number,
      createdAt,
      modifiedAt: Math.min(Math.max(endedAt ?? createdAt, notes.at(-1)?.date ?? createdAt), now - 10 * minute),
      building: place.building,
      portfolio,
      unitIds: unitIds.get(place) ?? none,
      // A website request has no lease until somebody saves it.
      lease: source === 'Website' && open ? null : lease,
      requester,
      requestedBy: requester === null ? null : `${requester.firstName} ${requester.lastName}`,
      manager: random.chance(0.9) ? random.pick(cast.users) : null,
      status,
      category,
      type: typeOf(random, lease, source, category),
      priority,
      priorityAsInt,
      source,
      description,
      specificLocation: random.chance(0.4) ? room : random.chance(0.5) ? null : '',
      location: portfolio === null || random.chance(0.006) ? '' : `${portfolio.abbreviation} | ${place.building.abbreviation}`,
      authorizedToEnter: requester === null ? null : random.pick(['Anytime', 'Anytime', 'No', 'Specified Time']),
      requiredMaterials: random.chance(0.03) ? 'Ladder, 2" fittings' : null,
      closingComments: status === 'Closed' && random.chance(0.7) ? closingComment(random) : null,
      startAt: scheduledAt,
      scheduledEndAt: scheduledAt === null ? null : scheduledAt + day,
      completedAt: status === 'Closed' && random.chance(0.45) ? endedAt : null,
      enterAt: random.chance(0.05) ? createdAt + 2 * day : null,
      approved,
      approvedBy: approved ? random.pick(cast.users) : null,
      approvedAt: approved && !random.chance(0.05) ? createdAt + random.int(1, 48) * hour : null,
      approvalComment: approved && random.chance(0.3) ? 'Owner ok – up to $300' : null,
      costEstimateCents: random.chance(0.3) ? random.int(4, 60) * 2_500 : 0,
      totalCostCents: status === 'Closed' && random.chance(0.4) ? random.int(4_000, 90_000) : null,
      hourEstimate: random.chance(0.3) ? random.int(1, 8) / 2 : 0,
      hoursWorked: status === 'Closed' && random.chance(0.4) ? random.int(1, 12) / 2 : 0,
      vendorIds: vendors,
      customFields: [customField('Service Status', open ? random.pick(openWorkflow) : 'Closed'), customField('Zone', zone)],
      notes,
      serviceRequest: online ? serviceRequestOf(random, place, requester) : null,
    }
  }
  return Array.from({ length: count }, (_, index) => createOne(index))
}
