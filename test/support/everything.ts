import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { defaultExtractSettings } from '../../src/core/extract/extract-entity.js'
import { extractAll } from '../../src/core/extract/extract-all.js'
import { canonicalJson } from '../../src/core/model/canonical.js'
import { type EntityName, propertyWareEntities } from '../../src/core/model/entity.js'
import type { Warehouse, WarehouseReader } from '../../src/core/ports/warehouse.js'
import type { SyncRig } from './sync-rig.js'

const entities: readonly EntityName[] = [...propertyWareEntities, 'jobs']

/** Keeps what is observed, by entity and id: the memory warehouse can count its records, but not list them. */
const keepingIds = (warehouse: Warehouse, ids: Map<EntityName, Set<string>>): Warehouse => ({
  ...warehouse,
  transaction: (work) =>
    warehouse.transaction((writer) =>
      work({
        ...writer,
        observe: (observation) => {
          const known = ids.get(observation.entity) ?? new Set()
          for (const { id } of observation.records) known.add(id)
          ids.set(observation.entity, known)
          return writer.observe(observation)
        },
      }),
    ),
})

/**
 * Where the rig's warehouse differs from what both systems hold now, read whole into another store. Faults have to be off. Empty: they are equal.
 */
export const differencesFromTruth = async ({ ports, warehouse }: SyncRig): Promise<string[]> => {
  const ids = new Map<EntityName, Set<string>>()
  const truth = await openMemoryWarehouse({ clock: ports.clock })
  const target = { warehouse: keepingIds(truth, ids), known: truth.reader, clock: ports.clock, events: ports.events, runId: 'truth' }
  const { complete } = await extractAll({ propertyware: ports.propertyware.reader, servicefusion: ports.servicefusion.reader }, target, {
    ...defaultExtractSettings,
    full: true,
  })
  if (!complete) return ['the truth itself could not be read whole']
  const found: string[] = []
  for (const entity of entities) {
    const all = [...(ids.get(entity) ?? [])]
    const records = async (reader: WarehouseReader): Promise<Map<string, unknown>> => reader.byId(entity, all)
    const [theirs, ours] = [await records(truth.reader), await records(warehouse.reader)]
    for (const [id, record] of theirs) if (canonicalJson(record) !== canonicalJson(ours.get(id) ?? null)) found.push(`${entity} ${id} differs`)
    const known = await warehouse.reader.currentCount(entity)
    if (known !== theirs.size) found.push(`${known} ${entity} instead of ${theirs.size}`)
  }
  return found
}
