import type { Selectable } from 'kysely'
import type { RunRecord } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'
import type { Tables } from '../tables.js'

export const selectRuns = async ({ db }: Session, limit: number): Promise<RunRecord[]> => {
  const rows = await db.selectFrom('sync_runs').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toRun)
}

export const selectRun = async ({ db }: Session, id: string): Promise<RunRecord | undefined> => {
  const row = await db.selectFrom('sync_runs').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toRun(row)
}

/** A backfill brings nothing in step, so it does not count. */
export const selectLastSuccess = async ({ db }: Session): Promise<RunRecord | undefined> => {
  const finished = db.selectFrom('sync_runs').selectAll().where('state', '=', 'finished').where('exit_code', '=', 0)
  const row = await finished
    .where('command', 'not in', ['dry-run', 'backfill', 'retry'])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toRun(row)
}

export const saveRun = async ({ db }: Session, run: RunRecord): Promise<void> => {
  const { id, ...columns } = {
    id: run.id,
    command: run.command,
    started_at: run.startedAt,
    finished_at: run.finishedAt ?? null,
    state: run.state,
    exit_code: run.exitCode ?? null,
    is_complete: run.complete ? 1 : 0,
    host: run.host,
    pid: run.pid,
    summary: JSON.stringify(run.summary),
  }
  await db
    .insertInto('sync_runs')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
}

const toRun = (row: Selectable<Tables['sync_runs']>): RunRecord => ({
  id: row.id,
  command: row.command,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  state: row.state,
  exitCode: row.exit_code,
  complete: row.is_complete === 1,
  host: row.host,
  pid: row.pid,
  summary: JSON.parse(row.summary) as Record<string, unknown>,
})
