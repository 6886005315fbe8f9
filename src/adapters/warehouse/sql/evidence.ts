import { sql } from 'kysely'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'
import type { Layout } from '../layout.js'

/**
 * Keys that a full read as of `at` must have listed, but did not: valid and not deleted then, and not seen at that very moment. Sets are taken
 * from each other, because a database without statistics (the tables were just filled) would compare every row with every other one.
 */
export const selectMissingKeys = async (
  { db, dialect }: Session,
  { table, key }: Layout,
  read: { entity: EntityName; at: Instant; presentIds: ReadonlySet<string> },
): Promise<string[]> => {
  const { entity, at, presentIds } = read
  const query = sql<{ key: string }>`
    select ${sql.ref(key)} as key
    from ${sql.table(table)}
    where recorded_to is null and is_deleted = 0 and surrogate_key > 0
      and valid_from < ${at} and (valid_to is null or valid_to > ${at})
    except select key from sightings where entity = ${entity} and at = ${at}
    except select key from absences where entity = ${entity} and at = ${at}
    except select value from ${dialect.list([...presentIds])} as present
    order by key`
  return (await query.execute(db)).rows.map((row) => row.key)
}

/**
 * Forgets the sightings of a run for which its complete read stands from now on: those of its moment, and earlier ones of records that have not
 * changed since. Keys whose absences are being counted keep theirs unless the read was full, because only that proves they were there.
 */
export const deleteVouchedSightings = async (
  { db }: Session,
  { table, key }: Layout,
  read: { entity: EntityName; at: Instant; runId: string; isFull: boolean },
): Promise<void> => {
  const { entity, at, runId, isFull } = read
  const spare = isFull ? sql`` : sql`and key not in (select key from absences where entity = ${entity})`
  await sql`
    delete from sightings
    where entity = ${entity} and row_hash = '' ${spare}
      and (at = ${at} or (run_id = ${runId} and at < ${at} and not exists (
        select 1 from ${sql.table(table)} f
        where f.${sql.ref(key)} = sightings.key and f.valid_from > sightings.at and f.valid_from <= ${at} and f.recorded_to is null
      )))`.execute(db)
}

/** Notes that these keys were seen in the state that is valid at `at`. */
export const insertSightings = async (
  { db, dialect }: Session,
  seen: { entity: EntityName; at: Instant; keys: readonly string[]; runId: string; origin: string },
): Promise<void> => {
  await sql`
    insert into sightings (entity, key, at, row_hash, run_id, origin)
    select ${seen.entity}, value, ${seen.at}, '', ${seen.runId}, ${seen.origin} from ${dialect.list(seen.keys)} as keys where true
    on conflict do nothing`.execute(db)
}
