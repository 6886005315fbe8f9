import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import type { PostgresPoolClient } from 'kysely'
import type { PoolClient } from 'pg'
import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { SchemaState } from '../../core/ports/schema.js'
import type { LockName, Warehouse } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { createPostgresDialect } from './dialect/postgres.js'
import { isConflict, isLost, mapPostgresError } from './dialect/postgres-errors.js'
import { lockTables } from './fence.js'
import { findSchema } from './migrate.js'
import { commitSurely } from './postgres-commit.js'
import { copyRows } from './postgres-copy.js'
import { createRunLock, lockKey } from './postgres-lock.js'
import { defaultLimits, openPool } from './postgres-pool.js'
import type { IsPooled, PostgresLimits, PostgresPool } from './postgres-pool.js'
import { bindable } from './postgres-text.js'
import { describeAddress, parsePostgresUrl } from './postgres-url.js'
import type { Tables } from './tables.js'
import { createWarehouse } from './warehouse.js'

export interface PostgresOptions {
  url: string
  schema: string
  clock: Clock
  readOnly?: boolean
  /** Whether a transaction pooler is in between; missing: the address says so, or it is found out. */
  isPooled?: IsPooled
  limits?: Partial<PostgresLimits>
}

const repeatDelaysMs = [10, 50, 200, 500]

/** Undefined when it is only to be read and there is no schema yet. */
export const openPostgres = async (options: PostgresOptions): Promise<Warehouse | undefined> => {
  const { clock, readOnly = false, schema } = options
  const { pool, location } = await connectPostgres(options)
  const { session: reading } = createReading(pool, location)
  const { session: writing, ...writes } = createWriting(pool, location, lockKey(schema, 'write'))
  const rows =
    <R>(of: (text: string, values: readonly unknown[]) => Promise<{ rows: unknown[] }>) =>
    async (text: string, values: readonly unknown[] = []) =>
      (await of(text, values)).rows as R[]
  const lockOf = (name: LockName) => createRunLock(pool, { key: lockKey(schema, name), table: lockTables[name] }, rows(pool.read), rows(writes.query))
  const locks = { run: lockOf('run'), backfill: lockOf('backfill') }
  try {
    if (readOnly && (await findSchema(reading)).number === 0) {
      await pool.close()
      return undefined
    }
  } catch (error) {
    await pool.close()
    throw mapPostgresError(error, location)
  }
  return createWarehouse({
    location,
    clock,
    writing,
    reading,
    ...writes,
    begin: async () => {
      await locks.run.confirm()
      await locks.backfill.confirm()
      await writes.begin()
    },
    locks,
    prepare: async () => {
      const { rows: found } = await writes.query('select to_regnamespace($1) is not null as found', [`"${schema}"`])
      if (found[0]?.['found'] !== true) await writes.query(`create schema "${schema}"`, [])
    },
    close: pool.close,
  })
}

/** Opens the connections. Throws PwsfError. */
export const connectPostgres = async ({
  url,
  schema,
  readOnly = false,
  isPooled,
  limits = {},
}: Omit<PostgresOptions, 'clock'>): Promise<{ pool: PostgresPool; location: string }> => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new PwsfError('config', 'PWSF_DATABASE_SCHEMA is not a plain name', { next: 'Use small letters, digits and _ only, e.g. pwsf.' })
  }
  const address = parsePostgresUrl(url)
  const location = describeAddress(address, schema)
  const known = isPooled ?? (address.isPooled || undefined)
  try {
    return { location, pool: await openPool({ address, schema, readOnly, isPooled: known, limits: { ...defaultLimits, ...limits } }) }
  } catch (error) {
    throw mapPostgresError(error, location)
  }
}

const openSession = (client: PostgresPoolClient, location: string, copy: Parameters<typeof createPostgresDialect>[1]): Session => ({
  db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect: async () => client, end: async () => undefined } }) }),
  dialect: createPostgresDialect(location, copy),
})

/** The query builder over single statements, each on whatever connection is free. */
const createReading = (pool: PostgresPool, location: string): { session: Session } => {
  const client = { query: (text: string, values: readonly unknown[]) => pool.read(text, bindable(values)), release: () => undefined }
  const copy = async (): Promise<void> => {
    throw new PwsfError('bug', 'rows were inserted outside of a transaction')
  }
  return { session: openSession(client as unknown as PostgresPoolClient, location, copy) }
}

/** The query builder over the connection of the open transaction. */
const createWriting = (pool: PostgresPool, location: string, writers: readonly [number, number]) => {
  let open: { client: PoolClient; xid: string } | undefined

  const client = (): PoolClient => {
    if (open === undefined) throw new PwsfError('bug', 'a statement was sent outside of a transaction')
    return open.client
  }
  const query = async (text: string, values: readonly unknown[]) => client().query<Record<string, unknown>>(text, bindable(values))

  /** One writer at a time, as in SQLite: what a transaction decides about a history rests on rows that nobody else may be changing. */
  const begin = async (): Promise<void> => {
    const taken = await pool.acquire()
    try {
      const results: unknown = await taken.query(`${pool.begin}; select pg_advisory_xact_lock(${writers.join(', ')}); select txid_current()::text as xid`)
      const last = (results as { rows: { xid: string }[] }[]).at(-1)
      open = { client: taken, xid: last?.rows[0]?.xid ?? '' }
    } catch (error) {
      await taken.query('rollback').catch(() => undefined)
      taken.release(isLost(error))
      throw error
    }
  }

  const leave = (isBroken: boolean): void => {
    open?.client.release(isBroken)
    open = undefined
  }

  return {
    session: openSession({ query, release: () => undefined } as unknown as PostgresPoolClient, location, (...rows) => copyRows(client(), ...rows)),
    query,
    begin,
    commit: async (): Promise<void> => {
      const xid = open?.xid ?? ''
      await commitSurely(pool, client(), xid, leave)
    },
    rollback: async (): Promise<void> => {
      if (open === undefined) return
      const isBroken = await open.client.query('rollback').then(
        () => false,
        () => true,
      )
      leave(isBroken)
    },
    mayRepeat: async (error: unknown, attempt: number): Promise<boolean> => {
      const delay = repeatDelaysMs[attempt - 1]
      if (delay === undefined || !(isConflict(error) || isLost(error))) return false
      await sleep(delay)
      return true
    },
  }
}

/** Which schema is there, without a change. */
export const readPostgresSchema = async (options: Omit<PostgresOptions, 'clock' | 'readOnly'>): Promise<SchemaState> => {
  const { pool, location } = await connectPostgres({ ...options, readOnly: true })
  try {
    return await findSchema(createReading(pool, location).session)
  } catch (error) {
    throw mapPostgresError(error, location)
  } finally {
    await pool.close()
  }
}
