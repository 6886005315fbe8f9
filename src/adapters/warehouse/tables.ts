import type { Generated } from 'kysely'
import type { EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { CustomerMapping, DeadLetter, Decision, Intent, JobMapping, OperationRecord, QuarantineState, RunRecord } from '../../core/ports/ledger.js'
import type { Origin } from '../../core/history/version.js'

/** Columns that every table with history shares. The natural key and the readable columns are the entity's own (core/history/entities.ts). */
export interface HistoryRow {
  surrogate_key: number
  record: string
  version: number
  valid_from: Instant
  valid_to: Instant | null
  recorded_from: Instant
  recorded_to: Instant | null
  is_current: number
  is_deleted: number
  row_hash: string
  run_id: string
  origin: Origin
}

/** One row: who holds the lock, and the token that rises with every holder. `lease_until` is in milliseconds of the database's clock. */
interface LockRow {
  id: number
  fencing_token: number
  run_id: string | null
  host: string | null
  pid: number | null
  since: Instant | null
  lease_until: number | null
}

/** The ledger's tables, as the query builder knows them. Tables with history are addressed by `sql` templates. */
export interface Tables {
  schema_migrations: { number: number; name: string; applied_at: Instant }
  complete_reads: { entity: EntityName; at: Instant; is_full: number; close_after: number; run_id: string; origin: Origin }
  sightings: { entity: EntityName; key: string; at: Instant; row_hash: string; run_id: string; origin: Origin }
  absences: { entity: EntityName; key: string; at: Instant }
  run_lock: LockRow
  backfill_lock: LockRow
  checkpoints: { name: string; value: string }
  feature_flags: { name: string; enabled: number }
  sync_runs: {
    id: string
    command: string
    started_at: Instant
    finished_at: Instant | null
    state: RunRecord['state']
    exit_code: number | null
    is_complete: number
    host: string
    pid: number
    summary: string
  }
  map_work_order_job: {
    work_order_id: string
    work_order_number: string
    job_id: string
    job_number: string | null
    marker: string
    how: JobMapping['how']
    address_hash: string
    unit_hash: string
    text_hash: string
    synced_job_status: string | null
    synced_status: string | null
    synced_service_status: string | null
    has_synced_statuses: number
    written_hash: string | null
    created_at: Instant
    run_id: string
  }
  map_customer: {
    scope: CustomerMapping['scope']
    key: string
    customer_id: string
    customer_name: string
    source: CustomerMapping['source']
    created_at: Instant
  }
  intents: {
    kind: Intent['kind']
    reference: string
    marker: string
    body_hash: string
    state: Intent['state']
    attempt: number
    created_at: Instant
    sent_at: Instant | null
    settled_at: Instant | null
    empty_probes: number
    next_probe_at: Instant | null
    remote_id: string | null
    remote_number: string | null
    context: string
    reason: string | null
    run_id: string
  }
  dead_letters: {
    kind: DeadLetter['kind']
    reference: string
    number: string
    body_hash: string
    reason: string
    attempts: number
    first_failed_at: Instant
    last_failed_at: Instant
    next_attempt_at: Instant
    run_id: string
  }
  op_log: {
    id: Generated<number>
    at: Instant
    run_id: string
    system: OperationRecord['system']
    operation: OperationRecord['operation']
    reference: string
    outcome: OperationRecord['outcome']
    remote_id: string | null
    detail: string | null
  }
  raw_pages: { id: string; payload: Uint8Array }
  raw_payloads: { entity: EntityName; key: string; seen_at: Instant; hash: string; page_id: string; run_id: string }
  work_order_decisions: { work_order_id: string; action: Decision['action']; reason: string | null; why: string; since: Instant; run_id: string }
  work_order_statuses: { status: string; is_open: number }
  forgotten_tenants: { tenant_id: string; forgotten_at: Instant; run_id: string }
  repairs: {
    id: Generated<number>
    entity: EntityName
    key: string
    member: string
    before_value: string | null
    after_value: string | null
    evidence: string
    confidence: string
    run_id: string
    at: Instant
    undone_at: Instant | null
  }
  quarantine: {
    id: string
    entity: EntityName
    key: string
    reason: string
    raw: Uint8Array
    state: QuarantineState
    first_seen_at: Instant
    last_seen_at: Instant
    state_changed_at: Instant | null
    run_id: string
  }
}
