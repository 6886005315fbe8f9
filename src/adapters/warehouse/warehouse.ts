import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { LockHolder, LockName, RunLock, Warehouse, WarehouseWriter } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { createExclusive } from './exclusive.js'
import { checkFence, lockedError, lowerFence, raiseFence, readHolder } from './fence.js'
import { guard } from './guard.js'
import { migrate } from './migrate.js'
import type { InTransaction } from './migrate.js'
import { createReader } from './reader.js'
import { createWriter } from './writer.js'

type LetGo = () => void | Promise<void>

/** A lock that lives in a row of the database. */
export interface Lease {
  /** False when somebody holds the row. Runs inside the transaction that would take it. */
  isFree: () => Promise<boolean>
  /** Marks the row as held, in the same transaction. */
  claim: () => Promise<void>
  /** Keeps the row held until the returned function is called. */
  keep: (token: number) => () => void
}

/** One of the locks, as the database can hold it. */
export interface LockEngine {
  /** Takes the lock and returns how to let go of it; undefined when another process has it. */
  seize: () => Promise<LetGo | undefined>
  /** Where a session cannot always hold the lock, the row that names its holder has to. */
  lease?: Lease
}

/** What an opened database gives: two connections and the lock that lives outside of its transactions. */
export interface Engine {
  location: string
  clock: Clock
  writing: Session
  /** The connection of the readers outside of transactions; the same as `writing` when there can only be one. */
  reading: Session
  /** Begins a write transaction; waits a while for other programs that are writing. */
  begin: () => Promise<void>
  commit: () => Promise<void>
  /** Ends a transaction of which nothing is to be kept. Never throws. */
  rollback: () => Promise<void>
  /** True when the whole transaction may be run again after this error; waits as long as that should wait. */
  mayRepeat: (error: unknown, attempt: number) => Promise<boolean>
  locks: Readonly<Record<LockName, LockEngine>>
  /** Makes what has to be there before the first step of the schema. Runs inside a transaction. */
  prepare?: () => Promise<void>
  close: () => Promise<void>
}

/** The port over an opened database. */
export const createWarehouse = (engine: Engine): Warehouse => {
  const { clock, writing, reading, location } = engine
  const { mapError } = writing.dialect
  const turns = createExclusive('a transaction was begun, or the outer reader used, inside a transaction: use its writer')
  const tokens = new Map<LockName, number>()

  const inTransaction: InTransaction = (step) =>
    turns.run(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await engine.begin()
          return await finish(step)
        } catch (error) {
          if (!(await engine.mayRepeat(error, attempt))) throw mapError(error)
        }
      }
    })

  const finish: InTransaction = async (step) => {
    try {
      for (const [name, token] of tokens) await checkFence(writing, name, token)
      const result = await step()
      await engine.commit()
      return result
    } catch (error) {
      await engine.rollback()
      throw error
    }
  }

  const lock = async (holder: LockHolder, name: LockName = 'run'): Promise<RunLock> => {
    const { seize, lease } = engine.locks[name]
    const letGo = await seize()
    if (letGo === undefined) throw lockedError(name, await readHolder(reading, name), clock.now())
    try {
      const mine = await inTransaction(() => raise(holder, name))
      if (mine === undefined) throw lockedError(name, await readHolder(reading, name), clock.now())
      tokens.set(name, mine)
      const stop = lease?.keep(mine)
      return { fencingToken: mine, assertHeld: () => assertHeld(name, mine), release: () => release(name, mine, letGo, stop) }
    } catch (error) {
      await letGo()
      throw error
    }
  }

  const assertHeld = async (name: LockName, mine: number): Promise<void> => {
    const check = (): Promise<void> => checkFence(reading, name, mine)
    try {
      await (writing === reading ? turns.run(check) : check())
    } catch (error) {
      throw mapError(error)
    }
  }

  const raise = async (holder: LockHolder, name: LockName): Promise<number | undefined> => {
    const { lease } = engine.locks[name]
    if (lease !== undefined && !(await lease.isFree())) return undefined
    const mine = await raiseFence(writing, name, holder)
    await lease?.claim()
    return mine
  }

  const release = async (name: LockName, mine: number, letGo: LetGo, stop: (() => void) | undefined): Promise<void> => {
    stop?.()
    if (tokens.get(name) === mine) tokens.delete(name)
    try {
      await inTransaction(() => lowerFence(writing, name, mine))
    } finally {
      await letGo()
    }
  }

  const shared = writing === reading ? { turn: turns.run } : {}
  return {
    location,
    reader: guard(createReader(reading), { ...shared, mapError }),
    ...guard({ migrate: () => migrate(writing, clock, inTransaction, engine.prepare), lock, close: () => turns.run(engine.close) }, { mapError }),
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
