import { PwsfError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { TableReader, TableWriter } from '../ports/tables.js'
import type { LockHolder, RunLock, Warehouse } from '../ports/warehouse.js'
import { type CopiedTable, copyTables } from './copy-tables.js'

export interface CarryOverPorts {
  source: Warehouse
  target: Warehouse
  from: TableReader & { identity(): string }
  /** Opened only when both schemas are up to date. */
  openTo(): Promise<TableWriter>
  clock: Clock
  process: { host: string; pid: number }
}

const chunkRows = 5000

/** Carries a warehouse to another database while no run can write to either. Throws `locked` while one does, else as `copyTables`. */
export const carryOver = async (
  ports: CarryOverPorts,
  options: { runId: string; progress: (table: string, copied: number) => void; signal?: AbortSignal },
): Promise<CopiedTable[]> => {
  const { source, target, clock } = ports
  if (source.location === target.location) throw new PwsfError('usage', 'source and target are the same warehouse', { next: 'Give another address with --to.' })
  await source.migrate()
  await target.migrate()
  const holder: LockHolder = { ...ports.process, runId: options.runId, since: clock.now() }
  const locks: RunLock[] = []
  try {
    for (const warehouse of [source, target]) for (const name of ['run', 'backfill'] as const) locks.push(await warehouse.lock(holder, name))
    const { progress, signal } = options
    return await copyTables(ports.from, await ports.openTo(), {
      source: ports.from.identity(),
      chunkRows,
      progress,
      ...(signal === undefined ? {} : { signal }),
    })
  } finally {
    for (const lock of locks.toReversed()) await lock.release()
  }
}
