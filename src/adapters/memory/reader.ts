import type { EntityName, EntityRecords } from '../../core/model/entity.js'
import { groupBy } from '../../core/model/group-by.js'
import type { Decision, IntentState, Waiting } from '../../core/ports/ledger.js'
import type { WarehouseReader } from '../../core/ports/warehouse.js'
import { readKeysSince, readRaws } from './raw-payloads.js'
import type { KeyState, Side, Store, StoredVersion } from './store.js'

const unsettled: readonly IntentState[] = ['intended', 'sent', 'unknown']

/** The reading half of the port over one side of the store. Everything handed out is a copy. */
export const createReader = (store: Store, side: Side): WarehouseReader => {
  const { ledger } = store
  return {
    workOrdersAfter: async (after, limit) => {
      const page: string[] = []
      const states = side(store.keys['work-orders']).values()
      for (let index = firstAfter(states, after ?? ''); index < states.length && page.length < limit; index += 1) page.push(...currentText(states[index]))
      return parse<'work-orders'>(page)
    },
    byId: async <E extends EntityName>(entity: E, ids: readonly string[]) => {
      const view = side(store.keys[entity])
      return new Map(parse<E>(ids.flatMap((id) => currentText(view.get(id)))).map((record) => [record.id, record]))
    },
    unitsOfBuildings: async (buildingIds) => {
      const groups = side(store.keys.units).groups(buildingOfUnit)
      return parse<'units'>([...new Set(buildingIds)].flatMap((id) => groups.get(id) ?? []).flatMap(currentText)).sort(byRecordId)
    },
    jobsByMarker: async (markers) => {
      const groups = side(store.keys.jobs).groups(markerOfJob)
      const found = [...new Set(markers)].map((marker) => [marker, parse<'jobs'>((groups.get(marker) ?? []).flatMap(currentText))] as const)
      return new Map(found.filter(([, jobs]) => jobs.length > 0))
    },
    jobMappings: async (workOrderIds) => {
      const mappings = workOrderIds.map((id) => side(ledger.jobMappings).get(id))
      return new Map(mappings.flatMap((mapping) => (mapping === undefined ? [] : [[mapping.workOrderId, structuredClone(mapping)]])))
    },
    ownersOfJobs: async (jobIds) => {
      const wanted = new Set(jobIds)
      const owned = [...side(ledger.jobMappings).values()]
        .filter(({ jobId }) => wanted.has(jobId))
        .sort((left, right) => compareTexts(left.workOrderId, right.workOrderId))
      return new Map([...groupBy(owned, ({ jobId }) => jobId)].map(([jobId, mappings]) => [jobId, mappings.map(({ workOrderId }) => workOrderId)]))
    },
    customerMappings: async () => structuredClone([...side(ledger.customerMappings).values()]),
    deadLetters: async () => {
      const entries = structuredClone([...side(ledger.deadLetters).values()])
      return entries.sort((left, right) => compareTexts(left.firstFailedAt, right.firstFailedAt) || compareTexts(left.reference, right.reference))
    },
    vanishedMappings: async () => {
      const isGone = (entity: EntityName, id: string): boolean => openRow(side(store.keys[entity]).get(id))?.isDeleted === true
      const all = [...side(ledger.jobMappings).values()].map((mapping) => ({
        mapping: structuredClone(mapping),
        workOrder: isGone('work-orders', mapping.workOrderId),
        job: isGone('jobs', mapping.jobId),
      }))
      return all.filter(({ workOrder, job }) => workOrder || job)
    },
    openIntents: async () => intentsIn(store, side, unsettled),
    quarantinedKeys: async (entity) => {
      const open = side(ledger.quarantine)
        .values()
        .filter((entry) => entry.entity === entity && entry.state === 'open')
      return open.map((entry) => entry.key).sort()
    },
    featureFlags: async () => structuredClone([...side(ledger.flags).values()]),
    currentCount: async (entity) =>
      side(store.keys[entity])
        .values()
        .filter((state) => openRow(state)?.isDeleted === false).length,
    history: async <E extends EntityName>(entity: E, id: string) => {
      const rows = side(store.keys[entity]).get(id)?.rows ?? []
      return rows.toSorted(byPosition).map((row) => ({ ...row, record: JSON.parse(row.record) as EntityRecords[E] }))
    },
    checkpoint: async (name) => side(ledger.checkpoints).get(name),
    runs: async (limit) => structuredClone(newestRuns(store, side).slice(0, limit)),
    run: async (id) => structuredClone(side(ledger.runs).get(id)),
    lastSuccess: async () => {
      const good = newestRuns(store, side).find(
        (run) => run.state === 'finished' && run.exitCode === 0 && !['dry-run', 'backfill', 'retry'].includes(run.command),
      )
      return structuredClone(good)
    },
    intents: async (states) => intentsIn(store, side, states),
    intent: async (kind, reference) => structuredClone(side(ledger.intents).get(JSON.stringify([kind, reference]))),
    quarantine: async (states, limit) => {
      const entries = side(ledger.quarantine)
        .values()
        .filter((entry) => states.includes(entry.state))
      const ordered = entries.toSorted((left, right) => compareTexts(left.firstSeenAt, right.firstSeenAt) || compareTexts(left.id, right.id))
      return structuredClone(ordered.slice(0, limit))
    },
    quarantineEntry: async (id) => structuredClone(side(ledger.quarantine).get(id)),
    rawPayloads: async (...asked) => readRaws(store, side, asked),
    keysSince: async (...asked) => readKeysSince(store, side, asked),
    operations: async (reference) => {
      const operations = side(ledger.operations)
        .values()
        .filter((operation) => operation.reference === reference)
      return structuredClone(operations.sort((left, right) => compareTexts(left.at, right.at)))
    },
    findWorkOrders: async (text) => {
      const newest = side(store.keys['work-orders'])
        .values()
        .flatMap((state) => parse<'work-orders'>([openRow(state)?.record ?? '[]']))
      return newest.filter(({ id, number }) => id === text || number === text).map(({ id, number }) => ({ id, number }))
    },
    decision: async (workOrderId) => structuredClone(side(ledger.decisions).get(workOrderId)),
    waiting: async () =>
      waitingIn(
        side(ledger.decisions)
          .values()
          .filter(({ workOrderId }) => currentText(side(store.keys['work-orders']).get(workOrderId)).length > 0),
      ),
    workOrdersOfTenant: async (tenantId) => {
      const current = side(store.keys['work-orders'])
        .values()
        .flatMap((state) => parse<'work-orders'>(currentText(state)))
      const theirs = current.filter(({ requesterId }) => requesterId === tenantId)
      return theirs.map(({ id, number, status }) => ({ id, number, status: status ?? null }))
    },
    // Corrections are written to databases only.
    repairs: async () => [],
  }
}

const isWaiting = (decision: Decision): decision is Decision & { action: Waiting['action'] } => ['hold', 'block', 'fail'].includes(decision.action)

const waitingIn = (decisions: readonly Decision[]): Waiting[] => {
  const groups = groupBy(decisions.filter(isWaiting), ({ action, reason }) => JSON.stringify([action, reason]))
  const found = [...groups.values()].flatMap((group): Waiting[] => {
    const first = group.toSorted((left, right) => compareTexts(left.since, right.since))[0]
    return first === undefined ? [] : [{ action: first.action, reason: first.reason, count: group.length, oldest: first.since }]
  })
  return found.sort(
    (left, right) => compareTexts(left.oldest, right.oldest) || compareTexts(left.action, right.action) || compareTexts(left.reason ?? '', right.reason ?? ''),
  )
}

/** The believed row that is open, deleted or not. */
const openRow = (state: KeyState | undefined): StoredVersion | undefined => state?.rows.find((row) => row.isCurrent)

/** The record's text when the key is current and not deleted. */
const currentText = (state: KeyState | undefined): string[] => {
  const row = openRow(state)
  return row === undefined || row.isDeleted ? [] : [row.record]
}

const parse = <E extends EntityName>(texts: readonly string[]): EntityRecords[E][] => texts.map((text) => JSON.parse(text) as EntityRecords[E])

const byRecordId = (left: { id: string }, right: { id: string }): number => compareTexts(left.id, right.id)

const buildingOfUnit = (state: KeyState): string | undefined => parse<'units'>(currentText(state))[0]?.buildingId ?? undefined

const markerOfJob = (state: KeyState): string | undefined => parse<'jobs'>(currentText(state))[0]?.poNumber?.trim()

/** Index of the first state whose id comes after `after`; states are ordered by id. */
const firstAfter = (states: readonly KeyState[], after: string): number => {
  let low = 0
  let high = states.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const state = states[middle]
    if (state !== undefined && state.id <= after) low = middle + 1
    else high = middle
  }
  return low
}

const intentsIn = async (store: Store, side: Side, states: readonly IntentState[]): ReturnType<WarehouseReader['intents']> => {
  const intents = side(store.ledger.intents)
    .values()
    .filter((intent) => states.includes(intent.state))
  return structuredClone(intents.sort((left, right) => compareTexts(left.createdAt, right.createdAt)))
}

const newestRuns = (store: Store, side: Side): Awaited<ReturnType<WarehouseReader['runs']>> => {
  const runs = [...side(store.ledger.runs).values()]
  return runs.sort((left, right) => compareTexts(right.startedAt, left.startedAt) || compareTexts(right.id, left.id))
}

const byPosition = (left: StoredVersion, right: StoredVersion): number =>
  compareTexts(left.validFrom, right.validFrom) || left.version - right.version || compareTexts(left.recordedFrom, right.recordedFrom)

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
