import type { Migration } from './migration.js'

/** What pwsf did and may do: runs, links, intents, every remote write, what was refused, and the switches people flip. */
export const ledger: Migration = {
  number: 2,
  name: 'ledger',
  statements: ({ types }) => [
    `create table sync_runs (
      id text primary key not null, command text not null, started_at text not null, finished_at text,
      state text not null check (state in ('running', 'finished', 'abandoned')), exit_code integer,
      is_complete integer not null check (is_complete in (0, 1)), host text not null, pid integer not null, summary text not null
    )`,
    'create index sync_runs_started on sync_runs (started_at)',
    `create table run_lock (
      id integer primary key not null check (id = 1), fencing_token integer not null, run_id text, host text, pid integer, since text
    )`,
    'insert into run_lock (id, fencing_token) values (1, 0)',
    'create table checkpoints (name text primary key not null, value text not null)',
    'create table feature_flags (name text primary key not null, enabled integer not null check (enabled in (0, 1)))',
    `create table map_work_order_job (
      work_order_id text primary key not null, work_order_number text not null, job_id text not null, job_number text, marker text not null,
      how text not null check (how in ('created', 'linked')), address_hash text not null, unit_hash text not null, text_hash text not null,
      synced_job_status text, created_at text not null, run_id text not null
    )`,
    'create index map_work_order_job_job on map_work_order_job (job_id)',
    `create table map_customer (
      scope text not null check (scope in ('portfolio', 'building', 'owner', 'fixed')), key text not null, customer_id text not null,
      customer_name text not null, source text not null check (source in ('config', 'name', 'created', 'manual')), created_at text not null,
      primary key (scope, key)
    )`,
    `create table map_status (
      job_status text primary key not null, meaning text not null check (meaning in ('active', 'done', 'cancelled')), status text,
      service_status text
    )`,
    `create table intents (
      kind text not null check (kind in ('job', 'customer')), reference text not null, marker text not null, body_hash text not null,
      state text not null check (state in ('intended', 'sent', 'confirmed', 'unknown', 'rejected')), attempt integer not null,
      created_at text not null, sent_at text, settled_at text, empty_probes integer not null, next_probe_at text, remote_id text,
      remote_number text, context text not null, reason text, run_id text not null, primary key (kind, reference)
    )`,
    "create index intents_open on intents (state) where state in ('intended', 'sent', 'unknown')",
    `create table op_log (
      id ${types.surrogateKey}, at text not null, run_id text not null, system text not null, operation text not null,
      reference text not null, outcome text not null, remote_id text, detail text
    )`,
    'create index op_log_reference on op_log (reference)',
    `create table quarantine (
      id text primary key not null, entity text not null, key text not null, reason text not null, raw ${types.bytes} not null,
      state text not null check (state in ('open', 'replayed', 'released')), first_seen_at text not null, last_seen_at text not null,
      state_changed_at text, run_id text not null
    )`,
    "create unique index quarantine_open on quarantine (entity, key) where state = 'open'",
    `create table dedupe_decisions (
      id ${types.surrogateKey}, kind text not null, left_id text not null, right_id text not null, tier integer not null,
      decision text not null, reason text, decided_by text not null, decided_at text not null, undone_at text
    )`,
    'create index dedupe_decisions_pair on dedupe_decisions (kind, left_id, right_id)',
    `create table repairs (
      id ${types.surrogateKey}, entity text not null, key text not null, member text not null, before_value text, after_value text,
      evidence text not null, confidence text not null, run_id text not null, at text not null, undone_at text
    )`,
    'create index repairs_key on repairs (entity, key)',
    `create table raw_payloads (
      hash text primary key not null, entity text not null, key text not null, seen_at text not null, run_id text not null,
      payload ${types.bytes} not null
    )`,
    'create index raw_payloads_key on raw_payloads (entity, key, seen_at)',
  ],
}
