import type { Migration } from './migration.js'

/** The columns of a table with history around its readable ones, and the constraints that no program error can get past. */
const historyTable =
  (table: string, key: string, columns: string): Migration['statements'] =>
  ({ types }) => [
    `create table ${table} (
      surrogate_key ${types.surrogateKey},
      ${key} text not null,
      ${columns},
      record text not null,
      version integer not null check (version >= 1),
      valid_from text not null,
      valid_to text check (valid_to >= valid_from),
      recorded_from text not null,
      recorded_to text check (recorded_to >= recorded_from),
      is_current integer not null check (is_current in (0, 1)),
      is_deleted integer not null check (is_deleted in (0, 1)),
      row_hash text not null,
      run_id text not null,
      origin text not null check (origin in ('sync', 'backfill', 'repair', 'manual')),
      check ((is_current = 1) = (valid_to is null and recorded_to is null))
    )`,
    `create unique index ${table}_current on ${table} (${key}) where is_current = 1`,
    `create index ${table}_history on ${table} (${key}, valid_from)`,
  ]

/** The member that facts refer to when they have no portfolio, unit, ...: keeps foreign keys whole, and is never returned as a record. */
const unassigned = (table: string, key: string): string =>
  `insert into ${table} (surrogate_key, ${key}, record, version, valid_from, recorded_from, is_current, is_deleted, row_hash, run_id, origin)
   values (0, '(unassigned)', '{}', 1, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z', 1, 0, '', '', 'manual')`

const address = 'street1 text, street2 text, city text, state text, zip text, country text'

export const history: Migration = {
  number: 1,
  name: 'history',
  statements: (dialect) => [
    ...historyTable('dim_portfolio', 'portfolio_id', 'abbreviation text, name text, active integer')(dialect),
    ...historyTable(
      'dim_building',
      'building_id',
      `portfolio_id text, abbreviation text, name text, active integer, multi_unit integer, rentable integer, type text, ${address}`,
    )(dialect),
    ...historyTable('dim_unit', 'unit_id', `building_id text, abbreviation text, name text, active integer, type text, status text, ${address}`)(dialect),
    ...historyTable('dim_tenant', 'tenant_id', 'first_name text, last_name text, email text, contact_type text')(dialect),
    ...historyTable('dim_vendor', 'vendor_id', 'name text, active integer, vendor_type text')(dialect),
    ...historyTable(
      'fact_leases',
      'lease_id',
      `building_id text, unit_id text, status text, active integer, start_date text, end_date text, move_in_date text, move_out_date text,
       primary_contact_id text`,
    )(dialect),
    ...historyTable(
      'fact_work_orders',
      'work_order_id',
      `number text, status text, category text, type text, priority text, source text, portfolio_id text, building_id text, unit_id text,
       lease_id text, requester_id text, vendor_id text, approved integer, created_at text, start_date text, scheduled_end_date text,
       completed_at text, cost_estimate_cents bigint, total_cost_cents bigint`,
    )(dialect),
    ...historyTable(
      'fact_jobs',
      'job_id',
      `number text, po_number text, status text, customer_id text, category text, priority text, street1 text, street2 text, city text,
       state text, postal_code text, location_name text, start_date text, total_cents bigint, created_at text, updated_at text, closed_at text`,
    )(dialect),
    'create index dim_unit_building on dim_unit (building_id) where is_current = 1',
    'create index fact_jobs_po_number on fact_jobs (po_number) where is_current = 1',
    unassigned('dim_portfolio', 'portfolio_id'),
    unassigned('dim_building', 'building_id'),
    unassigned('dim_unit', 'unit_id'),
    unassigned('dim_tenant', 'tenant_id'),
    unassigned('dim_vendor', 'vendor_id'),
    `create table complete_reads (
      entity text not null, at text not null, is_full integer not null check (is_full in (0, 1)), close_after integer not null,
      run_id text not null, origin text not null, primary key (entity, at)
    )${dialect.types.byKeyOnly}`,
    `create table sightings (
      entity text not null, key text not null, at text not null, row_hash text not null, run_id text not null, origin text not null,
      primary key (entity, key, at, row_hash)
    )${dialect.types.byKeyOnly}`,
    `create table absences (
      entity text not null, key text not null, at text not null, primary key (entity, key, at)
    )${dialect.types.byKeyOnly}`,
  ],
}
