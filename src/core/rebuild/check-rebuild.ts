import { groupBy } from '../model/group-by.js'
import { type AnyRecord, type EntityName, propertyWareEntities } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { Job } from '../model/servicefusion.js'
import type { Events } from '../ports/events.js'
import type { Page } from '../ports/page.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import type { Warehouse, WarehouseReader } from '../ports/warehouse.js'
import { compareStates, type StateDifference } from './compare-states.js'
import { statesOf } from './states.js'

/** What a check needs: no remote system, and no way to write to the warehouse that it checks. */
export interface RebuildPorts {
  known: WarehouseReader
  /** Opens a throw-away store for what is rebuilt. */
  openScratch(): Promise<Warehouse>
  reviveRecord: PropertyWareReader['revive']
  reviveJob(raw: string): Page<Job>
  events: Events
  signal?: AbortSignal
}

/** `why`: `differs` another state was rebuilt; `not-proven` no record as it came stands for it; `unreadable` it does not validate any more. */
export interface RebuildDifference extends StateDifference {
  entity: EntityName
  key: string
  why: 'differs' | 'not-proven' | 'unreadable'
}

export interface EntityRebuild {
  entity: EntityName
  /** Moment of the oldest record that is kept: nothing before it can be checked. Null: none is kept. */
  since: Instant | null
  payloads: number
  /** Keys that were compared. */
  keys: number
  differences: number
}

export interface RebuildCheck {
  same: boolean
  entities: EntityRebuild[]
  differences: RebuildDifference[]
}

const pageSize = 500

/**
 * Rebuilds the history from the records as they came, in a scratch warehouse, and compares it with what the warehouse believes of the same
 * time. Nothing is written, and no remote system is asked.
 */
export const checkRebuild = async (ports: RebuildPorts): Promise<RebuildCheck> => {
  const entities: EntityRebuild[] = []
  const differences: RebuildDifference[] = []
  for (const entity of [...propertyWareEntities, 'jobs' as const]) {
    const scratch = await ports.openScratch()
    try {
      const found = await checkEntity(ports, scratch, entity)
      entities.push(found.summary)
      differences.push(...found.differences)
    } finally {
      await scratch.close()
    }
  }
  return { same: differences.length === 0, entities, differences }
}

const checkEntity = async (
  ports: RebuildPorts,
  scratch: Warehouse,
  entity: EntityName,
): Promise<{ summary: EntityRebuild; differences: RebuildDifference[] }> => {
  const { payloads, since, keys, unreadable } = await replay(ports, scratch, entity)
  const differences = [...unreadable]
  if (since !== null) {
    await addKeysSince(ports.known, entity, since, keys)
    for (const key of keys) {
      ports.signal?.throwIfAborted()
      differences.push(...(await compareKey(ports, scratch.reader, entity, key, since)))
    }
  }
  return { summary: { entity, since, payloads, keys: keys.size, differences: differences.length }, differences }
}

const reviveAny = (ports: RebuildPorts, entity: EntityName, raw: string): Page<AnyRecord> =>
  entity === 'jobs' ? ports.reviveJob(raw) : ports.reviveRecord(entity, raw)

interface Replayed {
  payloads: number
  since: Instant | null
  keys: Set<string>
  unreadable: RebuildDifference[]
}

/** Observes every payload at its moment. */
const replay = async (ports: RebuildPorts, scratch: Warehouse, entity: EntityName): Promise<Replayed> => {
  const result: Replayed = { payloads: 0, since: null, keys: new Set(), unreadable: [] }
  let position: { at: Instant; key: string } | null = null
  for (;;) {
    ports.signal?.throwIfAborted()
    const page: Awaited<ReturnType<WarehouseReader['rawPayloads']>> = await ports.known.rawPayloads(entity, position, pageSize)
    for (const [at, together] of groupBy(page, (payload) => payload.at)) {
      const records: AnyRecord[] = []
      for (const { key, raw } of together) {
        const revived = reviveAny(ports, entity, raw)
        records.push(...revived.records)
        result.keys.add(key)
        if (revived.records.length === 0) result.unreadable.push({ entity, key, at, rebuilt: null, believed: null, why: 'unreadable' })
      }
      await scratch.transaction((writer) => writer.observe({ entity, at, records, runId: 'rebuild', origin: 'sync' }))
    }
    result.since ??= page[0]?.at ?? null
    result.payloads += page.length
    ports.events.progress({ stage: `replay ${entity}`, done: result.payloads })
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return result
    position = last
  }
}

const addKeysSince = async (known: WarehouseReader, entity: EntityName, since: Instant, keys: Set<string>): Promise<void> => {
  for (let after = ''; ; ) {
    const page = await known.keysSince(entity, since, after, pageSize)
    for (const key of page) keys.add(key)
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    after = last
  }
}

const compareKey = async (ports: RebuildPorts, scratch: WarehouseReader, entity: EntityName, key: string, since: Instant): Promise<RebuildDifference[]> => {
  const rebuilt = statesOf(entity, await scratch.history(entity, key))
  const believed = statesOf(entity, await ports.known.history(entity, key))
  const { wrong, unproven } = compareStates(rebuilt, believed, since)
  const differences: RebuildDifference[] = wrong.map((difference) => ({ entity, key, ...difference, why: 'differs' }))
  for (const { runId, ...difference } of unproven) {
    if (!(await hasOtherSource(ports.known, entity, key, runId))) differences.push({ entity, key, ...difference, why: 'not-proven' })
  }
  return differences
}

/** A status that pwsf wrote itself was read back with it, and a record that left quarantine had been kept there. Neither came on a page. */
const hasOtherSource = async (known: WarehouseReader, entity: EntityName, key: string, runId: string): Promise<boolean> => {
  if ((await known.run(runId))?.command === 'quarantine replay') return true
  return entity === 'work-orders' && (await known.operations(key)).some((operation) => operation.runId === runId && operation.operation === 'change-status')
}
