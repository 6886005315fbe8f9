import type { EntityName, EntityRecords } from '../../src/core/model/entity.js'
import type { CustomerMapping, DeadLetter, FeatureFlag, Intent, JobMapping } from '../../src/core/ports/ledger.js'
import type { PlanningView, VanishedMapping } from '../../src/core/ports/warehouse.js'

/** What a view shows. Everything left out is empty. */
export type ViewContent = { [E in EntityName]?: EntityRecords[E][] } & {
  mappings?: JobMapping[]
  customerMappings?: CustomerMapping[]
  intents?: Intent[]
  flags?: FeatureFlag[]
  quarantined?: string[]
  deadLetters?: DeadLetter[]
  vanished?: VanishedMapping[]
}

/** A planning view over plain lists, which also counts the look-ups by name. */
export const viewOf = (content: ViewContent): PlanningView & { calls: Map<string, number> } => {
  const calls = new Map<string, number>()
  const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1)
  const records = <E extends EntityName>(entity: E): EntityRecords[E][] => (content[entity] ?? []) as EntityRecords[E][]
  const workOrders = [...records('work-orders')].sort((left, right) => (left.id < right.id ? -1 : 1))
  const positions = new Map(workOrders.map(({ id }, index) => [id, index]))
  const tables = new Map<EntityName, Map<string, unknown>>()
  const table = <E extends EntityName>(entity: E): Map<string, EntityRecords[E]> => {
    const known = tables.get(entity) ?? new Map(records(entity).map((record) => [record.id, record]))
    tables.set(entity, known)
    return known as Map<string, EntityRecords[E]>
  }
  return {
    calls,
    workOrdersAfter: async (after, limit) => {
      count('workOrdersAfter')
      const known = after === null ? 0 : positions.get(after)
      const start = known === undefined ? workOrders.findIndex(({ id }) => id > (after ?? '')) : known + (after === null ? 0 : 1)
      return start < 0 ? [] : workOrders.slice(start, start + limit)
    },
    byId: async (entity, ids) => {
      count(`byId ${entity}`)
      const found = new Map<string, EntityRecords[typeof entity]>()
      for (const id of ids) {
        const record = table(entity).get(id)
        if (record !== undefined) found.set(id, record)
      }
      return found
    },
    unitsOfBuildings: async (buildingIds) => {
      count('unitsOfBuildings')
      return records('units').filter(({ buildingId }) => buildingIds.includes(buildingId ?? ''))
    },
    jobsByMarker: async (markers) => {
      count('jobsByMarker')
      const wanted = new Set(markers)
      const found = new Map<string, EntityRecords['jobs'][]>()
      for (const job of records('jobs')) {
        const marker = (job.poNumber ?? '').trim()
        if (wanted.has(marker)) found.set(marker, [...(found.get(marker) ?? []), job])
      }
      return found
    },
    jobMappings: async (workOrderIds) => {
      count('jobMappings')
      const wanted = new Set(workOrderIds)
      return new Map((content.mappings ?? []).filter(({ workOrderId }) => wanted.has(workOrderId)).map((mapping) => [mapping.workOrderId, mapping]))
    },
    ownersOfJobs: async (jobIds) => {
      count('ownersOfJobs')
      return new Map((content.mappings ?? []).filter(({ jobId }) => jobIds.includes(jobId)).map(({ jobId, workOrderId }) => [jobId, [workOrderId]]))
    },
    customerMappings: async () => content.customerMappings ?? [],
    deadLetters: async () => content.deadLetters ?? [],
    vanishedMappings: async () => content.vanished ?? [],
    openIntents: async () => content.intents ?? [],
    quarantinedKeys: async (entity) => (entity === 'work-orders' ? (content.quarantined ?? []) : []),
    featureFlags: async () => content.flags ?? [],
  }
}
