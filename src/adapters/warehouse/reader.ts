import type { EntityName, EntityRecords } from '../../core/model/entity.js'
import type { IntentState } from '../../core/ports/ledger.js'
import type { WarehouseReader } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { layoutOf, readVersion } from './layout.js'
import { selectDeadLetters } from './ledger/dead-letters.js'
import { selectIntent, selectIntents, selectOperations } from './ledger/intents.js'
import { selectCustomerMappings, selectJobMappings, selectOwnersOfJobs, selectVanishedMappings } from './ledger/mappings.js'
import { selectCheckpoint, selectFeatureFlags } from './ledger/positions.js'
import { selectQuarantine, selectQuarantinedKeys, selectQuarantineEntry } from './ledger/quarantine.js'
import { selectRawPayloads } from './ledger/raw-payloads.js'
import { selectLastSuccess, selectRun, selectRuns } from './ledger/runs.js'
import { selectDecision, selectWaiting } from './ledger/decisions.js'
import { selectRepairs } from './ledger/repairs.js'
import { countCurrent, selectCurrentRecords, selectRecordsAfter, selectWorkOrdersNamed, selectWorkOrdersOfTenant } from './sql/current.js'
import { selectHistory, selectKeysSince } from './sql/versions.js'

const unsettled: readonly IntentState[] = ['intended', 'sent', 'unknown']

/** The reading half of the port on one connection. */
export const createReader = (session: Session): WarehouseReader => ({
  workOrdersAfter: async (after, limit) => parse<'work-orders'>(await selectRecordsAfter(session, layoutOf('work-orders'), after ?? '', limit)),
  byId: async <E extends EntityName>(entity: E, ids: readonly string[]) => {
    const layout = layoutOf(entity)
    const records = parse<E>(await selectCurrentRecords(session, layout, layout.key, ids))
    return new Map(records.map((record) => [record.id, record]))
  },
  unitsOfBuildings: async (buildingIds) => parse<'units'>(await selectCurrentRecords(session, layoutOf('units'), 'building_id', buildingIds)),
  jobsByMarker: async (markers) => {
    const jobs = parse<'jobs'>(await selectCurrentRecords(session, layoutOf('jobs'), 'po_number', markers))
    const byMarker = new Map<string, EntityRecords['jobs'][]>()
    for (const job of jobs) {
      const marker = (job.poNumber ?? '').trim()
      byMarker.set(marker, [...(byMarker.get(marker) ?? []), job])
    }
    return byMarker
  },
  jobMappings: (workOrderIds) => selectJobMappings(session, workOrderIds),
  ownersOfJobs: (jobIds) => selectOwnersOfJobs(session, jobIds),
  customerMappings: () => selectCustomerMappings(session),
  deadLetters: () => selectDeadLetters(session),
  vanishedMappings: () => selectVanishedMappings(session),
  openIntents: () => selectIntents(session, unsettled),
  quarantinedKeys: (entity) => selectQuarantinedKeys(session, entity),
  featureFlags: () => selectFeatureFlags(session),
  currentCount: (entity) => countCurrent(session, layoutOf(entity)),
  history: async <E extends EntityName>(entity: E, id: string) => {
    const rows = await selectHistory(session, layoutOf(entity), id)
    return rows.map((row) => readVersion<EntityRecords[E]>(row))
  },
  checkpoint: (name) => selectCheckpoint(session, name),
  runs: (limit) => selectRuns(session, limit),
  run: (id) => selectRun(session, id),
  lastSuccess: () => selectLastSuccess(session),
  intents: (states) => selectIntents(session, states),
  intent: (kind, reference) => selectIntent(session, kind, reference),
  quarantine: (states, limit) => selectQuarantine(session, states, limit),
  quarantineEntry: (id) => selectQuarantineEntry(session, id),
  rawPayloads: (entity, after, limit) => selectRawPayloads(session, entity, after, limit),
  keysSince: (entity, since, after, limit) => selectKeysSince(session, layoutOf(entity), since, after, limit),
  operations: (reference) => selectOperations(session, reference),
  findWorkOrders: (text) => selectWorkOrdersNamed(session, text),
  decision: (workOrderId) => selectDecision(session, workOrderId),
  waiting: () => selectWaiting(session),
  workOrdersOfTenant: (tenantId) => selectWorkOrdersOfTenant(session, tenantId),
  repairs: (entity, key) => selectRepairs(session, entity, key),
})

const parse = <E extends EntityName>(records: readonly string[]): EntityRecords[E][] => records.map((record) => JSON.parse(record) as EntityRecords[E])
