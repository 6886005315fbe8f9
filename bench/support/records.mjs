import { createHash } from 'node:crypto'

// Invented records in the warehouse's own shape, the same for the same numbers.

const cycle = (list, index) => list[index % list.length]
const day = 86_400_000
const epoch = Date.parse('2031-01-01T00:00:00.000Z')
export const moment = (ms) => new Date(epoch + ms).toISOString()

const texts = [
  'Kitchen sink drains slowly, water stands for an hour.\r\nTenant is home after 5 pm.',
  'Furnace does not ignite; filter was changed last month. ',
  'Front door lock sticks in the morning, please bring a new cylinder.',
  'Water stain on the bedroom ceiling, getting larger since the weekend. The unit above reports nothing. Please call before coming.',
]

const perBuilding = 8

export const buildings = (count) => Math.ceil(count / 40)
const buildingId = (index) => String(2_100_000_000 + index)
const unitId = (building, index) => String(2_300_000_000 + building * perBuilding + index)

export const workOrder = (index, count, change = 0) => {
  const building = index % buildings(count)
  const unit = unitId(building, index % perBuilding)
  const open = index % 4 === 0
  return {
    id: String(6_900_000_000 + index),
    number: String(30_000 + index),
    approved: index % 7 === 0,
    authorizedToEnter: cycle(['Anytime', 'No', null], index),
    buildingId: buildingId(building),
    category: cycle(['Plumbing', 'HVAC ', 'Rekey', 'General'], index),
    closingComments: open ? null : 'Done, tested with the tenant.',
    completedAt: open ? null : moment(index * 60_000 + day),
    costEstimateCents: (index % 60) * 2_500,
    createdAt: moment(index * 60_000),
    customFields: [
      { name: 'Service Status', value: open ? 'New' : 'Closed' },
      { name: 'Zone', value: cycle(['North', 'South', null], index) },
    ],
    dateToEnter: null,
    description: `${cycle(texts, index)}${change === 0 ? '' : ` (${change})`}`,
    leaseId: String(4_100_000_000 + (index % count)),
    location: `P${building % 20} | B${building}`,
    managedBy: 'Robin Sample',
    portfolioId: String(1_100_000_000 + (building % 20)),
    priority: cycle(['Low', 'Medium', 'High'], index),
    requestedBy: 'Alex Example',
    requesterId: String(5_100_000_000 + (index % 1000)),
    requesterPhone: null,
    scheduledEndDate: null,
    serviceRequestBuilding: null,
    serviceRequestContactName: null,
    serviceRequestContactPhone: null,
    serviceRequestUnit: null,
    source: cycle(['Tenant Portal', 'Telephone', 'Email'], index),
    specificLocation: cycle(['Kitchen', null, ''], index),
    startDate: null,
    status: open ? 'Open' : cycle(['Closed', 'Closed', 'Canceled By Tenant'], index),
    totalCostCents: open ? null : (index % 900) * 100,
    type: 'Service Request',
    unitIds: [unit],
    vendorIds: [],
  }
}

export const workOrders = (count, changed = () => 0) => Array.from({ length: count }, (_, index) => workOrder(index, count, changed(index)))

/** Everything that the planner looks up for these work orders; a fifth of the open ones carry a marked job already. */
export const surroundings = (count) => {
  const places = Array.from({ length: buildings(count) }, (_, index) => index)
  return {
    portfolios: Array.from({ length: 20 }, (_, index) => ({
      id: String(1_100_000_000 + index),
      abbreviation: `P${index}`,
      name: `Portfolio ${index}`,
      active: true,
      owners: [],
    })),
    buildings: places.map((index) => ({
      id: buildingId(index),
      portfolioId: String(1_100_000_000 + (index % 20)),
      abbreviation: `B${index}`,
      name: `Building ${index}`,
      active: true,
      multiUnit: true,
      rentable: false,
      street1: `${index} Sample Street`,
      city: 'Springfield',
      state: 'TX',
      zip: '75001',
    })),
    units: places.flatMap((building) =>
      Array.from({ length: perBuilding }, (_, index) => ({
        id: unitId(building, index),
        buildingId: buildingId(building),
        abbreviation: `${index}`,
        name: `Unit ${index}`,
        active: true,
      })),
    ),
    tenants: Array.from({ length: 1000 }, (_, index) => ({
      id: String(5_100_000_000 + index),
      firstName: 'Alex',
      lastName: `Example ${index}`,
      mobilePhone: '555-010-0000',
    })),
    jobs: Array.from({ length: Math.ceil(count / 20) }, (_, index) => ({
      id: String(1_048_200_000 + index),
      number: String(index),
      poNumber: `PW-${String(30_000 + index * 20).padStart(7, '0')}-X`,
      status: 'Scheduled',
    })),
  }
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex')

export function* pagesOf(records, size) {
  for (let start = 0; start < records.length; start += size) yield records.slice(start, start + size)
}
