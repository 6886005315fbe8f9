import { sql } from 'kysely'
import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { LockHolder, RunLock, Warehouse, WarehouseWriter } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { createExclusive } from './exclusive.js'
import { checkFence, lockedError, lowerFence, raiseFence, readHolder } from './fence.js'
import { guard } from './guard.js'
import { migrate } from './migrate.js'
import type { InTransaction } from './migrate.js'
import { createReader } from './reader.js'
import { createWriter } from './writer.js'

/** What an opened database gives: two connections and the lock that lives outside of its transactions. */
export interface Engine {
  location: string
  clock: Clock
  writing: Session
  /** The connection of the readers outside of transactions; the same as `writing` when there can only be one. */
  reading: Session
  /** Begins a write transaction; waits a while for other programs that are writing. */
  begin: () => Promise<void>
  /** Takes the lock and returns how to let go of it; undefined when another process has it. */
  seize: () => Promise<(() => void) | undefined>
  close: () => Promise<void>
}

/** The port over an opened database. */
export const createWarehouse = (engine: Engine): Warehouse => {
  const { clock, writing, reading, location } = engine
  const { mapError } = writing.dialect
  const turns = createExclusive('a transaction was begun, or the outer reader used, inside a transaction: use its writer')
  let token: number | undefined

  const inTransaction: InTransaction = (step) =>
    turns.run(async () => {
      try {
        await engine.begin()
        return await finish(step)
      } catch (error) {
        throw mapError(error)
      }
    })

  const finish: InTransaction = async (step) => {
    try {
      if (token !== undefined) await checkFence(writing, token)
      const result = await step()
      await sql`commit`.execute(writing.db)
      return result
    } catch (error) {
      // A failed statement may already have ended the transaction (disk full); the first error is the one to tell.
      await sql`rollback`.execute(writing.db).catch(() => undefined)
      throw error
    }
  }

  const lock = async (holder: LockHolder): Promise<RunLock> => {
    const letGo = await engine.seize()
    if (letGo === undefined) throw lockedError(await readHolder(reading), clock.now())
    try {
      const mine = await inTransaction(() => raiseFence(writing, holder))
      token = mine
      return { fencingToken: mine, release: () => release(mine, letGo) }
    } catch (error) {
      letGo()
      throw error
    }
  }

  const release = async (mine: number, letGo: () => void): Promise<void> => {
    if (token === mine) token = undefined
    try {
      await turns.run(() => lowerFence(writing, mine))
    } finally {
      letGo()
    }
  }

  const shared = writing === reading ? { turn: turns.run } : {}
  return {
    location,
    reader: guard(createReader(reading), { ...shared, mapError }),
    ...guard({ migrate: () => migrate(writing, clock, inTransaction), lock, close: () => turns.run(engine.close) }, { mapError }),
    transaction: (work) => inTransaction(() => lend(createWriter(writing, clock), mapError, work)),
  }
}

/** Hands the writer to `work` and makes it useless afterwards, so that nothing is written past the commit. */
const lend = async <T>(writer: WarehouseWriter, mapError: (error: unknown) => Error, work: (writer: WarehouseWriter) => Promise<T>): Promise<T> => {
  let isOpen = true
  const before = (): void => {
    if (!isOpen) throw new PwsfError('bug', 'a warehouse writer was used after its transaction had ended')
  }
  try {
    return await work(guard(writer, { before, mapError }))
  } finally {
    isOpen = false
  }
}
