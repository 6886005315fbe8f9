import type { Migration } from './migration.js'

/** Until when the holder of the run lock counts as alive, in milliseconds of the database's clock; null where a session holds the lock. */
export const lease: Migration = {
  number: 4,
  name: 'lease',
  statements: () => ['alter table run_lock add column lease_until bigint'],
}
