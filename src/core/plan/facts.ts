import type { EntityName, EntityRecords } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { WorkOrder } from '../model/propertyware.js'
import type { Job } from '../model/servicefusion.js'
import { groupBy } from '../model/group-by.js'
import { markerOf } from '../model/marker.js'
import { isBlank } from '../model/text.js'
import type { CustomerMapping, DeadLetter, Intent, JobMapping } from '../ports/ledger.js'
import type { PlanningView, VanishedMapping } from '../ports/warehouse.js'
import { type CustomerResolution, indexMappings, resolveCustomer } from './customer.js'
import { decide } from './decide.js'
import { type AccountDirectory, isUnreadable } from './directory.js'
import type { SyncSettings } from './settings.js'
import type { AccountLists, WorkOrderFacts } from './work-order-facts.js'

/** What is read once for a whole plan. Its size does not depend on the number of work orders. */
export interface PlanningLedger {
  intents: ReadonlyMap<string, Intent>
  quarantinedKeys: ReadonlySet<string>
  customerMappings: ReadonlyMap<string, CustomerMapping>
  deadLetters: ReadonlyMap<string, readonly DeadLetter[]>
  vanished: readonly VanishedMapping[]
}

export interface FactsSource {
  view: PlanningView
  directory: AccountDirectory
  settings: SyncSettings
  ledger: PlanningLedger
  /** Jobs that a complete read proved to be gone, beside those that the warehouse knows as deleted. */
  missingJobs?: ReadonlySet<string>
  /** Lists of the account that cannot be read leave the work orders that need them undecided, instead of failing all. */
  leavesUnreadable?: boolean
  /** Until when failed writes wait is compared with it; missing: nothing waits. */
  now?: Instant
}

/** The open intents of jobs by work order, the quarantined work orders, the stored customers, what keeps failing and what is gone. */
export const readLedger = async (view: PlanningView): Promise<PlanningLedger> => {
  const [intents, quarantinedKeys, mappings, deadLetters, vanished] = await Promise.all([
    view.openIntents(),
    view.quarantinedKeys('work-orders'),
    view.customerMappings(),
    view.deadLetters(),
    view.vanishedMappings(),
  ])
  return {
    intents: new Map(intents.filter(({ kind }) => kind === 'job').map((intent) => [intent.reference, intent])),
    quarantinedKeys: new Set(quarantinedKeys),
    customerMappings: indexMappings(mappings),
    deadLetters: groupBy(deadLetters, ({ reference }) => reference),
    vanished,
  }
}

/**
 * Gathers what deciding a batch needs, in a few batched look-ups: the ledger for all, the place only for those that the ledger does not decide,
 * and the rest only for those that may become jobs. The result is complete for `planWorkOrders` and holds nothing that reads.
 */
export const gatherFacts = async (source: FactsSource, workOrders: readonly WorkOrder[]): Promise<Map<string, WorkOrderFacts>> => {
  const facts = await gatherLedger(source, workOrders)
  const undecided = (batch: Iterable<WorkOrderFacts>): WorkOrderFacts[] => [...batch].filter((known) => 'needs' in decide(known, source.settings))
  const placed = await gatherPlace(source, undecided(facts.values()))
  const drafted = await gatherDraft(source, undecided(placed))
  for (const gathered of [...placed, ...drafted]) facts.set(gathered.workOrder.id, gathered)
  return facts
}

const distinct = (ids: Iterable<string | null | undefined>): string[] => [...new Set([...ids].filter((id): id is string => !isBlank(id)))]

const markerIfDigits = (number: string): string | undefined => (/^\d+$/.test(number) ? markerOf(number) : undefined)

/** Look-ups of nothing are not sent. */
const lookUp = async <E extends EntityName>(view: PlanningView, entity: E, ids: readonly string[]): Promise<ReadonlyMap<string, EntityRecords[E]>> =>
  ids.length === 0 ? new Map<string, EntityRecords[E]>() : view.byId(entity, ids)

const get = <T>(found: ReadonlyMap<string, T>, id: string | null | undefined): T | undefined => (id == null ? undefined : found.get(id))

const gatherLedger = async (source: FactsSource, workOrders: readonly WorkOrder[]): Promise<Map<string, WorkOrderFacts>> => {
  const { view, settings, ledger, missingJobs, now } = source
  const deletedJobs = new Set(ledger.vanished.filter(({ job }) => job).map(({ mapping }) => mapping.jobId))
  const markers = new Map(workOrders.map(({ id, number }) => [id, markerIfDigits(number)]))
  const [mappings, markedJobs] = await Promise.all([view.jobMappings(workOrders.map(({ id }) => id)), view.jobsByMarker(distinct(markers.values()))])
  const known = new Map([...markedJobs.values()].flat().map((job) => [job.id, job]))
  const unseen = [...mappings.values()].map(({ jobId }) => jobId).filter((jobId) => !known.has(jobId))
  for (const [jobId, job] of await lookUp(view, 'jobs', unseen)) known.set(jobId, job)

  const owners = await ownersOfUnlinked(view, workOrders, mappings, (id) => get(markedJobs, markers.get(id)) ?? [])

  const facts = new Map<string, WorkOrderFacts>()
  for (const workOrder of workOrders) {
    const marker = markers.get(workOrder.id)
    const mapping = mappings.get(workOrder.id)
    facts.set(workOrder.id, {
      level: 'ledger',
      workOrder,
      marker,
      quarantined: ledger.quarantinedKeys.has(workOrder.id),
      mapping,
      markedJobs: get(markedJobs, marker) ?? [],
      jobOwner: owners.get(workOrder.id),
      mappedJob: get(known, mapping?.jobId),
      jobKnownMissing: mapping !== undefined && (deletedJobs.has(mapping.jobId) || (missingJobs?.has(mapping.jobId) ?? false)),
      intent: ledger.intents.get(workOrder.id),
      waiting: now === undefined ? [] : (ledger.deadLetters.get(workOrder.id) ?? []).filter(({ nextAttemptAt }) => nextAttemptAt > now),
      portfolio: undefined,
      building: undefined,
      units: [],
      lease: undefined,
      requester: undefined,
      customer: undefined,
      account: undefined,
    })
  }
  const isFiltered = settings.includePortfolios.length > 0 || settings.excludePortfolios.length > 0
  if (isFiltered) for (const gathered of await gatherPortfolio(source, [...facts.values()])) facts.set(gathered.workOrder.id, gathered)
  return facts
}

/** For work orders that a marker could link to a job: the other work order that has this job already (two of one number share a marker). */
const ownersOfUnlinked = async (
  view: PlanningView,
  workOrders: readonly WorkOrder[],
  mappings: ReadonlyMap<string, JobMapping>,
  markedJobsOf: (workOrderId: string) => readonly Job[],
): Promise<Map<string, string>> => {
  const candidates = workOrders.flatMap(({ id }) => (mappings.has(id) ? [] : markedJobsOf(id).map((job) => ({ id, jobId: job.id }))))
  const owners = candidates.length === 0 ? new Map<string, string[]>() : await view.ownersOfJobs(candidates.map(({ jobId }) => jobId))
  return new Map(candidates.flatMap(({ id, jobId }) => (owners.get(jobId) ?? []).filter((owner) => owner !== id).map((owner) => [id, owner])))
}

/** The work order's portfolio, else its building's. */
const gatherPortfolio = async ({ view }: FactsSource, batch: readonly WorkOrderFacts[]): Promise<WorkOrderFacts[]> => {
  const unplaced = batch.filter(({ workOrder, building }) => isBlank(workOrder.portfolioId) && building === undefined)
  const buildingIds = distinct(unplaced.map(({ workOrder }) => workOrder.buildingId))
  const buildings = await lookUp(view, 'buildings', buildingIds)
  const portfolioIdOf = ({ workOrder, building }: WorkOrderFacts): string | null | undefined =>
    isBlank(workOrder.portfolioId) ? (building ?? get(buildings, workOrder.buildingId))?.portfolioId : workOrder.portfolioId
  const portfolioIds = distinct(batch.map(portfolioIdOf))
  const portfolios = await lookUp(view, 'portfolios', portfolioIds)
  return batch.map((facts) => ({ ...facts, portfolio: get(portfolios, portfolioIdOf(facts)) }))
}

const gatherPlace = async (source: FactsSource, batch: readonly WorkOrderFacts[]): Promise<WorkOrderFacts[]> => {
  if (batch.length === 0) return []
  const { view } = source
  const buildingIds = distinct(batch.map(({ workOrder }) => workOrder.buildingId))
  const leaseIds = distinct(batch.map(({ workOrder }) => workOrder.leaseId))
  const [buildings, units, leases] = await Promise.all([
    lookUp(view, 'buildings', buildingIds),
    view.unitsOfBuildings(buildingIds),
    lookUp(view, 'leases', leaseIds),
  ])
  const unitsByBuilding = groupBy(units, ({ buildingId }) => buildingId ?? '')
  const placed = batch.map((facts): WorkOrderFacts => {
    const { buildingId, leaseId } = facts.workOrder
    return { ...facts, level: 'place', building: get(buildings, buildingId), units: get(unitsByBuilding, buildingId) ?? [], lease: get(leases, leaseId) }
  })
  return gatherPortfolio(source, placed)
}

const gatherDraft = async (source: FactsSource, batch: readonly WorkOrderFacts[]): Promise<WorkOrderFacts[]> => {
  if (batch.length === 0) return []
  try {
    return await gatherReadableDraft(source, batch)
  } catch (error) {
    if (source.leavesUnreadable !== true || !isUnreadable(error)) throw error
    return batch.map((facts) => ({ ...facts, unreadable: true }))
  }
}

const gatherReadableDraft = async (source: FactsSource, batch: readonly WorkOrderFacts[]): Promise<WorkOrderFacts[]> => {
  const requesterIds = distinct(batch.map(({ workOrder }) => workOrder.requesterId))
  const [requesters, customers, account] = await Promise.all([
    lookUp(source.view, 'tenants', requesterIds),
    resolveCustomers(source, batch),
    readAccountLists(source.directory),
  ])
  return batch.map((facts) => ({
    ...facts,
    level: 'draft',
    requester: get(requesters, facts.workOrder.requesterId),
    customer: customers.get(facts.workOrder.id),
    account,
  }))
}

/** The account's list of customers is only read when a work order cannot be resolved without it. */
const resolveCustomers = async ({ directory, settings, ledger }: FactsSource, batch: readonly WorkOrderFacts[]): Promise<Map<string, CustomerResolution>> => {
  const mappings = ledger.customerMappings
  const resolved = new Map(batch.map((facts) => [facts.workOrder.id, resolveCustomer(facts, settings, { mappings, list: undefined })]))
  if (![...resolved.values()].some(({ state }) => state === 'needs-customers')) return resolved
  const list = await directory.customers()
  for (const facts of batch) resolved.set(facts.workOrder.id, resolveCustomer(facts, settings, { mappings, list }))
  return resolved
}

/** The names that a draft may use. */
export const readAccountLists = async (directory: AccountDirectory): Promise<AccountLists> => {
  const [statuses, categories] = await Promise.all([directory.jobStatuses(), directory.jobCategories()])
  return { jobStatuses: statuses.map(({ name }) => name), jobCategories: categories.map(({ name }) => name) }
}
