import type { Migration } from './migration.js'

/**
 * What keeps failing and when it is tried again; what PropertyWare showed when both sides were last in step; intents for status changes. A check
 * cannot be changed in place on every database, so the intents move to a table that allows the third kind.
 */
export const retry: Migration = {
  number: 5,
  name: 'retry',
  statements: () => [
    `create table dead_letters (
      kind text not null check (kind in ('create-job', 'change-status')), reference text not null, number text not null, body_hash text not null,
      reason text not null, attempts integer not null, first_failed_at text not null, last_failed_at text not null, next_attempt_at text not null,
      run_id text not null, primary key (kind, reference)
    )`,
    'alter table map_work_order_job add column synced_status text',
    'alter table map_work_order_job add column synced_service_status text',
    'alter table map_work_order_job add column has_synced_statuses integer not null default 0 check (has_synced_statuses in (0, 1))',
    'alter table map_work_order_job add column written_hash text',
    `create table intents_of_three_kinds (
      kind text not null check (kind in ('job', 'customer', 'status-change')), reference text not null, marker text not null,
      body_hash text not null, state text not null check (state in ('intended', 'sent', 'confirmed', 'unknown', 'rejected')),
      attempt integer not null, created_at text not null, sent_at text, settled_at text, empty_probes integer not null, next_probe_at text,
      remote_id text, remote_number text, context text not null, reason text, run_id text not null, primary key (kind, reference)
    )`,
    `insert into intents_of_three_kinds (kind, reference, marker, body_hash, state, attempt, created_at, sent_at, settled_at, empty_probes,
       next_probe_at, remote_id, remote_number, context, reason, run_id)
     select kind, reference, marker, body_hash, state, attempt, created_at, sent_at, settled_at, empty_probes, next_probe_at, remote_id,
       remote_number, context, reason, run_id from intents`,
    'drop table intents',
    'alter table intents_of_three_kinds rename to intents',
    "create index intents_open on intents (state) where state in ('intended', 'sent', 'unknown')",
  ],
}
