import type { Migration } from './migration.js'

/** Two believed rows of one key, of which one is valid while the other is. `o` is the row that is there, `n` the new one. */
const overlaps = (key: string, n: string): string =>
  `o.${key} = ${n}.${key} and o.surrogate_key <> ${n}.surrogate_key and o.recorded_to is null and ${n}.recorded_to is null
    and (${n}.valid_to is null or o.valid_from < ${n}.valid_to) and (o.valid_to is null or ${n}.valid_from < o.valid_to)`

const onSqlite = (table: string, key: string): string[] =>
  ['insert', 'update of valid_from, valid_to, recorded_to'].map(
    (event) => `create trigger ${table}_no_overlap_${event.slice(0, 6)} after ${event} on ${table}
      when exists (select 1 from ${table} o where ${overlaps(key, 'new')})
      begin select raise(abort, '${table}: two versions of one key overlap'); end`,
  )

/**
 * Per statement, so that a bulk load is checked in one go. Planned anew each time (execute), because a plan that was made while the table was empty
 * would read all of it for every row; and by the index of the key, for the same reason.
 */
const onPostgres = (table: string, key: string): string[] => [
  `create function ${table}_no_overlap() returns trigger language plpgsql set enable_seqscan to off set enable_bitmapscan to off as $$
  declare found_one boolean;
  begin
    execute 'select exists (select 1 from changed n join ${table} o on ${overlaps(key, 'n')})' into found_one;
    if found_one then
      raise exception '${table}: two versions of one key overlap' using errcode = 'exclusion_violation';
    end if;
    return null;
  end $$`,
  ...['insert', 'update'].map(
    (event) => `create trigger ${table}_no_overlap_${event} after ${event} on ${table} referencing new table as changed
      for each statement execute function ${table}_no_overlap()`,
  ),
]

/** Makes the database itself refuse believed versions of one key that overlap. */
export const refuseOverlaps = ({ name }: Parameters<Migration['statements']>[0], table: string, key: string): string[] =>
  name === 'sqlite' ? onSqlite(table, key) : onPostgres(table, key)
