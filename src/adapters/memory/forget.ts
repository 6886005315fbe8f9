import { forgetVersion, rawWithoutForgotten, withoutForgotten, type Forgotten } from '../../core/history/forget.js'
import type { EntityName, EntityRecords } from '../../core/model/entity.js'
import type { WorkOrder } from '../../core/model/propertyware.js'
import type { ForgetCounts } from '../../core/ports/warehouse.js'
import { rawsName } from './raw-payloads.js'
import type { Store, StoredVersion } from './store.js'

const kinds: readonly EntityName[] = ['tenants', 'work-orders', 'jobs']

const forgottenIn = ({ keys, ledger }: Store): Forgotten | undefined => {
  const tenantIds = new Set(ledger.forgotten.working.values())
  if (tenantIds.size === 0) return undefined
  const isTheirs = (row: StoredVersion): boolean => row.recordedTo === null && tenantIds.has((JSON.parse(row.record) as WorkOrder).requesterId ?? '')
  const mappings = ledger.jobMappings.working.values().filter(({ workOrderId }) => keys['work-orders'].working.get(workOrderId)?.rows.some(isTheirs))
  return { tenantIds, jobIds: new Set(mappings.map(({ jobId }) => jobId)) }
}

export const keepOutForgotten = <E extends EntityName>(store: Store, entity: E, records: EntityRecords[E][]): EntityRecords[E][] => {
  const forgotten = forgottenIn(store)
  return forgotten === undefined ? records : records.map((record) => withoutForgotten(entity, record, forgotten))
}

export const rawToKeep = (store: Store, entity: EntityName, key: string, raw: string): string => {
  const forgotten = forgottenIn(store)
  return forgotten === undefined ? raw : rawWithoutForgotten(entity, key, raw, forgotten)
}

export const forgetTenant = (store: Store, tenantId: string): ForgetCounts => {
  const { forgotten: tombstones, quarantine } = store.ledger
  const isNew = tombstones.working.get(tenantId) === undefined
  tombstones.working.set(tenantId, tenantId)
  const forgotten: Forgotten = { tenantIds: new Set([tenantId]), jobIds: forgottenIn(store)?.jobIds ?? new Set() }
  const counts = { isNew, versions: 0, quarantined: 0, rawPayloads: 0 }
  for (const entity of kinds) {
    for (const state of store.keys[entity].working.values()) {
      const rows = state.rows.map((row, index) => {
        const print = forgetVersion(entity, row.record, row.isCurrent, `${state.id} ${index}`, forgotten)
        return print === undefined ? row : { ...row, record: print.text, rowHash: print.rowHash }
      })
      const changed = rows.filter((row, index) => row !== state.rows[index]).length
      if (changed === 0) continue
      counts.versions += changed
      store.keys[entity].working.set(state.id, { ...state, rows, sightings: state.sightings.filter(({ rowHash }) => rowHash === null) })
    }
  }
  for (const entry of quarantine.working.values()) {
    const raw = rawWithoutForgotten(entry.entity, entry.key, entry.raw, forgotten)
    if (raw === entry.raw) continue
    quarantine.working.set(entry.id, { ...entry, raw })
    counts.quarantined += 1
  }
  counts.rawPayloads = forgetRaws(store, forgotten)
  return counts
}

const forgetRaws = (store: Store, forgotten: Forgotten): number => {
  let changed = 0
  for (const { entity, payloads } of store.raws.working.values()) {
    const kept = payloads.map((payload) => ({ ...payload, raw: rawWithoutForgotten(entity, payload.key, payload.raw, forgotten) }))
    const here = kept.filter(({ raw }, index) => raw !== payloads[index]?.raw).length
    if (here > 0) store.raws.working.set(rawsName(entity, payloads[0]?.key ?? ''), { entity, payloads: kept })
    changed += here
  }
  return changed
}
