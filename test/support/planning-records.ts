import { instant } from '../../src/core/model/instant.js'
import type { Building, Portfolio, Unit, WorkOrder } from '../../src/core/model/propertyware.js'
import type { Customer, Job, JobCategory, JobStatus } from '../../src/core/model/servicefusion.js'
import { type AccountDirectory, openDirectory } from '../../src/core/plan/directory.js'
import { defaultSyncSettings } from '../../src/core/plan/settings.js'
import type { WorkOrderFacts } from '../../src/core/plan/work-order-facts.js'
import type { JobMapping } from '../../src/core/ports/ledger.js'
import type { CountedPage } from '../../src/core/ports/page.js'

export const now = instant('2031-03-02T12:00:00Z')

export const portfolio: Portfolio = { id: '900', abbreviation: 'OAK', name: 'Oak Grove Homes', active: true, owners: [{ id: '801', name: 'Oak Owners LLC' }] }

export const building: Building = {
  id: '500',
  portfolioId: '900',
  abbreviation: 'MAPLE',
  name: 'Maple Court',
  multiUnit: true,
  rentable: false,
  street1: '480 Example Court',
  street2: '',
  city: 'Sampleton',
  state: 'TX',
  zip: '75000',
}

export const home: Building = {
  ...building,
  id: '510',
  abbreviation: 'FERN',
  name: 'Fern House',
  multiUnit: false,
  rentable: true,
  street1: '18 Fern Lane',
  street2: 'Rear',
}

export const unit: Unit = { id: '601', buildingId: '500', abbreviation: '2B', name: 'Maple 2B', active: true }

export const otherUnit: Unit = { id: '602', buildingId: '500', abbreviation: '3C', active: true }

export const workOrder: WorkOrder = {
  id: '100',
  number: '1042',
  status: 'Open',
  category: 'HVAC ',
  priority: 'High',
  description: 'No heat\r\nsince Monday',
  specificLocation: 'Bedroom',
  portfolioId: '900',
  buildingId: '500',
  unitIds: ['601'],
  leaseId: null,
  createdAt: instant('2031-03-01T08:00:00Z'),
}

export const job: Job = { id: '81003', number: '4001', poNumber: 'PW-0001042-X', status: 'Unscheduled', customerId: '70001' }

export const mapping: JobMapping = {
  workOrderId: '100',
  workOrderNumber: '1042',
  jobId: '81003',
  jobNumber: '4001',
  marker: 'PW-0001042-X',
  how: 'created',
  parts: { address: '', unit: '', text: '' },
  syncedJobStatus: 'Unscheduled',
  createdAt: now,
  runId: 'run-1',
}

export const settings = defaultSyncSettings

/** Facts of the standard work order at the deepest level, changed by `changes`. */
export const factsOf = (changes: Partial<WorkOrderFacts> = {}): WorkOrderFacts => ({
  level: 'draft',
  workOrder,
  marker: 'PW-0001042-X',
  quarantined: false,
  mapping: undefined,
  markedJobs: [],
  mappedJob: undefined,
  jobOwner: undefined,
  jobKnownMissing: false,
  intent: undefined,
  waiting: [],
  portfolio,
  building,
  units: [unit, otherUnit],
  lease: undefined,
  requester: undefined,
  customer: {
    state: 'existing',
    customerId: '70001',
    customerName: 'Oak Grove Homes',
    proof: { scope: 'portfolio', key: '900', source: 'name', stored: false },
  },
  account: { jobStatuses: ['Unscheduled', 'Scheduled'], jobCategories: ['Hvac', 'Plumbing'] },
  ...changes,
})

const pageOf = (customers: Customer[], number: number, size: number): CountedPage<Customer> => {
  const pageCount = Math.max(1, Math.ceil(customers.length / size))
  const page = Math.min(number, pageCount)
  return { records: customers.slice((page - 1) * size, page * size), rejects: [], page, pageCount, totalCount: customers.length }
}

/** A ServiceFusion account's lists, and how often each was asked for. */
export const accountOf = ({
  customers = [{ id: '70001', name: 'Oak Grove Homes' }],
  statuses = ['Unscheduled', 'Scheduled', 'Completed', 'Cancelled'],
  categories = ['Hvac', 'Plumbing'],
  pageSize = 2,
}: {
  customers?: Customer[]
  statuses?: string[]
  categories?: string[]
  pageSize?: number
} = {}): AccountDirectory & { reads: { customers: number; lists: number } } => {
  const reads = { customers: 0, lists: 0 }
  const list = async <T extends JobStatus | JobCategory>(names: string[]): Promise<T[]> => {
    reads.lists += 1
    return names.map((name, index) => ({ id: String(index + 1), name }) as T)
  }
  const directory = openDirectory({
    customers: async (number) => {
      reads.customers += 1
      return pageOf(customers, number, pageSize)
    },
    jobStatuses: () => list<JobStatus>(statuses),
    jobCategories: () => list<JobCategory>(categories),
  })
  return { ...directory, reads }
}
