import { sql } from 'kysely'
import { describe } from '../../../core/history/entities.js'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'
import { factsOf } from './roles.js'

/**
 * After these members of a dimension got other versions: points the believed facts that referred to them, and began at or after `since`, at
 * the version valid then, or the earliest one. Facts that are no longer believed keep pointing at what was believed with them.
 */
export const repointFacts = async ({ db, dialect }: Session, dimension: EntityName, keys: readonly string[], since?: Instant): Promise<void> => {
  if (keys.length === 0) return
  const { table, key } = describe(dimension)
  for (const { table: fact, role } of factsOf(dimension)) {
    const pointer = sql.ref(`${fact}.${role.column}`)
    const isMine = sql`d.${sql.ref(key)} = ${sql.ref(`${fact}.${role.naturalKey}`)} and d.recorded_to is null`
    const from = sql.ref(`${fact}.valid_from`)
    const right = sql`coalesce(
      (select d.surrogate_key from ${sql.table(table)} d where ${isMine} and d.valid_from <= ${from} order by d.valid_from desc, d.version desc limit 1),
      (select d.surrogate_key from ${sql.table(table)} d where ${isMine} order by d.valid_from, d.version limit 1))`
    await sql`
      update ${sql.table(fact)} set ${sql.ref(role.column)} = ${right}
      where ${sql.ref(role.column)} in (select surrogate_key from ${sql.table(table)} where ${sql.ref(key)} in ${dialect.list(keys)})
        and recorded_to is null and valid_from >= ${since ?? ''} and ${pointer} <> ${right}`.execute(db)
  }
}
