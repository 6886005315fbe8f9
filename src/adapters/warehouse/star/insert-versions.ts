import { sql } from 'kysely'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Bound, Session } from '../dialect/dialect.js'
import type { Layout } from '../layout.js'
import { findMembers } from './members.js'
import { dateKeyOf, factsOf, starOf, unassignedKey } from './roles.js'

/** Appends versions, given as `layout.rowOf` makes them: facts get the surrogate keys of their dimensions, dimensions fill what was inferred. */
export const insertVersions = async (session: Session, entity: EntityName, layout: Layout, rows: Bound[][], recordedFrom: Instant): Promise<void> => {
  if (rows.length === 0) return
  const { db, dialect } = session
  const { roles, dates } = starOf(entity)
  if (roles.length > 0) {
    const columns = [...layout.columns, ...[...roles, ...dates].map(({ column }) => column)]
    await dialect.insertRows(db, layout.table, columns, await withKeys(session, entity, layout, rows, recordedFrom))
  } else {
    const fresh = factsOf(entity).length === 0 ? rows : await fillInferred(session, layout, rows)
    await dialect.insertRows(db, layout.table, layout.columns, fresh)
  }
}

const withKeys = async (session: Session, entity: EntityName, layout: Layout, rows: readonly Bound[][], recordedFrom: Instant): Promise<Bound[][]> => {
  const { roles, dates } = starOf(entity)
  const sources = roles.map((role) => ({ ...role, index: layout.columns.indexOf(role.naturalKey) }))
  const moments = dates.map(({ moment }) => layout.columns.indexOf(moment))
  const validFrom = layout.columns.indexOf('valid_from')
  const wanted = sources.map(({ dimension, index }) => ({ dimension, keys: new Set(rows.map((row) => row[index]).filter(isKey)) }))
  const find = await findMembers(session, wanted, recordedFrom)
  return rows.map((row) => [
    ...row,
    ...sources.map(({ index }, place) => {
      const key = row[index]
      return isKey(key) ? (find(place, key, row[validFrom] as Instant) ?? unassignedKey) : unassignedKey
    }),
    ...moments.map((index) => dateKeyOf(row[index])),
  ])
}

const isKey = (value: Bound | undefined): value is string => typeof value === 'string' && value !== ''

/** Gives the first version of an inferred member its row, so that the facts which point there are right at once. Returns the other rows. */
const fillInferred = async ({ db, dialect }: Session, { table, key, columns }: Layout, rows: readonly Bound[][]): Promise<Bound[][]> => {
  const query = sql<{ key: string; surrogate_key: number }>`
    select ${sql.ref(key)} as key, surrogate_key
    from ${sql.table(table)}
    where ${sql.ref(key)} in ${dialect.list(rows.map((row) => String(row[0])))} and is_inferred = 1`
  const inferred = new Map((await query.execute(db)).rows.map((row) => [row.key, row.surrogate_key]))
  if (inferred.size === 0) return [...rows]
  const others: Bound[][] = []
  for (const row of rows) {
    const surrogateKey = inferred.get(String(row[0]))
    if (surrogateKey === undefined) others.push(row)
    else {
      inferred.delete(String(row[0]))
      const values = columns.map((column, index) => sql`${sql.ref(column)} = ${row[index] ?? null}`)
      await sql`update ${sql.table(table)} set is_inferred = 0, ${sql.join(values)} where surrogate_key = ${surrogateKey}`.execute(db)
    }
  }
  return others
}
