import { AsyncLocalStorage } from 'node:async_hooks'
import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { LockHolder, RunLock, Warehouse, WarehouseWriter } from '../../core/ports/warehouse.js'
import { createReader } from './reader.js'
import { committedSide, createStore, settle } from './store.js'
import { createWriter } from './writer.js'

/** A warehouse that lives as long as its object: the scratch store of a dry run, and the measure by which the databases are tested. */
export const openMemoryWarehouse = async ({ clock }: { clock: Clock }): Promise<Warehouse> => {
  const store = createStore()
  const inside = new AsyncLocalStorage<boolean>()
  let tail: Promise<unknown> = Promise.resolve()

  const runTransaction = async <T>(work: (writer: WarehouseWriter) => Promise<T>): Promise<T> => {
    try {
      const result = await lend(createWriter(store, clock), work)
      settle(store, 'keep')
      return result
    } catch (error) {
      settle(store, 'drop')
      throw error
    }
  }

  const transaction = async <T>(work: (writer: WarehouseWriter) => Promise<T>): Promise<T> => {
    if (inside.getStore() === true) throw new PwsfError('bug', 'a transaction was begun inside a transaction: use its writer')
    const turn = tail.then(() => inside.run(true, () => runTransaction(work)))
    tail = turn.catch(() => undefined)
    return turn
  }

  return {
    location: 'memory',
    reader: createReader(store, committedSide),
    migrate: async () => [],
    transaction,
    lock: createLocks(),
    close: async () => {},
  }
}

/** Hands the writer to `work` and makes it useless afterwards, so that nothing is written past the end of the transaction. */
const lend = async <T>(writer: WarehouseWriter, work: (writer: WarehouseWriter) => Promise<T>): Promise<T> => {
  let isOpen = true
  const guarded = Object.entries(writer).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      if (!isOpen) throw new PwsfError('bug', 'a warehouse writer was used after its transaction had ended')
      return (method as (...args: unknown[]) => Promise<unknown>)(...args)
    },
  ])
  try {
    return await work(Object.fromEntries(guarded) as WarehouseWriter)
  } finally {
    isOpen = false
  }
}

const createLocks = (): Warehouse['lock'] => {
  const locks = { run: createLock(), backfill: createLock() }
  return (holder, name = 'run') => locks[name](holder)
}

const createLock = (): ((holder: LockHolder) => Promise<RunLock>) => {
  let holder: LockHolder | undefined
  let fencingToken = 0
  return async (wanted) => {
    if (holder !== undefined) {
      throw new PwsfError('locked', `run ${holder.runId} holds the lock of this warehouse: process ${holder.pid} on ${holder.host}, since ${holder.since}`, {
        next: 'Wait until that run has ended, then run again.',
      })
    }
    holder = wanted
    fencingToken += 1
    const mine = fencingToken
    return {
      fencingToken: mine,
      assertHeld: async () => {
        if (mine !== fencingToken) throw new PwsfError('locked', 'another run has taken over the lock of this run')
      },
      release: async () => {
        if (mine === fencingToken) holder = undefined
      },
    }
  }
}
