import { describeVersions, type DescribedVersion } from '../history/describe-versions.js'
import { believedNow } from '../history/known-at.js'
import { findWorkOrderId } from '../history/read-history.js'
import type { Instant } from '../model/instant.js'
import type { WorkOrder } from '../model/propertyware.js'
import type { Job } from '../model/servicefusion.js'
import { isBlank } from '../model/text.js'
import type { Decision, Intent, JobMapping, OperationRecord } from '../ports/ledger.js'
import type { WarehouseReader } from '../ports/warehouse.js'

/** A place of a work order: what it refers to, and what that is called. */
interface Place {
  id: string
  name: string | null
}

/** A version in short. */
export type ShortVersion = Pick<DescribedVersion, 'version' | 'validFrom' | 'runId' | 'origin' | 'event'> & { members: string[] }

/** Everything that is known about one work order, without people's data. */
export interface WorkOrderStory {
  workOrderId: string
  number: string
  current: {
    status: string | null
    serviceStatus: string | null
    category: string | null
    priority: string | null
    createdAt: Instant | null
    completedAt: Instant | null
    isDeleted: boolean
    portfolio: Place | null
    building: Place | null
    unit: Place | null
  }
  versions: ShortVersion[]
  decision: Decision | null
  mapping: Pick<JobMapping, 'jobId' | 'jobNumber' | 'marker' | 'how' | 'createdAt' | 'syncedJobStatus' | 'runId'> | null
  job: (Pick<Job, 'id'> & { number: string | null; status: string | null; isDeleted: boolean; address: string }) | null
  intent: Intent | null
  writes: OperationRecord[]
  quarantined: { id: string; reason: string; since: Instant } | null
}

/** Entries of a quarantine that big are not searched to their end. */
const mostQuarantined = 100_000

/** Gathers the story of a work order, named by number, id or marker. Throws `usage` when the warehouse does not know it. */
export const readWhy = async (reader: WarehouseReader, text: string, serviceStatusField: string): Promise<WorkOrderStory> => {
  const workOrderId = await findWorkOrderId(reader, text)
  const rows = believedNow(await reader.history('work-orders', workOrderId))
  const newest = rows.at(-1)
  const record: WorkOrder = newest?.record ?? { id: workOrderId, number: text }
  const mapping = (await reader.jobMappings([workOrderId])).get(workOrderId)
  const entry = (await reader.quarantine(['open'], mostQuarantined)).find(({ entity, key }) => entity === 'work-orders' && key === workOrderId)
  return {
    workOrderId,
    number: record.number,
    current: {
      status: record.status ?? null,
      serviceStatus: record.customFields?.find(({ name }) => name === serviceStatusField)?.value ?? null,
      category: record.category ?? null,
      priority: record.priority ?? null,
      createdAt: record.createdAt ?? null,
      completedAt: record.completedAt ?? null,
      isDeleted: newest?.isDeleted ?? false,
      ...(await placesOf(reader, record)),
    },
    versions: describeVersions('work-orders', rows).map(shorten),
    decision: (await reader.decision(workOrderId)) ?? null,
    mapping: mapping === undefined ? null : withoutParts(mapping),
    job: mapping === undefined ? null : await readJob(reader, mapping.jobId),
    intent: (await reader.intent('job', workOrderId)) ?? null,
    writes: await reader.operations(workOrderId),
    quarantined: entry === undefined ? null : { id: entry.id, reason: entry.reason, since: entry.firstSeenAt },
  }
}

const shorten = ({ version, validFrom, runId, origin, event, changes }: DescribedVersion): ShortVersion => ({
  version,
  validFrom,
  runId,
  origin,
  event,
  members: event === 'first-seen' ? [] : changes.map(({ member }) => member),
})

const withoutParts = ({ jobId, jobNumber, marker, how, createdAt, syncedJobStatus, runId }: JobMapping): WorkOrderStory['mapping'] => ({
  jobId,
  jobNumber,
  marker,
  how,
  createdAt,
  syncedJobStatus,
  runId,
})

const placesOf = async (
  reader: WarehouseReader,
  { portfolioId, buildingId, unitIds }: WorkOrder,
): Promise<Pick<WorkOrderStory['current'], 'portfolio' | 'building' | 'unit'>> => {
  const nameOf = async (entity: 'portfolios' | 'buildings' | 'units', id: string | null | undefined): Promise<Place | null> => {
    if (isBlank(id) || id == null) return null
    const found = (await reader.byId(entity, [id])).get(id)
    return { id, name: found?.name ?? found?.abbreviation ?? null }
  }
  const building = await nameOf('buildings', buildingId)
  const unit = await nameOf('units', unitIds?.[0])
  // The unit of a single-family home is the building itself.
  const isBuilding = unit !== null && unit.name === null && unit.id === building?.id
  return { portfolio: await nameOf('portfolios', portfolioId), building, unit: isBuilding ? building : unit }
}

/** The job as it was last seen, also when it is gone by now. */
const readJob = async (reader: WarehouseReader, jobId: string): Promise<WorkOrderStory['job']> => {
  const newest = believedNow(await reader.history('jobs', jobId)).at(-1)
  if (newest === undefined) return null
  const { id, number, status, street1, street2, city, state, postalCode } = newest.record
  const address = [street1, street2, city, [state, postalCode].filter((part) => !isBlank(part)).join(' ')].filter((part) => !isBlank(part)).join(', ')
  return { id, number: number ?? null, status: status ?? null, isDeleted: newest.isDeleted, address }
}
