import type { Migration } from './migration.js'

/**
 * Loading history beside the syncs: its own lock, and the records as they came. Payloads are kept compressed by the page; a row of
 * `raw_payloads` says that a record first came in this shape at that moment, and in which page its text is. The table of that name that an
 * earlier step made was never written to.
 */
export const backfill: Migration = {
  number: 7,
  name: 'backfill',
  statements: ({ types }) => [
    `create table backfill_lock (
      id integer primary key not null check (id = 1), fencing_token integer not null, run_id text, host text, pid integer, since text,
      lease_until bigint
    )`,
    'insert into backfill_lock (id, fencing_token) values (1, 0)',
    'drop table raw_payloads',
    `create table raw_pages (id text primary key not null, payload ${types.bytes} not null)`,
    `create table raw_payloads (
      entity text not null, key text not null, seen_at text not null, hash text not null, page_id text not null references raw_pages (id),
      run_id text not null, primary key (entity, key, seen_at)
    )${types.byKeyOnly}`,
    'create index raw_payloads_seen on raw_payloads (entity, seen_at, key)',
    'create index raw_payloads_page on raw_payloads (page_id)',
  ],
}
