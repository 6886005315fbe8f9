import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, ClientConfig, Pool, PoolClient, QueryResult } from 'pg'
import { codeOf, isLost } from './dialect/postgres-errors.js'
import { tlsOptions } from './postgres-tls.js'
import type { PostgresAddress } from './postgres-url.js'

export interface PostgresLimits {
  /** Connections that are open at the same time, besides the one that holds the run lock. */
  connections: number
  connectMs: number
  statementMs: number
  /** How long a statement waits for rows or locks of others. */
  lockMs: number
}

export const defaultLimits: PostgresLimits = { connections: 4, connectMs: 10_000, statementMs: 120_000, lockMs: 60_000 }

/** `true` through a pooler that gives out connections per transaction, `false` not, `undefined`: find out. */
export type IsPooled = boolean | undefined

export interface PostgresPool {
  /** Nothing may be kept on a connection from one transaction to the next. */
  readonly isPooled: boolean
  /** Begins every transaction; behind a pooler it also sets what a session cannot keep. */
  readonly begin: string
  /** A connection that is ready to use; whoever takes it releases it. */
  acquire: () => Promise<PoolClient>
  /** Runs one reading statement by itself, again when the connection turns out to be dead. */
  read: (text: string, values: readonly unknown[]) => Promise<QueryResult>
  /** A connection outside of the pool, for a lock that lives as long as it. */
  connect: () => Promise<Client>
  close: () => Promise<void>
}

const reconnectDelaysMs = [100, 300, 1000, 2000, 4000]
const readAttempts = 3
const int8 = 20

/** Connects once, so that a wrong address is known at once. Throws what the driver throws. */
export const openPool = async (options: {
  address: PostgresAddress
  schema: string
  isPooled: IsPooled
  readOnly: boolean
  limits: PostgresLimits
}): Promise<PostgresPool> => {
  const { address, readOnly, limits } = options
  const { default: pg } = await import('pg')
  const config: ClientConfig = {
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    ssl: tlsOptions(address),
    application_name: 'pwsf',
    connectionTimeoutMillis: limits.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The server ends what takes too long; this is for a server that does not answer any more.
    query_timeout: limits.statementMs + 5_000,
    // Counts, keys and cents are far below 2^53.
    types: {
      getTypeParser: ((oid: number, format?: 'text') => (oid === int8 ? Number : pg.types.getTypeParser(oid, format))) as typeof pg.types.getTypeParser,
    },
  }
  if (address.sslMode === 'prefer' && !(await offersTls(pg.Client, config))) config.ssl = false
  const settings = sessionSettings(options)
  const pool: Pool = new pg.Pool({ ...config, max: limits.connections, idleTimeoutMillis: 30_000 })
  // A connection that dies in the pool is replaced at its next use.
  pool.on('error', () => undefined)
  let isPooled = options.isPooled
  const ready = new WeakSet<PoolClient>()

  const prepare = async (client: PoolClient): Promise<PoolClient> => {
    if (ready.has(client)) return client
    client.on('error', () => undefined)
    isPooled ??= await isBehindPooler(client)
    if (!isPooled) await client.query(settings.map((setting) => `set ${setting}`).join('; '))
    ready.add(client)
    return client
  }

  const connectOnce = async (): Promise<PoolClient> => {
    const client = await pool.connect()
    try {
      return await prepare(client)
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  const acquire = async (): Promise<PoolClient> => {
    for (const delay of reconnectDelaysMs) {
      try {
        return await connectOnce()
      } catch (error) {
        if (!isPassing(error)) throw error
        await sleep(delay)
      }
    }
    return connectOnce()
  }

  const begin = (): string => {
    const access = readOnly ? ' read only' : ''
    const local = isPooled === true ? settings.map((setting) => `; set local ${setting}`).join('') : ''
    return `begin isolation level read committed${access}${local}`
  }

  const readOnce = async (client: PoolClient, text: string, values: readonly unknown[]): Promise<QueryResult> => {
    if (isPooled !== true) return client.query(text, [...values])
    await client.query(begin())
    const result = await client.query(text, [...values]).catch(async (error: unknown) => {
      await client.query('rollback').catch(() => undefined)
      throw error
    })
    await client.query('commit')
    return result
  }

  const read = async (text: string, values: readonly unknown[]): Promise<QueryResult> => {
    for (let attempt = 1; ; attempt += 1) {
      const client = await acquire()
      try {
        const result = await readOnce(client, text, values)
        client.release()
        return result
      } catch (error) {
        client.release(isLost(error))
        if (!isLost(error) || attempt === readAttempts) throw error
      }
    }
  }

  const connect = async (): Promise<Client> => {
    const client = new pg.Client(config)
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  try {
    const first = await connectOnce()
    first.release()
  } catch (error) {
    await pool.end()
    throw error
  }
  return { isPooled: isPooled === true, begin: begin(), acquire, read, connect, close: () => pool.end() }
}

const sessionSettings = ({ schema, readOnly, limits }: { schema: string; readOnly: boolean; limits: PostgresLimits }): string[] => [
  `search_path to "${schema}"`,
  `statement_timeout to ${limits.statementMs}`,
  `lock_timeout to ${limits.lockMs}`,
  'idle_in_transaction_session_timeout to 60000',
  'client_min_messages to warning',
  'jit to off',
  ...(readOnly ? ['default_transaction_read_only to on'] : []),
]

/** A server that restarts, or that has no connection left just now. */
const isPassing = (error: unknown): boolean => isLost(error) || /^(ECONNREFUSED|57P03|53300)$/.test(codeOf(error))

/** A pooler answers the greeting in the server's place, so that the process it names is not the one that runs the statements. */
const isBehindPooler = async (client: PoolClient): Promise<boolean> => {
  const pids: (number | null)[] = ['processID' in client && typeof client.processID === 'number' ? client.processID : null]
  for (let asked = 0; asked < 2; asked += 1) {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    pids.push(rows[0]?.pid ?? null)
  }
  return new Set(pids).size > 1
}

/** With `prefer`, a server without TLS is used as it is. */
const offersTls = async (Driver: new (config: ClientConfig) => Client, config: ClientConfig): Promise<boolean> => {
  const client = new Driver(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    if (codeOf(error) === 'NO_TLS') return false
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}
