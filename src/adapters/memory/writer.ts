import type { Clock } from '../../core/ports/clock.js'
import type { WarehouseWriter } from '../../core/ports/warehouse.js'
import { forgetTenant, keepOutForgotten, rawToKeep } from './forget.js'
import { confirmRead, observe } from './history.js'
import { quarantineRejects, releaseFromQuarantine } from './quarantine.js'
import { keepRaws, pruneRaws } from './raw-payloads.js'
import { createReader } from './reader.js'
import { workingSide } from './store.js'
import type { Store } from './store.js'

/** The writing half of the port over the open transaction of the store. */
export const createWriter = (store: Store, clock: Clock): WarehouseWriter => {
  const { ledger } = store
  return {
    ...createReader(store, workingSide),
    observe: async (observation) => observe(store, clock.now(), { ...observation, records: keepOutForgotten(store, observation.entity, observation.records) }),
    confirmRead: async (read) => confirmRead(store, clock.now(), read),
    setCheckpoint: async (name, value) => ledger.checkpoints.working.set(name, value),
    saveRun: async (run) => ledger.runs.working.set(run.id, { ...structuredClone(run), finishedAt: run.finishedAt ?? null, exitCode: run.exitCode ?? null }),
    saveJobMapping: async (mapping) => ledger.jobMappings.working.set(mapping.workOrderId, structuredClone(mapping)),
    saveCustomerMapping: async (mapping) => ledger.customerMappings.working.set(JSON.stringify([mapping.scope, mapping.key]), structuredClone(mapping)),
    deleteCustomerMapping: async (scope, key) => ledger.customerMappings.working.delete(JSON.stringify([scope, key])),
    saveIntent: async (intent) => ledger.intents.working.set(JSON.stringify([intent.kind, intent.reference]), structuredClone(intent)),
    recordOperation: async (operation) => {
      store.operationCount += 1
      ledger.operations.working.set(String(store.operationCount).padStart(12, '0'), structuredClone(operation))
    },
    saveDecisions: async (decisions, at, runId) => {
      const { working } = ledger.decisions
      const changed = decisions.filter(({ workOrderId, action, reason }) => {
        const known = working.get(workOrderId)
        return known?.action !== action || known.reason !== reason
      })
      for (const decision of changed) working.set(decision.workOrderId, { ...decision, since: at, runId })
      return new Set(changed.map(({ workOrderId }) => workOrderId)).size
    },
    // They are for people who look at tables.
    saveStatuses: async () => {},
    saveDeadLetter: async (entry) => ledger.deadLetters.working.set(JSON.stringify([entry.kind, entry.reference]), structuredClone(entry)),
    deleteDeadLetter: async (kind, reference) => ledger.deadLetters.working.delete(JSON.stringify([kind, reference])),
    quarantineRejects: async (entity, rejects, at, runId) => {
      const kept = rejects.map((reject) => ({ ...reject, raw: rawToKeep(store, entity, reject.key, reject.raw) }))
      return quarantineRejects(store, entity, kept, at, runId)
    },
    releaseFromQuarantine: async (entity, keys) => releaseFromQuarantine(store, entity, keys),
    keepRaws: async (page) => keepRaws(store, { ...page, raws: new Map([...page.raws].map(([key, raw]) => [key, rawToKeep(store, page.entity, key, raw)])) }),
    forgetTenant: async (tenantId) => forgetTenant(store, tenantId),
    pruneRaws: async (before) => pruneRaws(store, before),
    setQuarantineState: async (id, state) => {
      const entry = ledger.quarantine.working.get(id)
      if (entry !== undefined) ledger.quarantine.working.set(id, { ...entry, state })
    },
  }
}
