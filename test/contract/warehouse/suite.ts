import { describe } from 'vitest'
import { takesBulk } from './bulk.js'
import { forgetsTenants } from './forget.js'
import { keepsDecisions } from './decisions.js'
import { countsAbsences } from './deletes.js'
import { keepsHistory } from './history.js'
import { acceptsLateObservations } from './late.js'
import { keepsDeadLetters, keepsIntents, keepsMappings, keepsQuarantine, keepsRuns } from './ledger.js'
import { locksRuns } from './lock.js'
import { servesThePlanner } from './planning.js'
import { keepsRawPayloads } from './raw-payloads.js'
import { keepsTransactionsWhole } from './transactions.js'
import type { OpenWarehouse } from './support.js'

/** Everything that is asked of a warehouse, whatever it is made of. */
export const warehouseContract = (open: OpenWarehouse, { permutations = 500 }: { permutations?: number } = {}): void => {
  describe('history', () => {
    keepsHistory(open)
  })
  describe('late observations', () => {
    acceptsLateObservations(open, permutations)
  })
  describe('deletions', () => {
    countsAbsences(open)
  })
  describe('mappings', () => {
    keepsMappings(open)
  })
  describe('intents', () => {
    keepsIntents(open)
  })
  describe('dead letters', () => {
    keepsDeadLetters(open)
  })
  describe('decisions', () => {
    keepsDecisions(open)
  })
  describe('forgotten tenants', () => {
    forgetsTenants(open)
  })
  describe('runs and checkpoints', () => {
    keepsRuns(open)
  })
  describe('quarantine', () => {
    keepsQuarantine(open)
  })
  describe('planning view', () => {
    servesThePlanner(open)
  })
  describe('raw payloads', () => {
    keepsRawPayloads(open)
  })
  describe('transactions', () => {
    keepsTransactionsWhole(open)
  })
  describe('lock', () => {
    locksRuns(open)
  })
  describe('bulk', () => {
    takesBulk(open)
  })
}
