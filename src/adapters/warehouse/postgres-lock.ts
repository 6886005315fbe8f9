import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { PwsfError } from '../../core/errors.js'
import type { LockName } from '../../core/ports/warehouse.js'
import type { PostgresPool } from './postgres-pool.js'
import type { Lease } from './warehouse.js'

/** How long a lease holds without a sign of life, and how often its holder gives one. */
const leaseMs = 10_000
const beatMs = 2_000
const lookMs = 250

/** Two numbers that name a lock of one schema among all locks of the database. */
export type LockKey = readonly [number, number]

export const lockKey = (schema: string, purpose: LockName | 'write' | `state:${string}`): LockKey => {
  const hash = createHash('sha256').update(`pwsf:${purpose}:${schema}`).digest()
  return [hash.readInt32BE(0), hash.readInt32BE(4)]
}

type Query = <R>(text: string, values?: readonly unknown[]) => Promise<R[]>

const databaseNow = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

interface LeaseRow {
  fencing_token: number
  lease_until: number | null
  is_alive: boolean
}

const selectLease = (table: string): string =>
  `select fencing_token, lease_until, coalesce(run_id is not null and lease_until > ${databaseNow}, false) as is_alive from ${table}`

/**
 * True as soon as nobody holds the row. One that its holder still renews is not waited for: that is seen after one beat. The row of a holder
 * that died is free after at most ten seconds, and then this says so.
 */
const waitForLease = async (read: Query, table: string): Promise<boolean> => {
  const look = selectLease(table)
  const [first] = await read<LeaseRow>(look)
  for (let row = first; row?.is_alive === true; [row] = await read<LeaseRow>(look)) {
    if (row.lease_until !== first?.lease_until || row.fencing_token !== first?.fencing_token) return false
    await sleep(lookMs)
  }
  return true
}

export interface PostgresLock {
  seize: () => Promise<(() => Promise<void>) | undefined>
  lease: Lease
  /** Before each write: takes a lock that was lost with its connection again. Throws `locked` when somebody else has it by now. */
  confirm: () => Promise<void>
}

/**
 * One of the locks; `table` names its holder. On a direct connection a session advisory lock, which the server frees when its holder dies, however that happens; behind a
 * pooler, where sessions are shared, a lease in the row of the fence. Each looks at the other's, for one host may be connected this way and
 * another that way.
 */
export const createRunLock = (pool: PostgresPool, { key, table }: { key: LockKey; table: string }, read: Query, write: Query): PostgresLock => {
  /** `client` is undefined between the loss of a connection and the next. */
  let held: { client: Client | undefined } | undefined
  let regaining: Promise<void> | undefined

  const lockSession = async (): Promise<Client | undefined> => {
    const client = await pool.connect()
    try {
      // A host that lost its power says nothing: the server must ask. And it must not end the session for being idle.
      await client.query('set tcp_keepalives_idle to 3; set tcp_keepalives_interval to 2; set tcp_keepalives_count to 3')
      await client.query("select set_config(name, '0', false) from pg_settings where name = 'idle_session_timeout'")
      const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1, $2) as won', [...key])
      if (rows[0]?.won === true) return client
    } catch (error) {
      await client.end()
      throw error
    }
    await client.end()
    return undefined
  }

  const hold = (mine: { client: Client | undefined }, client: Client): void => {
    mine.client = client
    client.once('end', () => {
      if (mine.client !== client) return
      mine.client = undefined
      // At once, before anybody else comes; when it does not work, the next write tells.
      void regain().catch(() => undefined)
    })
  }

  /** Takes the lock again whose connection was lost. Throws `locked` when somebody else has it by now. */
  const regain = async (): Promise<void> => {
    regaining ??= regainOnce().finally(() => {
      regaining = undefined
    })
    return regaining
  }

  const regainOnce = async (): Promise<void> => {
    const mine = held
    if (mine === undefined || mine.client !== undefined) return
    const client = await lockSession()
    if (client === undefined) {
      throw new PwsfError('locked', 'the connection that held the lock was lost, and another run has taken the lock', {
        next: 'Nothing to do: the other run carries on from what was committed.',
      })
    }
    if (held === mine) hold(mine, client)
    else await client.end()
  }

  const seizeSession = async (): Promise<(() => Promise<void>) | undefined> => {
    const client = await lockSession()
    if (client === undefined) return undefined
    if (!(await waitForLease(read, table))) {
      await client.end()
      return undefined
    }
    const mine: { client: Client | undefined } = { client: undefined }
    hold(mine, client)
    held = mine
    return async () => {
      if (held === mine) held = undefined
      const last = mine.client
      mine.client = undefined
      await last?.end().catch(() => undefined)
    }
  }

  return {
    seize: pool.isPooled ? async () => ((await waitForLease(read, table)) ? async () => undefined : undefined) : seizeSession,
    lease: {
      isFree: async () => {
        const [row] = await write<LeaseRow>(selectLease(table))
        if (row?.is_alive === true) return false
        if (!pool.isPooled) return true
        const [session] = await write<{ won: boolean }>('select pg_try_advisory_xact_lock($1, $2) as won', key)
        return session?.won === true
      },
      claim: async () => {
        await write(`update ${table} set lease_until = ${pool.isPooled ? `${databaseNow} + ${leaseMs}` : 'null'}`)
      },
      keep: (token) => {
        if (!pool.isPooled) return () => undefined
        const renew = `update ${table} set lease_until = ${databaseNow} + ${leaseMs} where fencing_token = $1`
        // A beat that fails is made up for by the next one, and by the fence if there is none in time.
        const beat = setInterval(() => void read(renew, [token]).catch(() => undefined), beatMs)
        beat.unref()
        return () => clearInterval(beat)
      },
    },
    confirm: regain,
  }
}
