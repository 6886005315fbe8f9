import type { Building, Lease, Portfolio, Tenant, Unit, WorkOrder } from '../model/propertyware.js'
import type { Job } from '../model/servicefusion.js'
import type { DeadLetter, Intent, JobMapping } from '../ports/ledger.js'
import type { CustomerResolution } from './customer.js'

/**
 * How much was gathered about a work order, each level including those before it. Most work orders are decided on the first, which is why
 * nothing else is read for them:
 * - `ledger` the work order, its mapping, intent and jobs; the portfolio when the settings filter by it;
 * - `place` building, units, lease and portfolio;
 * - `draft` the requester, the customer and the account's lists: everything that a job is made of.
 */
export type FactsLevel = 'ledger' | 'place' | 'draft'

/** Names as the ServiceFusion account spells them. */
export interface AccountLists {
  jobStatuses: readonly string[]
  jobCategories: readonly string[]
}

/** Everything that the rules may know about one work order. Members above the gathered level are undefined. */
export interface WorkOrderFacts {
  level: FactsLevel
  workOrder: WorkOrder
  /** pwsf's mark on the job; undefined when the work order's number is not made of digits. */
  marker: string | undefined
  quarantined: boolean
  mapping: JobMapping | undefined
  /** All jobs that carry the marker. */
  markedJobs: readonly Job[]
  /** The other work order that the only job with the marker is mapped to already. */
  jobOwner: string | undefined
  /** The job that the mapping names; undefined also when it was not read yet. */
  mappedJob: Job | undefined
  /** True when a complete read proved that the mapped job is gone. */
  jobKnownMissing: boolean
  /** The work order's intent that is not settled. */
  intent: Intent | undefined
  /** What failed for it before and is not to be tried again yet. */
  waiting: readonly DeadLetter[]
  portfolio: Portfolio | undefined
  building: Building | undefined
  units: readonly Unit[]
  lease: Lease | undefined
  requester: Tenant | undefined
  customer: CustomerResolution | undefined
  account: AccountLists | undefined
  /** Set when ServiceFusion's lists could not be read: what would need them is left for the next run. */
  unreadable?: true
}
