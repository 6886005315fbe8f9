import type { EntityName, EntityRecords } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { Origin, Version } from '../history/version.js'
import type {
  CustomerMapping,
  DeadLetter,
  Decision,
  FeatureFlag,
  Intent,
  IntentState,
  JobMapping,
  OperationRecord,
  QuarantineEntry,
  QuarantineState,
  RepairRecord,
  RunRecord,
  Waiting,
} from './ledger.js'
import type { Reject } from './page.js'

/** What one read saw of one entity. `at` is the moment of the read; all its records are observed as of that moment. */
export interface Observation<E extends EntityName> {
  entity: E
  at: Instant
  records: EntityRecords[E][]
  runId: string
  origin: Origin
}

/** What was replaced when a tenant was forgotten. `isNew`: for the first time. */
export interface ForgetCounts {
  isNew: boolean
  versions: number
  quarantined: number
  rawPayloads: number
}

export interface HistoryCounts {
  opened: number
  closed: number
  unchanged: number
}

/** A mapping of which one side at least is gone, and which. */
export interface VanishedMapping {
  mapping: JobMapping
  workOrder: boolean
  job: boolean
}

/** A record in the shape in which it came, first seen so at `at`. */
export interface RawPayload {
  key: string
  at: Instant
  /** JSON text in the adapter's wire shape, without sensitive members. */
  raw: string
}

/** Current state for the planner. All look-ups are by key and in batches; a missing key is simply not in the answer. */
export interface PlanningView {
  /** Current, not deleted work orders with `id > after` in text order (bytes), at most `limit`. */
  workOrdersAfter(after: string | null, limit: number): Promise<EntityRecords['work-orders'][]>
  byId<E extends EntityName>(entity: E, ids: readonly string[]): Promise<Map<string, EntityRecords[E]>>
  /** Current, not deleted units of these buildings. */
  unitsOfBuildings(buildingIds: readonly string[]): Promise<EntityRecords['units'][]>
  /** Current jobs by marker (`poNumber` trimmed); more than one job with a marker is possible and must be reported. */
  jobsByMarker(markers: readonly string[]): Promise<Map<string, EntityRecords['jobs'][]>>
  jobMappings(workOrderIds: readonly string[]): Promise<Map<string, JobMapping>>
  /** Which work orders these jobs are mapped to, by job id; several for one job only if somebody edited the table. */
  ownersOfJobs(jobIds: readonly string[]): Promise<Map<string, string[]>>
  customerMappings(): Promise<CustomerMapping[]>
  /** Intents that are not settled (`intended`, `sent`, `unknown`). */
  openIntents(): Promise<Intent[]>
  /** Writes that keep failing, by kind and reference. */
  deadLetters(): Promise<DeadLetter[]>
  /** Mappings whose work order or job is known to be deleted, by work order id. */
  vanishedMappings(): Promise<VanishedMapping[]>
  /** Keys of the entity's open quarantine entries. */
  quarantinedKeys(entity: EntityName): Promise<string[]>
  featureFlags(): Promise<FeatureFlag[]>
}

/** Everything that can be asked of a warehouse. Never writes. */
export interface WarehouseReader extends PlanningView {
  /** Number of current, not deleted records. */
  currentCount(entity: EntityName): Promise<number>
  /** Every version ever recorded of one key, ordered by `validFrom`, then `version`; also those replaced by later knowledge. */
  history<E extends EntityName>(entity: E, id: string): Promise<Version<EntityRecords[E]>[]>
  /** A named position, e.g. `watermark:work-orders`. */
  checkpoint(name: string): Promise<string | undefined>
  runs(limit: number): Promise<RunRecord[]>
  run(id: string): Promise<RunRecord | undefined>
  /** The newest finished run that wrote (not a dry run, a backfill or a retry of some) with exit code 0. */
  lastSuccess(): Promise<RunRecord | undefined>
  intents(states: readonly IntentState[]): Promise<Intent[]>
  intent(kind: Intent['kind'], reference: string): Promise<Intent | undefined>
  quarantine(states: readonly QuarantineState[], limit: number): Promise<QuarantineEntry[]>
  quarantineEntry(id: string): Promise<QuarantineEntry | undefined>
  operations(reference: string): Promise<OperationRecord[]>
  /** Work orders whose number or id is exactly this text, deleted ones too. */
  findWorkOrders(text: string): Promise<{ id: string; number: string }[]>
  decision(workOrderId: string): Promise<Decision | undefined>
  /** Current work orders that are held, blocked or failed, by reason, the longest wait first. */
  waiting(): Promise<Waiting[]>
  /** Current work orders that this tenant asked for. */
  workOrdersOfTenant(tenantId: string): Promise<{ id: string; number: string; status: string | null }[]>
  /** What pwsf corrected of one record, oldest first. */
  repairs(entity: EntityName, key: string): Promise<RepairRecord[]>
  /** The entity's raw payloads by moment and key, those after a position, at most `limit`. */
  rawPayloads(entity: EntityName, after: { at: Instant; key: string } | null, limit: number): Promise<RawPayload[]>
  /** Keys with a believed row, not a deletion, that began at or after `since`: those after `after` in text order, at most `limit`. */
  keysSince(entity: EntityName, since: Instant, after: string, limit: number): Promise<string[]>
}

/** The writing half, alive only inside `Warehouse.transaction`. Reads through it see its own writes. */
export interface WarehouseWriter extends WarehouseReader {
  /**
   * Merges what a read saw into the entity's history (core/history/timeline decides). Observing the same twice writes nothing; any order
   * of arrival gives the same rows. Records with equal id within one call: the last one wins.
   */
  observe<E extends EntityName>(observation: Observation<E>): Promise<HistoryCounts>
  /**
   * Notes that the entity was read completely as of `at`: every current version is known to have held then. With `presentIds` (full reads only)
   * also counts absences; a record absent from `closeAfter` consecutive complete full reads is closed as deleted, as of its first absence.
   */
  confirmRead(read: { entity: EntityName; at: Instant; runId: string; presentIds?: ReadonlySet<string>; closeAfter: number }): Promise<HistoryCounts>
  setCheckpoint(name: string, value: string): Promise<void>
  /** Inserts the run or replaces it whole. */
  saveRun(run: RunRecord): Promise<void>
  saveJobMapping(mapping: JobMapping): Promise<void>
  saveCustomerMapping(mapping: CustomerMapping): Promise<void>
  deleteCustomerMapping(scope: CustomerMapping['scope'], key: string): Promise<void>
  /** Inserts the intent or replaces it whole; there is one per kind and reference. */
  saveIntent(intent: Intent): Promise<void>
  recordOperation(operation: OperationRecord): Promise<void>
  /** Notes decisions as of a run. One with the action and reason that are known is left as it is. Returns how many were new. */
  saveDecisions(decisions: readonly Omit<Decision, 'since' | 'runId'>[], at: Instant, runId: string): Promise<number>
  /**
   * Replaces a tenant's personal data in every version, in quarantine and in what is kept as it came; keys and numbers of rows stay. From then on
   * what is observed, rejected or kept of them is stored without it. Again: nothing is left to do.
   */
  forgetTenant(tenantId: string, at: Instant, runId: string): Promise<ForgetCounts>
  /** Notes which statuses of work orders are open and which are closed, for those who look at the tables. Unchanged lists write nothing. */
  saveStatuses(statuses: { open: readonly string[]; closed: readonly string[] }): Promise<void>
  /** Inserts the entry or replaces it whole; there is one per kind and reference. */
  saveDeadLetter(entry: DeadLetter): Promise<void>
  deleteDeadLetter(kind: DeadLetter['kind'], reference: string): Promise<void>
  /** Opens an entry per reject, or refreshes the open entry of the same entity and key; unchanged rejects write nothing. Returns how many are new. */
  quarantineRejects(entity: EntityName, rejects: readonly Reject[], at: Instant, runId: string): Promise<number>
  /** Closes the open entries of these keys, because a good record arrived. */
  releaseFromQuarantine(entity: EntityName, keys: readonly string[], at: Instant): Promise<number>
  /** Keeps the records of a page as they came, compressed. One that has not changed since it was last kept is not kept again. Returns how many were. */
  keepRaws(page: { entity: EntityName; at: Instant; runId: string; raws: ReadonlyMap<string, string> }): Promise<number>
  /** Deletes what was kept before this moment. Returns how many payloads. */
  pruneRaws(before: Instant): Promise<number>
  setQuarantineState(id: string, state: QuarantineState, at: Instant): Promise<void>
}

/** `run`: whatever plans or writes remote systems. `backfill`: loading history, which may go on beside a run. Each excludes only its own kind. */
export type LockName = 'run' | 'backfill'

/** Who holds a lock. */
export interface LockHolder {
  runId: string
  host: string
  pid: number
  since: Instant
}

export interface RunLock {
  /** Rises with every acquisition; a holder with a lower token than the warehouse's has lost the lock. */
  readonly fencingToken: number
  /**
   * Throws `locked` when another run has taken the lock over, as it can when this process stood still. Every transaction checks it by itself; this is
   * for right before a remote write, which no transaction guards.
   */
  assertHeld(): Promise<void>
  release(): Promise<void>
}

/** The history and the ledger of one account. Implementations: memory, SQLite, Postgres; one contract suite for all. */
export interface Warehouse {
  /** Where it is, for people: never holds a password. */
  readonly location: string
  readonly reader: WarehouseReader
  /** Brings the schema up to date, each step in its own transaction. Throws `config` when the schema is newer than this program. Returns the steps taken. */
  migrate(): Promise<string[]>
  /**
   * Runs `work` in one write transaction: all of it is kept, or nothing. Calls do not nest. `work` may be run more than once (the connection was
   * lost, or the server asked for it), each time in a new transaction, so it changes nothing outside of the writer and asks no other system.
   */
  transaction<T>(work: (writer: WarehouseWriter) => Promise<T>): Promise<T>
  /**
   * Takes a one-at-a-time lock (`run` when no other is named), which the operating system or the database server releases when its holder dies.
   * Throws `locked` at once when another process holds it, naming run, host and age.
   */
  lock(holder: LockHolder, name?: LockName): Promise<RunLock>
  close(): Promise<void>
}
