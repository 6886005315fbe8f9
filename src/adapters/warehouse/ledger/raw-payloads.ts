import { promisify } from 'node:util'
import { deflate, inflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { hashText } from '../../../core/model/canonical.js'
import type { EntityName } from '../../../core/model/entity.js'
import type { Instant } from '../../../core/model/instant.js'
import type { RawPayload } from '../../../core/ports/warehouse.js'
import type { Session } from '../dialect/dialect.js'

const compress = promisify(deflate)
/** The records of a page resemble each other, so that even the cheapest level finds most of what can be found. */
const level = 1

type RawPage = { entity: EntityName; at: Instant; runId: string; raws: ReadonlyMap<string, string> }

interface Kept {
  key: string
  hash: string
  page_id: string
}

/** What each key was last kept as, at or before a moment. */
const selectLastKept = async ({ db, dialect }: Session, entity: EntityName, keys: readonly string[], at: Instant): Promise<Map<string, string>> => {
  const query = sql<{ key: string; hash: string }>`
    select key, hash from raw_payloads p
    where entity = ${entity} and key in ${dialect.list(keys)}
      and seen_at = (select max(seen_at) from raw_payloads q where q.entity = p.entity and q.key = p.key and q.seen_at <= ${at})`
  return new Map((await query.execute(db)).rows.map(({ key, hash }) => [key, hash]))
}

/** Payloads of these keys that are there already, from when the record looked like this before. */
const selectSame = async ({ db, dialect }: Session, entity: EntityName, keys: readonly string[]): Promise<Map<string, string>> => {
  const query = sql<Kept>`select key, hash, page_id from raw_payloads where entity = ${entity} and key in ${dialect.list(keys)}`
  return new Map((await query.execute(db)).rows.map(({ key, hash, page_id }) => [`${key} ${hash}`, page_id]))
}

/** A page's text has a line per record: its key, a tab and its JSON, in which no line ends and no tabs can be. */
const linesOf = (text: string): Map<string, string> =>
  new Map(
    text.split('\n').map((line) => {
      const tab = line.indexOf('\t')
      return [line.slice(0, tab), line.slice(tab + 1)]
    }),
  )

/** One compression for all payloads of the page that are new. */
export const keepRaws = async (session: Session, { entity, at, runId, raws }: RawPage): Promise<number> => {
  const { db, dialect } = session
  const all = [...raws].map(([key, raw]) => ({ key, raw, hash: hashText(raw) }))
  const last = await selectLastKept(session, entity, [...raws.keys()], at)
  const changed = all.filter(({ key, hash }) => last.get(key) !== hash)
  if (changed.length === 0) return 0
  const known = await selectSame(
    session,
    entity,
    changed.flatMap(({ key }) => (last.has(key) ? [key] : [])),
  )
  const fresh = changed.filter(({ key, hash }) => !known.has(`${key} ${hash}`))
  const pageId = hashText(JSON.stringify([entity, at, runId, fresh.map(({ hash }) => hash)])).slice(0, 32)
  if (fresh.length > 0) {
    const payload = await compress(fresh.map(({ key, raw }) => `${key}\t${raw}\n`).join(''), { level })
    await db
      .insertInto('raw_pages')
      .values({ id: pageId, payload })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  // The same moment and key again: a page that is stored a second time.
  await sql`delete from raw_payloads where entity = ${entity} and seen_at = ${at} and key in ${dialect.list(changed.map(({ key }) => key))}`.execute(db)
  await dialect.insertRows(
    db,
    'raw_payloads',
    ['entity', 'key', 'seen_at', 'hash', 'page_id', 'run_id'],
    changed.map(({ key, hash }) => [entity, key, at, hash, known.get(`${key} ${hash}`) ?? pageId, runId]),
  )
  return changed.length
}

export const pruneRaws = async ({ db }: Session, before: Instant): Promise<number> => {
  const { numDeletedRows } = await db.deleteFrom('raw_payloads').where('seen_at', '<', before).executeTakeFirst()
  if (numDeletedRows > 0n) await sql`delete from raw_pages where not exists (select 1 from raw_payloads p where p.page_id = raw_pages.id)`.execute(db)
  return Number(numDeletedRows)
}

export const selectRawPayloads = async (
  { db, dialect }: Session,
  entity: EntityName,
  after: { at: Instant; key: string } | null,
  limit: number,
): Promise<RawPayload[]> => {
  const from = after === null ? sql`` : sql`and (seen_at > ${after.at} or (seen_at = ${after.at} and key > ${after.key}))`
  const query = sql<Kept & { seen_at: Instant }>`
    select key, seen_at, hash, page_id from raw_payloads where entity = ${entity} ${from} order by seen_at, key limit ${limit}`
  const { rows } = await query.execute(db)
  const ids = [...new Set(rows.map(({ page_id }) => page_id))]
  const pages = await db.selectFrom('raw_pages').selectAll().where('id', 'in', dialect.list(ids)).execute()
  const texts = new Map(pages.map(({ id, payload }) => [id, linesOf(inflateSync(payload).toString('utf8'))]))
  return rows.map(({ key, seen_at, page_id }) => ({ key, at: seen_at, raw: texts.get(page_id)?.get(key) ?? '' }))
}
