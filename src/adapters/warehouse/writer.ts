import type { Clock } from '../../core/ports/clock.js'
import type { WarehouseWriter } from '../../core/ports/warehouse.js'
import { confirmRead } from './confirm.js'
import type { Session } from './dialect/dialect.js'
import { deleteDeadLetter, saveDeadLetter } from './ledger/dead-letters.js'
import { saveDecisions, saveStatuses } from './ledger/decisions.js'
import { recordOperation, saveIntent } from './ledger/intents.js'
import { forgetTenant, keepOutForgotten, keepOutForgottenRaws, keepOutForgottenRejects } from './forget.js'
import { deleteCustomerMapping, saveCustomerMapping, saveJobMapping } from './ledger/mappings.js'
import { setCheckpoint } from './ledger/positions.js'
import { quarantineRejects, releaseFromQuarantine, setQuarantineState } from './ledger/quarantine.js'
import { keepRaws, pruneRaws } from './ledger/raw-payloads.js'
import { saveRun } from './ledger/runs.js'
import { observe } from './observe.js'
import { createReader } from './reader.js'

/** The writing half of the port on the connection of an open transaction. */
export const createWriter = (session: Session, clock: Clock): WarehouseWriter => ({
  ...createReader(session),
  observe: async (observation) => {
    const records = await keepOutForgotten(session, observation.entity, observation.records)
    return observe(session, clock.now(), { ...observation, records })
  },
  confirmRead: (read) => confirmRead(session, clock.now(), read),
  setCheckpoint: (name, value) => setCheckpoint(session, name, value),
  saveRun: (run) => saveRun(session, run),
  saveJobMapping: (mapping) => saveJobMapping(session, mapping),
  saveCustomerMapping: (mapping) => saveCustomerMapping(session, mapping),
  deleteCustomerMapping: (scope, key) => deleteCustomerMapping(session, scope, key),
  saveIntent: (intent) => saveIntent(session, intent),
  recordOperation: (operation) => recordOperation(session, operation),
  saveDecisions: (decisions, at, runId) => saveDecisions(session, decisions, at, runId),
  saveStatuses: (statuses) => saveStatuses(session, statuses),
  saveDeadLetter: (entry) => saveDeadLetter(session, entry),
  deleteDeadLetter: (kind, reference) => deleteDeadLetter(session, kind, reference),
  quarantineRejects: async (entity, rejects, at, runId) =>
    quarantineRejects(session, entity, await keepOutForgottenRejects(session, entity, rejects), at, runId),
  forgetTenant: (tenantId, at, runId) => forgetTenant(session, tenantId, at, runId),
  releaseFromQuarantine: (entity, keys, at) => releaseFromQuarantine(session, entity, keys, at),
  keepRaws: async (page) => keepRaws(session, { ...page, raws: await keepOutForgottenRaws(session, page.entity, page.raws) }),
  pruneRaws: (before) => pruneRaws(session, before),
  setQuarantineState: (id, state, at) => setQuarantineState(session, id, state, at),
})
