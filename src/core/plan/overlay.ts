import type { EntityName, EntityRecords } from '../model/entity.js'
import { groupBy } from '../model/group-by.js'
import type { PlanningView } from '../ports/warehouse.js'

/**
 * What a dry run read live (`top`) over what the warehouse holds (`base`), as if it had been stored: where both have a record, top wins, also
 * when it no longer belongs where base has it. Deletions are not modelled on top. Everything that only the warehouse decides (mappings,
 * intents, customers, flags) comes from base.
 */
export const overlayView = (top: PlanningView, base: PlanningView): PlanningView => {
  /** Records of base that top does not hold in any state. */
  const notReplaced = async <E extends EntityName>(entity: E, records: EntityRecords[E][]): Promise<EntityRecords[E][]> => {
    if (records.length === 0) return records
    const replaced = await top.byId(
      entity,
      records.map(({ id }) => id),
    )
    return records.filter(({ id }) => !replaced.has(id))
  }

  return {
    async workOrdersAfter(after, limit) {
      const [live, stored] = await Promise.all([top.workOrdersAfter(after, limit), base.workOrdersAfter(after, limit)])
      return mergeById(live, stored).slice(0, limit)
    },
    async byId(entity, ids) {
      const live = await top.byId(entity, ids)
      const missing = ids.filter((id) => !live.has(id))
      return missing.length === 0 ? live : new Map([...(await base.byId(entity, missing)), ...live])
    },
    async unitsOfBuildings(buildingIds) {
      const [live, stored] = await Promise.all([top.unitsOfBuildings(buildingIds), base.unitsOfBuildings(buildingIds)])
      return [...live, ...(await notReplaced('units', stored))]
    },
    async jobsByMarker(markers) {
      const [live, stored] = await Promise.all([top.jobsByMarker(markers), base.jobsByMarker(markers)])
      const jobs = [...live.values()].flat()
      jobs.push(...(await notReplaced('jobs', [...stored.values()].flat())))
      return groupBy(jobs, ({ poNumber }) => (poNumber ?? '').trim())
    },
    async quarantinedKeys(entity) {
      const [live, stored] = await Promise.all([top.quarantinedKeys(entity), base.quarantinedKeys(entity)])
      const readWell = await top.byId(entity, stored)
      return [...new Set([...live, ...stored.filter((key) => !readWell.has(key))])]
    },
    jobMappings: (workOrderIds) => base.jobMappings(workOrderIds),
    ownersOfJobs: (jobIds) => base.ownersOfJobs(jobIds),
    customerMappings: () => base.customerMappings(),
    deadLetters: () => base.deadLetters(),
    async vanishedMappings() {
      const vanished = await base.vanishedMappings()
      if (vanished.length === 0) return vanished
      const [workOrders, jobs] = await Promise.all([
        top.byId(
          'work-orders',
          vanished.map(({ mapping }) => mapping.workOrderId),
        ),
        top.byId(
          'jobs',
          vanished.map(({ mapping }) => mapping.jobId),
        ),
      ])
      return vanished
        .map((one) => ({ ...one, workOrder: one.workOrder && !workOrders.has(one.mapping.workOrderId), job: one.job && !jobs.has(one.mapping.jobId) }))
        .filter(({ workOrder, job }) => workOrder || job)
    },
    openIntents: () => base.openIntents(),
    featureFlags: () => base.featureFlags(),
  }
}

/** Two lists sorted by id as one; of two records with one id, the first list's. */
const mergeById = <T extends { id: string }>(live: readonly T[], stored: readonly T[]): T[] => {
  const merged: T[] = []
  let next = 0
  for (const record of live) {
    for (let other = stored[next]; other !== undefined && other.id <= record.id; other = stored[next]) {
      if (other.id !== record.id) merged.push(other)
      next += 1
    }
    merged.push(record)
  }
  return [...merged, ...stored.slice(next)]
}
