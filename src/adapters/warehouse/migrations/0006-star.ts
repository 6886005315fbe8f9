import type { Migration } from './migration.js'
import { refuseOverlaps } from './overlap.js'
import { views } from './views.js'

interface Pointer {
  column: string
  naturalKey: string
  dimension: string
  dimensionKey: string
}

interface Fact {
  table: string
  key: string
  /** Readable columns as they are declared. */
  columns: string
  pointers: readonly Pointer[]
  dates: readonly { column: string; moment: string }[]
}

const pointer = (column: string, naturalKey: string, dimension: string, dimensionKey: string): Pointer => ({ column, naturalKey, dimension, dimensionKey })

const facts: readonly Fact[] = [
  {
    table: 'fact_work_orders',
    key: 'work_order_id',
    columns: `number text, status text, category text, type text, priority text, source text, portfolio_id text, building_id text, unit_id text,
      lease_id text, requester_id text, vendor_id text, approved integer, created_at text, start_date text, scheduled_end_date text,
      completed_at text, cost_estimate_cents bigint, total_cost_cents bigint`,
    pointers: [
      pointer('portfolio_key', 'portfolio_id', 'dim_portfolio', 'portfolio_id'),
      pointer('building_key', 'building_id', 'dim_building', 'building_id'),
      pointer('unit_key', 'unit_id', 'dim_unit', 'unit_id'),
      pointer('tenant_key', 'requester_id', 'dim_tenant', 'tenant_id'),
      pointer('vendor_key', 'vendor_id', 'dim_vendor', 'vendor_id'),
    ],
    dates: [
      { column: 'created_date_key', moment: 'created_at' },
      { column: 'completed_date_key', moment: 'completed_at' },
    ],
  },
  {
    table: 'fact_leases',
    key: 'lease_id',
    columns: `building_id text, unit_id text, status text, active integer, start_date text, end_date text, move_in_date text, move_out_date text,
      primary_contact_id text`,
    pointers: [
      pointer('building_key', 'building_id', 'dim_building', 'building_id'),
      pointer('unit_key', 'unit_id', 'dim_unit', 'unit_id'),
      pointer('tenant_key', 'primary_contact_id', 'dim_tenant', 'tenant_id'),
    ],
    dates: [
      { column: 'start_date_key', moment: 'start_date' },
      { column: 'end_date_key', moment: 'end_date' },
    ],
  },
]

const dimensions = [
  ['dim_portfolio', 'portfolio_id'],
  ['dim_building', 'building_id'],
  ['dim_unit', 'unit_id'],
  ['dim_tenant', 'tenant_id'],
  ['dim_vendor', 'vendor_id'],
] as const

const versionColumns = [
  'record text not null',
  'version integer not null check (version >= 1)',
  'valid_from text not null',
  'valid_to text check (valid_to >= valid_from)',
  'recorded_from text not null',
  'recorded_to text check (recorded_to >= recorded_from)',
  'is_current integer not null check (is_current in (0, 1))',
  'is_deleted integer not null check (is_deleted in (0, 1))',
  'row_hash text not null',
  'run_id text not null',
  "origin text not null check (origin in ('sync', 'backfill', 'repair', 'manual'))",
]

const nameOf = (declaration: string): string => declaration.trim().split(' ')[0] ?? ''

const beginning = "'1970-01-01T00:00:00.000Z'"

/** A member that a fact refers to and that was never read: filled in place by its first real version, believed from then on. */
const inferMembers = (fact: Fact, { naturalKey, dimension, dimensionKey }: Pointer): string =>
  `insert into ${dimension} (${dimensionKey}, record, version, valid_from, recorded_from, recorded_to, is_current, is_deleted, row_hash, run_id, origin, is_inferred)
   select distinct f.${naturalKey}, '{}', 1, ${beginning}, ${beginning}, ${beginning}, 0, 0, '', '', 'sync', 1
   from ${fact.table} f
   where f.${naturalKey} <> '' and not exists (select 1 from ${dimension} d where d.${dimensionKey} = f.${naturalKey})`

const keyOfMember = ({ naturalKey, dimension, dimensionKey }: Pointer): string => {
  const versions = `select d.surrogate_key from ${dimension} d where d.${dimensionKey} = f.${naturalKey} and (d.recorded_to is null or d.is_inferred = 1)`
  return `coalesce((${versions} and d.valid_from <= f.valid_from order by d.valid_from desc, d.version desc limit 1),
    (${versions} order by d.valid_from, d.version limit 1), 0)`
}

const keyOfDay = (moment: string): string => `coalesce((select d.date_key from dim_date d where d.date = substr(f.${moment}, 1, 10)), 0)`

/** The table is made anew, because SQLite cannot add a column that refers to another table and must not be empty. */
const rebuild = (fact: Fact, surrogateKey: string): string[] => {
  const { table, key, pointers, dates } = fact
  const kept = [`${key} text not null`, ...fact.columns.split(','), ...versionColumns]
  const keys = [
    ...pointers.map(({ column, dimension }) => `${column} bigint not null default 0 references ${dimension} (surrogate_key)`),
    ...dates.map(({ column }) => `${column} integer not null default 0 references dim_date (date_key)`),
  ]
  const values = [...pointers.map(keyOfMember), ...dates.map(({ moment }) => keyOfDay(moment))]
  return [
    `create table ${table}_star (
      surrogate_key ${surrogateKey},
      ${[...kept, ...keys].join(',\n')},
      check ((is_current = 1) = (valid_to is null and recorded_to is null))
    )`,
    `insert into ${table}_star (${[...kept, ...keys].map(nameOf).join(', ')})
     select ${kept.map((declaration) => `f.${nameOf(declaration)}`).join(', ')}, ${values.join(', ')} from ${table} f order by f.surrogate_key`,
    `drop table ${table}`,
    `alter table ${table}_star rename to ${table}`,
    `create unique index ${table}_current on ${table} (${key}) where is_current = 1`,
    `create index ${table}_history on ${table} (${key}, valid_from)`,
    // By time first, so that it grows at its end: an index per pointer would double the cost of a load. Re-pointing reads it, not the wide rows.
    `create index ${table}_pointers on ${table} (valid_from, ${pointers.map(({ column }) => column).join(', ')}) where recorded_to is null`,
  ]
}

/** The star: facts point at the dimension versions of their time; days; what analysts look at. */
export const star: Migration = {
  number: 6,
  name: 'star',
  statements: (dialect) => [
    ...dimensions.flatMap(([table, key]) => [
      `alter table ${table} add column is_inferred integer not null default 0 check (is_inferred in (0, 1))`,
      `create unique index ${table}_inferred on ${table} (${key}) where is_inferred = 1`,
      // Facts find their members in it alone, without touching the rows.
      `create index ${table}_believed on ${table} (${key}, recorded_to, valid_from, version) where recorded_to is null`,
    ]),
    'alter table dim_date add column day_number integer',
    `update dim_date set day_number = counted.day_number
     from (select date_key, row_number() over (order by date_key) as day_number from dim_date) as counted where counted.date_key = dim_date.date_key`,
    `insert into dim_date (date_key, date, year, quarter, month, day, iso_weekday, is_weekend) values (0, '(unassigned)', 0, 0, 0, 0, 0, 0)`,
    ...facts.flatMap((fact) => fact.pointers.map((pointing) => inferMembers(fact, pointing))),
    ...facts.flatMap((fact) => rebuild(fact, dialect.types.surrogateKey)),
    'create index fact_work_orders_number on fact_work_orders (number) where is_current = 1',
    ...[...dimensions, ...facts.map(({ table, key }) => [table, key] as const), ['fact_jobs', 'job_id'] as const].flatMap(([table, key]) =>
      refuseOverlaps(dialect, table, key),
    ),
    `create table work_order_decisions (
      work_order_id text primary key not null,
      action text not null check (action in ('unchanged', 'skip', 'hold', 'block', 'quarantine', 'fail')),
      reason text, why text not null, since text not null, run_id text not null
    )`,
    "create index work_order_decisions_attention on work_order_decisions (action, since) where action in ('hold', 'block', 'fail')",
    'create table work_order_statuses (status text primary key not null, is_open integer not null check (is_open in (0, 1)))',
    'create table forgotten_tenants (tenant_id text primary key not null, forgotten_at text not null, run_id text not null)',
    'create index complete_reads_kind on complete_reads (entity, is_full, at)',
    ...views,
  ],
}
