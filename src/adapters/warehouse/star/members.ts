import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { describe } from '../../../core/history/entities.js'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'

/** A version of a dimension's member, as far as facts have to choose among them. */
interface Member {
  dimension: EntityName
  key: string
  surrogate_key: number
  valid_from: Instant
  version: number
}

/** Natural keys by dimension. */
export type WantedMembers = ReadonlyMap<EntityName, ReadonlySet<string>>

/** Finds the surrogate key of the version that was valid at a moment; of the earliest version when the moment is before all of them. */
export type FindMember = (dimension: EntityName, key: string, at: Instant) => number | undefined

/**
 * Looks up the versions of all wanted members in one statement. A member of which nothing is known yet becomes an inferred row: its natural
 * key only, `is_inferred`, never believed (`recorded_to` is `recorded_from`), so that no history shows it. The first real version fills it.
 */
export const findMembers = async (session: Session, wanted: WantedMembers, recordedFrom: Instant): Promise<FindMember> => {
  const known = groupMembers(await selectMembers(session, wanted))
  const missing = without(wanted, known)
  if (missing.size > 0) {
    for (const [dimension, keys] of missing) await insertInferred(session, dimension, [...keys], recordedFrom)
    for (const [name, members] of groupMembers(await selectMembers(session, missing))) known.set(name, members)
  }
  return (dimension, key, at) => {
    const members = known.get(nameOf(dimension, key)) ?? []
    return (members.findLast((member) => member.valid_from <= at) ?? members[0])?.surrogate_key
  }
}

const nameOf = (dimension: EntityName, key: string): string => `${dimension} ${key}`

const selectMembers = async ({ db, dialect }: Session, wanted: WantedMembers): Promise<Member[]> => {
  const parts = [...wanted].map(([dimension, keys]): RawBuilder<unknown> => {
    const { table, key } = describe(dimension)
    return sql`select ${sql.lit(dimension)} as dimension, ${sql.ref(key)} as key, surrogate_key, valid_from, version
      from ${sql.table(table)}
      where ${sql.ref(key)} in ${dialect.list([...keys])} and (recorded_to is null or is_inferred = 1) and surrogate_key > 0`
  })
  if (parts.length === 0) return []
  return (await sql<Member>`${sql.join(parts, sql` union all `)}`.execute(db)).rows
}

const groupMembers = (members: readonly Member[]): Map<string, Member[]> => {
  const groups = new Map<string, Member[]>()
  for (const member of members) {
    const name = nameOf(member.dimension, member.key)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [member])
    else group.push(member)
  }
  for (const group of groups.values()) group.sort((left, right) => left.version - right.version)
  return groups
}

const without = (wanted: WantedMembers, known: ReadonlyMap<string, unknown>): Map<EntityName, Set<string>> => {
  const missing = new Map<EntityName, Set<string>>()
  for (const [dimension, keys] of wanted) {
    const unknown = [...keys].filter((key) => !known.has(nameOf(dimension, key)))
    if (unknown.length > 0) missing.set(dimension, new Set(unknown))
  }
  return missing
}

const beginning = '1970-01-01T00:00:00.000Z'

const insertInferred = async ({ db, dialect }: Session, dimension: EntityName, keys: readonly string[], recordedFrom: Instant): Promise<void> => {
  const { table, key } = describe(dimension)
  const columns = [key, 'record', 'version', 'valid_from', 'valid_to', 'recorded_from', 'recorded_to', 'is_current', 'is_deleted', 'row_hash', 'run_id', 'origin']
  await dialect.insertRows(
    db,
    table,
    [...columns, 'is_inferred'],
    keys.map((id) => [id, '{}', 1, beginning, null, recordedFrom, recordedFrom, 0, 0, '', '', 'sync', 1]),
  )
}
