import { PwsfError } from '../../core/errors.js'
import { elapsed } from '../../core/model/instant.js'
import type { Instant } from '../../core/model/instant.js'
import type { LockHolder, LockName } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'

/** Each lock has a row of its own, with its holder and its fencing token. */
export const lockTables = { run: 'run_lock', backfill: 'backfill_lock' } as const satisfies Record<LockName, string>

/** Names the new holder and returns its token, higher than every earlier one. Runs inside a transaction, after the lock was won. */
export const raiseFence = async ({ db }: Session, name: LockName, { runId, host, pid, since }: LockHolder): Promise<number> => {
  const row = await db
    .updateTable(lockTables[name])
    .set((builder) => ({ fencing_token: builder('fencing_token', '+', 1), run_id: runId, host, pid, since }))
    .returning('fencing_token')
    .executeTakeFirstOrThrow()
  return row.fencing_token
}

/** Forgets the holder, unless another one came since. */
export const lowerFence = async ({ db }: Session, name: LockName, token: number): Promise<void> => {
  await db.updateTable(lockTables[name]).set({ run_id: null, host: null, pid: null, since: null }).where('fencing_token', '=', token).execute()
}

/** Throws `locked` when the lock that this process held was taken over: whatever it was about to write is no longer its to write. */
export const checkFence = async ({ db }: Session, name: LockName, token: number): Promise<void> => {
  const row = await db.selectFrom(lockTables[name]).select(['fencing_token', 'run_id']).executeTakeFirstOrThrow()
  if (row.fencing_token === token) return
  throw new PwsfError('locked', `run ${row.run_id ?? '(unknown)'} has taken over the lock of this run`, {
    next: 'Nothing to do: the other run carries on from what was committed.',
  })
}

export const readHolder = async ({ db }: Session, name: LockName): Promise<LockHolder | undefined> => {
  const row = await db.selectFrom(lockTables[name]).selectAll().executeTakeFirst()
  if (row?.run_id == null || row.host === null || row.pid === null || row.since === null) return undefined
  return { runId: row.run_id, host: row.host, pid: row.pid, since: row.since }
}

export const lockedError = (name: LockName, holder: LockHolder | undefined, now: Instant): PwsfError => {
  const lock = name === 'run' ? 'the lock' : `the ${name} lock`
  const next = 'Wait until that run has ended, then run again; a run that died frees the lock by itself.'
  if (holder === undefined) return new PwsfError('locked', `another run holds ${lock} of this warehouse`, { next })
  const age = formatAge(elapsed(holder.since, now))
  const message = `run ${holder.runId} holds ${lock} of this warehouse: process ${holder.pid} on ${holder.host}, for ${age}`
  return new PwsfError('locked', message, { next, context: { runId: holder.runId, host: holder.host, pid: holder.pid, since: holder.since } })
}

const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}
