import type { PoolClient } from 'pg'
import { PwsfError } from '../../../core/errors.js'
import type { Cell, CopyOrigin, Row, TableShape, TableWriter } from '../../../core/ports/tables.js'
import { isLost, mapPostgresError } from '../dialect/postgres-errors.js'
import { connectPostgres } from '../postgres.js'
import type { PostgresOptions } from '../postgres.js'
import { copyRows } from '../postgres-copy.js'
import { inOrderOfReference, ownTables, quote } from './shape.js'

export interface PostgresTables extends TableWriter {
  close(): Promise<void>
}

const originName = 'migrate:source'

const selectShapes = `
  select t.oid::regclass::text as name,
    (select array_agg(attname::text order by attnum) from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped) as columns,
    (select array_agg(a.attname::text order by k.place) from pg_index i, unnest(i.indkey::int[]) with ordinality as k (attnum, place), pg_attribute a
      where i.indrelid = t.oid and i.indisprimary and a.attrelid = t.oid and a.attnum = k.attnum) as key,
    coalesce((select array_agg(confrelid::regclass::text) from pg_constraint where conrelid = t.oid and contype = 'f'), '{}') as "refersTo"
  from pg_class t where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'`

/** The rows of a warehouse in Postgres, for a copy that comes from somewhere else. */
export const openPostgresTables = async (options: Pick<PostgresOptions, 'url' | 'schema' | 'isPooled'>): Promise<PostgresTables> => {
  const { pool, location } = await connectPostgres(options)

  const read = async <R>(text: string, values: readonly unknown[] = []): Promise<R[]> => {
    try {
      return (await pool.read(text, values)).rows as R[]
    } catch (error) {
      throw mapPostgresError(error, location)
    }
  }

  const write = async (work: (client: PoolClient) => Promise<unknown>): Promise<void> => {
    const client = await pool.acquire().catch((error: unknown) => {
      throw mapPostgresError(error, location)
    })
    try {
      await client.query(pool.begin)
      await work(client)
      await client.query('commit')
      client.release()
    } catch (error) {
      if (!isLost(error)) await client.query('rollback').catch(() => undefined)
      client.release(isLost(error))
      throw mapPostgresError(error, location)
    }
  }

  const rowsAfter = async ({ name, columns, key }: TableShape, after: Row | null, limit: number): Promise<Row[]> => {
    const keys = key.map(quote).join(', ')
    const where = after === null ? '' : `where (${keys}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})`
    const rows = await read<Record<string, unknown>>(`select ${columns.map(quote).join(', ')} from ${quote(name)} ${where} order by ${keys} limit $1`, [
      limit,
      ...(after ?? []),
    ])
    return rows.map((row) => columns.map((column) => toCell(row[column])))
  }

  return {
    location,
    tables: async () => {
      const shapes = await read<TableShape & { refersTo: string[] }>(selectShapes)
      return inOrderOfReference(shapes.filter(({ name }) => !ownTables.has(name)))
    },
    rowsAfter,
    append: (table, rows) => write((client) => copyRows(client, table.name, table.columns, rows)),
    lastKey: async ({ name, key }) => {
      const order = key.map((column) => `${quote(column)} desc`).join(', ')
      const [row] = await read<Record<string, unknown>>(`select ${key.map(quote).join(', ')} from ${quote(name)} order by ${order} limit 1`)
      return row === undefined ? null : key.map((column) => toCell(row[column]))
    },
    clear: ({ name, columns }) =>
      write((client) => client.query(`delete from ${quote(name)}${columns.includes('surrogate_key') ? ' where surrogate_key > 0' : ''}`)),
    origin: async () => {
      const [row] = await read<{ value: string }>('select value from shared_state where name = $1', [originName])
      return row === undefined ? undefined : (JSON.parse(row.value) as CopyOrigin)
    },
    setOrigin: (origin) =>
      write((client) =>
        client.query('insert into shared_state (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value', [
          originName,
          JSON.stringify(origin),
        ]),
      ),
    finish: (tables) =>
      write(async (client) => {
        for (const { name, key } of tables) {
          const [column = ''] = key
          const { rows } = await client.query<{ sequence: string | null }>('select pg_get_serial_sequence($1, $2) as sequence', [name, column])
          const sequence = rows[0]?.sequence
          if (sequence == null) continue
          await client.query(`select setval($1, greatest(1, (select coalesce(max(${quote(column)}), 0) + 1 from ${quote(name)})), false)`, [sequence])
        }
      }),
    close: () => pool.close(),
  }
}

const toCell = (value: unknown): Cell => {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  throw new PwsfError('bug', 'a column of a type that is not carried over')
}
