import { sql } from 'kysely'
import { fold } from '../../../core/model/text.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Decision, Waiting } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'

export const selectDecision = async ({ db }: Session, workOrderId: string): Promise<Decision | undefined> => {
  const row = await db.selectFrom('work_order_decisions').selectAll().where('work_order_id', '=', workOrderId).executeTakeFirst()
  if (row === undefined) return undefined
  return { workOrderId, action: row.action, reason: row.reason, why: row.why, since: row.since, runId: row.run_id }
}

export const selectWaiting = async ({ db }: Session): Promise<Waiting[]> => {
  const query = sql<Omit<Waiting, 'count'> & { count: number | string }>`
    select d.action, d.reason, count(*) as count, min(d.since) as oldest
    from work_order_decisions d
    join fact_work_orders f on f.work_order_id = d.work_order_id and f.is_current = 1 and f.is_deleted = 0
    where d.action in ('hold', 'block', 'fail')
    group by d.action, d.reason
    order by oldest, d.action, d.reason`
  return (await query.execute(db)).rows.map((row) => ({ ...row, count: Number(row.count) }))
}

const nameOf = ({ action, reason }: Pick<Decision, 'action' | 'reason'>): string => `${action} ${reason ?? ''}`

export const saveDecisions = async (
  { db, dialect }: Session,
  decisions: readonly Omit<Decision, 'since' | 'runId'>[],
  at: Instant,
  runId: string,
): Promise<number> => {
  if (decisions.length === 0) return 0
  const select = db.selectFrom('work_order_decisions').select(['work_order_id', 'action', 'reason'])
  const ids = dialect.list(decisions.map(({ workOrderId }) => workOrderId))
  const rows = await select.where('work_order_id', 'in', ids).execute()
  const known = new Map(rows.map((row) => [row.work_order_id, nameOf(row)]))
  const changed = new Map(
    decisions.filter((decision) => known.get(decision.workOrderId) !== nameOf(decision)).map((decision) => [decision.workOrderId, decision]),
  )
  if (changed.size === 0) return 0
  const replaced = [...changed.keys()].filter((id) => known.has(id))
  await db.deleteFrom('work_order_decisions').where('work_order_id', 'in', dialect.list(replaced)).execute()
  await dialect.insertRows(
    db,
    'work_order_decisions',
    ['work_order_id', 'action', 'reason', 'why', 'since', 'run_id'],
    [...changed.values()].map(({ workOrderId, action, reason, why }) => [workOrderId, action, reason, why, at, runId]),
  )
  return changed.size
}

export const saveStatuses = async ({ db, dialect }: Session, { open, closed }: { open: readonly string[]; closed: readonly string[] }): Promise<void> => {
  const wanted = new Map([...closed.map((status) => [fold(status), 0] as const), ...open.map((status) => [fold(status), 1] as const)])
  const rows = await db.selectFrom('work_order_statuses').selectAll().execute()
  if (rows.length === wanted.size && rows.every((row) => wanted.get(row.status) === row.is_open)) return
  await db.deleteFrom('work_order_statuses').execute()
  await dialect.insertRows(db, 'work_order_statuses', ['status', 'is_open'], [...wanted])
}
