import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { PwsfError } from '../../core/errors.js'
import { isLost } from './dialect/postgres-errors.js'
import type { PostgresPool } from './postgres-pool.js'

const lookMs = 100
const looks = 50

/**
 * Commits, and when the answer is lost asks the server what became of the transaction. Throws the first error when it was undone, so that it
 * can be repeated, and `storage` when nobody can tell. `leave` gives the connection back.
 */
export const commitSurely = async (pool: PostgresPool, client: PoolClient, xid: string, leave: (isBroken: boolean) => void): Promise<void> => {
  try {
    const { command } = await client.query('commit')
    leave(false)
    // A statement had failed before and somebody went on: the server undoes such a transaction and calls it a success.
    if (command === 'ROLLBACK') throw new PwsfError('bug', 'a transaction went on after one of its statements had failed')
  } catch (error) {
    if (!isLost(error)) throw error
    leave(true)
    const fate = await fateOf(pool, xid)
    if (fate === 'committed') return
    if (fate === 'aborted') throw error
    throw new PwsfError('storage', 'the connection was lost while a change was being committed, and the server cannot say whether it was kept', {
      next: 'Run again: it goes on from what was committed.',
    })
  }
}

const fateOf = async (pool: PostgresPool, xid: string): Promise<string | undefined> => {
  for (let look = 0; look < looks; look += 1) {
    const { rows } = await pool.read('select txid_status($1::bigint) as fate', [xid])
    const fate = (rows[0] as { fate: string | null } | undefined)?.fate ?? undefined
    if (fate !== 'in progress') return fate
    await sleep(lookMs)
  }
  return undefined
}
