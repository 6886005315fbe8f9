import type { Migration } from './migration.js'

/** Texts that all processes share. Beside a SQLite warehouse they are in a file of their own, because its only writer may be busy for long. */
export const sharedState: Migration = {
  number: 9,
  name: 'shared-state',
  statements: ({ name }) => (name === 'postgres' ? ['create table shared_state (name text primary key not null, value text not null)'] : []),
}
