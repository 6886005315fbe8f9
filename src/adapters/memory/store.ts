import type { CompleteRead, KeyEvidence } from '../../core/history/evidence.js'
import type { Version } from '../../core/history/version.js'
import { propertyWareEntities } from '../../core/model/entity.js'
import type { EntityName } from '../../core/model/entity.js'
import type {
  CustomerMapping,
  DeadLetter,
  Decision,
  FeatureFlag,
  Intent,
  JobMapping,
  OperationRecord,
  QuarantineEntry,
  RunRecord,
} from '../../core/ports/ledger.js'
import type { RawPayload } from '../../core/ports/warehouse.js'
import { createTable } from './table.js'
import type { Table, View } from './table.js'

/** A version as it is kept: its record as canonical text, so that nobody can change it from outside. */
export type StoredVersion = Version<string>

/** All that is known of one key. Values are replaced whole, never changed, so that a dropped transaction leaves no trace. */
export interface KeyState extends Pick<KeyEvidence<string>, 'sightings' | 'absences'> {
  id: string
  /** In the order in which they were recorded. */
  rows: readonly StoredVersion[]
}

interface Contents {
  runs: RunRecord
  jobMappings: JobMapping
  customerMappings: CustomerMapping
  intents: Intent
  deadLetters: DeadLetter
  decisions: Decision
  /** Ids of tenants. */
  forgotten: string
  operations: OperationRecord
  quarantine: QuarantineEntry
  checkpoints: string
  flags: FeatureFlag
}

/** Everything in a memory warehouse: one table per entity and per ledger, and the complete reads per entity (in order of their moments). */
export interface Store {
  keys: Readonly<Record<EntityName, Table<KeyState>>>
  reads: Table<readonly CompleteRead[]>
  /** By entity and key, in order of their moments. */
  raws: Table<{ entity: EntityName; payloads: readonly RawPayload[] }>
  /** Numbers operations in their order; a dropped transaction leaves a gap. */
  operationCount: number
  ledger: { readonly [N in keyof Contents]: Table<Contents[N]> }
}

const entityNames: readonly EntityName[] = [...propertyWareEntities, 'jobs']

export const createStore = (): Store => ({
  keys: Object.fromEntries(entityNames.map((entity) => [entity, createTable<KeyState>()])) as Store['keys'],
  reads: createTable(),
  raws: createTable(),
  operationCount: 0,
  ledger: {
    runs: createTable(),
    jobMappings: createTable(),
    customerMappings: createTable(),
    intents: createTable(),
    deadLetters: createTable(),
    decisions: createTable(),
    forgotten: createTable(),
    operations: createTable(),
    quarantine: createTable(),
    checkpoints: createTable(),
    flags: createTable(),
  },
})

/** Ends the open transaction of every table the same way. */
export const settle = (store: Store, how: 'keep' | 'drop'): void => {
  for (const table of [...Object.values(store.keys), store.reads, store.raws, ...Object.values(store.ledger)]) table[how]()
}

/** Which side of a table a reader sees: everyone what is kept, a transaction also its own changes. */
export type Side = <V>(table: Table<V>) => View<V>

export const committedSide: Side = (table) => table.committed

export const workingSide: Side = (table) => table.working
