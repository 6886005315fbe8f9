import type { PoolClient } from 'pg'
import type { SharedState } from '../../../core/ports/shared-state.js'
import { codeOf, isLost, mapPostgresError } from '../dialect/postgres-errors.js'
import { connectPostgres } from '../postgres.js'
import type { PostgresOptions } from '../postgres.js'
import type { PostgresPool } from '../postgres-pool.js'
import { lockKey } from '../postgres-lock.js'

const connections = 2
const undefinedTable = '42P01'

/** In a table beside the warehouse, on connections of its own. Opened at first use; without a schema there is nothing to read. */
export const openPostgresShared = (options: Pick<PostgresOptions, 'url' | 'schema' | 'isPooled'>): SharedState => {
  let opened: Promise<{ pool: PostgresPool; location: string }> | undefined
  const connect = () => (opened ??= connectPostgres({ ...options, limits: { connections } }))

  const update: SharedState['update'] = async (name, step) => {
    const { pool, location } = await connect()
    const client = await pool.acquire()
    try {
      const result = await inTransaction(client, pool.begin, async () => {
        await client.query('select pg_advisory_xact_lock($1, $2)', [...lockKey(options.schema, `state:${name}`)])
        const text = await find(client, name)
        const { next, result: answer } = step(text)
        if (next === undefined) await client.query('delete from shared_state where name = $1', [name])
        else if (next !== text) {
          await client.query('insert into shared_state (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value', [name, next])
        }
        return answer
      })
      client.release()
      return result
    } catch (error) {
      client.release(isLost(error))
      throw mapPostgresError(error, location)
    }
  }

  return {
    read: async (name) => {
      const { pool, location } = await connect()
      try {
        return textOf((await pool.read('select value from shared_state where name = $1', [name])).rows)
      } catch (error) {
        if (codeOf(error) === undefinedTable) return undefined
        throw mapPostgresError(error, location)
      }
    },
    update,
    close: async () => {
      const open = await opened?.catch(() => undefined)
      opened = undefined
      await open?.pool.close()
    },
  }
}

const textOf = (rows: readonly unknown[]): string | undefined => (rows[0] as { value: string } | undefined)?.value

const find = async (client: PoolClient, name: string): Promise<string | undefined> =>
  textOf((await client.query<{ value: string }>('select value from shared_state where name = $1', [name])).rows)

const inTransaction = async <T>(client: PoolClient, begin: string, work: () => Promise<T>): Promise<T> => {
  await client.query(begin)
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
