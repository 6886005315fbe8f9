import { versionColumns } from '../layout.js'
import { sql } from 'kysely'
import { describe } from '../../../core/history/entities.js'
import type { EntityName } from '../../../core/model/entity.js'
import { groupBy } from '../../../core/model/group-by.js'
import type { Instant } from '../../../core/model/instant.js'
import type { Session } from '../dialect/dialect.js'

/** A version of a dimension's member, as far as facts have to choose among them. `place` is the dimension's place among the wanted ones. */
interface Member {
  place: number
  key: string
  surrogate_key: number
  valid_from: Instant
  version: number
}

/** Natural keys that are asked for, by dimension. */
export type WantedMembers = readonly { dimension: EntityName; keys: ReadonlySet<string> }[]

/** Finds the surrogate key of the version that was valid at a moment; of the earliest version when the moment is before all of them. */
export type FindMember = (place: number, key: string, at: Instant) => number | undefined

type Found = Map<string, Member | Member[]>[]

/**
 * Looks up the versions of all wanted members in one statement. A member of which nothing is known yet becomes an inferred row: its natural
 * key only, `is_inferred`, never believed (`recorded_to` is `recorded_from`), so that no history shows it. The first real version fills it.
 */
export const findMembers = async (session: Session, wanted: WantedMembers, recordedFrom: Instant): Promise<FindMember> => {
  const found: Found = wanted.map(() => new Map())
  file(found, await selectMembers(session, wanted, 'recorded_to is null'))
  const unread = without(wanted, found)
  if (unread.some(({ keys }) => keys.size > 0)) {
    file(found, await selectMembers(session, unread, 'is_inferred = 1'))
    const unheardOf = without(unread, found)
    for (const { dimension, keys } of unheardOf) await insertInferred(session, dimension, [...keys], recordedFrom)
    file(found, await selectMembers(session, unheardOf, 'is_inferred = 1'))
  }
  return (place, key, at) => {
    const known = found[place]?.get(key)
    if (!Array.isArray(known)) return known?.surrogate_key
    const ordered = known.toSorted((left, right) => left.version - right.version)
    return (ordered.findLast((member) => member.valid_from <= at) ?? ordered[0])?.surrogate_key
  }
}

const selectMembers = async ({ db, dialect }: Session, wanted: WantedMembers, which: 'recorded_to is null' | 'is_inferred = 1'): Promise<Member[]> => {
  const parts = wanted.flatMap(({ dimension, keys }, place) => {
    const { table, key } = describe(dimension)
    if (keys.size === 0) return []
    const columns = sql`${sql.lit(place)} as place, ${sql.ref(key)} as key, surrogate_key, valid_from, version`
    return [sql`select ${columns} from ${sql.table(table)} where ${sql.ref(key)} in ${dialect.list([...keys])} and ${sql.raw(which)}`]
  })
  if (parts.length === 0) return []
  return (await sql<Member>`${sql.join(parts, sql` union all `)}`.execute(db)).rows
}

/** Nearly every member has one version: no list is made for it. */
const file = (found: Found, members: readonly Member[]): void => {
  for (const [place, group] of groupBy(members, (member) => member.place)) {
    const known = found[place]
    if (known === undefined) continue
    for (const member of group) {
      const others = known.get(member.key)
      known.set(member.key, others === undefined ? member : [...(Array.isArray(others) ? others : [others]), member])
    }
  }
}

const without = (wanted: WantedMembers, found: Found): WantedMembers =>
  wanted.map(({ dimension, keys }, place) => ({ dimension, keys: new Set([...keys].filter((key) => found[place]?.has(key) !== true)) }))

const beginning = '1970-01-01T00:00:00.000Z'

const insertInferred = async ({ db, dialect }: Session, dimension: EntityName, keys: readonly string[], recordedFrom: Instant): Promise<void> => {
  const { table, key } = describe(dimension)
  await dialect.insertRows(
    db,
    table,
    [key, ...versionColumns, 'is_inferred'],
    keys.map((id) => [id, '{}', 1, beginning, null, recordedFrom, recordedFrom, 0, 0, '', '', 'sync', 1]),
  )
}
