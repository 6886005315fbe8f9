import type { Selectable } from 'kysely'
import type { NeededReads } from '../../../core/history/evidence.js'
import type { EntityName } from '../../../core/model/entity.js'
import type { Session } from '../dialect/dialect.js'
import type { Tables } from '../tables.js'

type ReadRow = Selectable<Tables['complete_reads']>

/** Complete reads in the order of their moments. Keys of one batch mostly share their moments, so that there are few to look up. */
export const selectNeededReads = async ({ db, dialect }: Session, entity: EntityName, { moments, starts, findings }: NeededReads): Promise<ReadRow[]> => {
  const reads = db.selectFrom('complete_reads').selectAll().where('entity', '=', entity)
  const found = new Map<string, ReadRow>()
  const add = (rows: readonly ReadRow[]): void => {
    for (const row of rows) found.set(row.at, row)
  }
  const strictest = await db
    .selectFrom('complete_reads')
    .select(({ fn }) => fn.max('close_after').as('closeAfter'))
    .where('entity', '=', entity)
    .where('is_full', '=', 1)
    .executeTakeFirst()
  const fullReads = (strictest?.closeAfter ?? 0) + 2
  add(await reads.where('at', 'in', dialect.list([...moments])).execute())
  for (const start of starts) add(await reads.where('is_full', '=', 1).where('at', '>=', start).orderBy('at').limit(fullReads).execute())
  for (const at of findings) add(await reads.where('is_full', '=', 0).where('at', '>=', at).orderBy('at').limit(1).execute())
  return [...found.values()].sort((left, right) => (left.at < right.at ? -1 : 1))
}
