import { deflateSync, inflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { hashText } from '../../core/model/canonical.js'
import { forgetVersion, rawWithoutForgotten, withoutForgotten, type Forgotten } from '../../core/history/forget.js'
import type { AnyRecord, EntityName, EntityRecords } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { Reject } from '../../core/ports/page.js'
import type { ForgetCounts } from '../../core/ports/warehouse.js'
import type { Session } from './dialect/dialect.js'
import { layoutOf } from './layout.js'
import type { HistoryRow } from './tables.js'

/** Who is to be kept out of what is written. Nearly always nobody, which takes one look. */
const selectForgotten = async ({ db }: Session): Promise<Forgotten | undefined> => {
  const tenants = await db.selectFrom('forgotten_tenants').select('tenant_id').execute()
  if (tenants.length === 0) return undefined
  const jobs = await sql<{ job_id: string }>`
    select distinct m.job_id
    from map_work_order_job m
    join fact_work_orders f on f.work_order_id = m.work_order_id
    where f.recorded_to is null and f.requester_id in (select tenant_id from forgotten_tenants)`.execute(db)
  return { tenantIds: new Set(tenants.map((row) => row.tenant_id)), jobIds: new Set(jobs.rows.map((row) => row.job_id)) }
}

/** The records of an observation as they may be kept. */
export const keepOutForgotten = async <E extends EntityName>(session: Session, entity: E, records: EntityRecords[E][]): Promise<EntityRecords[E][]> => {
  const forgotten = await selectForgotten(session)
  return forgotten === undefined ? records : records.map((record) => withoutForgotten(entity, record, forgotten))
}

/** Raw records by key as they may be kept. */
export const keepOutForgottenRaws = async (session: Session, entity: EntityName, raws: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> => {
  const forgotten = await selectForgotten(session)
  if (forgotten === undefined) return raws
  return new Map([...raws].map(([key, raw]) => [key, rawWithoutForgotten(entity, key, raw, forgotten)]))
}

export const keepOutForgottenRejects = async (session: Session, entity: EntityName, rejects: readonly Reject[]): Promise<readonly Reject[]> => {
  const forgotten = await selectForgotten(session)
  if (forgotten === undefined) return rejects
  return rejects.map((reject) => ({ ...reject, raw: rawWithoutForgotten(entity, reject.key, reject.raw, forgotten) }))
}

/** Replaces the tenant's data in everything that is kept, and remembers to keep it out. */
export const forgetTenant = async (session: Session, tenantId: string, at: Instant, runId: string): Promise<ForgetCounts> => {
  const { db } = session
  const inserted = await db
    .insertInto('forgotten_tenants')
    .values({ tenant_id: tenantId, forgotten_at: at, run_id: runId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  const all = await selectForgotten(session)
  const forgotten: Forgotten = { tenantIds: new Set([tenantId]), jobIds: all?.jobIds ?? new Set() }
  const versions =
    (await forgetVersions(session, 'tenants', forgotten, sql`tenant_id = ${tenantId}`)) +
    (await forgetVersions(session, 'work-orders', forgotten, sql`requester_id = ${tenantId}`)) +
    (await forgetVersions(session, 'jobs', forgotten, sql`job_id in ${session.dialect.list([...forgotten.jobIds])}`))
  return {
    isNew: Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0,
    versions,
    quarantined: await forgetQuarantined(session, forgotten),
    rawPayloads: await forgetRaws(session, forgotten),
  }
}

const forgetVersions = async (session: Session, entity: EntityName, forgotten: Forgotten, which: ReturnType<typeof sql>): Promise<number> => {
  const { db } = session
  const layout = layoutOf(entity)
  const rows = await sql<HistoryRow>`select * from ${sql.table(layout.table)} where ${which} and row_hash <> ''`.execute(db)
  let changed = 0
  for (const row of rows.rows) {
    const print = forgetVersion(entity, row.record, row.is_current === 1, String(row.surrogate_key), forgotten)
    if (print === undefined) continue
    const readable = readableColumns(entity, print.record)
    const values = [...readable, sql`record = ${print.text}`, sql`row_hash = ${print.rowHash}`]
    await sql`update ${sql.table(layout.table)} set ${sql.join(values)} where surrogate_key = ${row.surrogate_key}`.execute(db)
    changed += 1
  }
  const keys = [...new Set(rows.rows.map((row) => (JSON.parse(row.record) as AnyRecord).id))]
  // Their hashes stand for states that are no more.
  if (changed > 0) await sql`delete from sightings where entity = ${entity} and row_hash <> '' and key in ${session.dialect.list(keys)}`.execute(db)
  return changed
}

/** The entity's own columns, without those of the version. */
const readableColumns = (entity: EntityName, record: AnyRecord): ReturnType<typeof sql>[] => {
  const { columns, rowOf } = layoutOf(entity)
  const never = '' as Instant
  const values = rowOf(record, { version: 1, validFrom: never, validTo: null, rowHash: '', isDeleted: false, content: '', runId: '', origin: 'sync' }, never)
  return columns.slice(0, columns.indexOf('record')).map((column, index) => sql`${sql.ref(column)} = ${values[index] ?? null}`)
}

const forgetQuarantined = async ({ db }: Session, forgotten: Forgotten): Promise<number> => {
  const rows = await db.selectFrom('quarantine').select(['id', 'entity', 'key', 'raw']).where('entity', 'in', ['tenants', 'work-orders', 'jobs']).execute()
  let changed = 0
  for (const { id, entity, key, raw } of rows) {
    const text = inflateSync(raw).toString('utf8')
    const kept = rawWithoutForgotten(entity, key, text, forgotten)
    if (kept === text) continue
    await db
      .updateTable('quarantine')
      .set({ raw: deflateSync(kept) })
      .where('id', '=', id)
      .execute()
    changed += 1
  }
  return changed
}

/** Pages hold the records of many: each page with one of theirs is written anew, line by line. */
const forgetRaws = async ({ db, dialect }: Session, forgotten: Forgotten): Promise<number> => {
  const [tenantId] = forgotten.tenantIds
  const places = await sql<{ entity: EntityName; page_id: string }>`
    select distinct entity, page_id from raw_payloads
    where (entity = 'tenants' and key = ${tenantId ?? ''}) or (entity = 'jobs' and key in ${dialect.list([...forgotten.jobIds])})
      or (entity = 'work-orders' and key in (select work_order_id from fact_work_orders where requester_id = ${tenantId ?? ''}))`.execute(db)
  let changed = 0
  for (const { entity, page_id } of places.rows) {
    const page = await db.selectFrom('raw_pages').selectAll().where('id', '=', page_id).executeTakeFirst()
    if (page === undefined) continue
    const lines = inflateSync(page.payload).toString('utf8').split('\n')
    const kept = lines.map((line) => {
      const tab = line.indexOf('\t')
      return tab < 0 ? line : `${line.slice(0, tab)}\t${rawWithoutForgotten(entity, line.slice(0, tab), line.slice(tab + 1), forgotten)}`
    })
    const replaced = kept.filter((line, index) => line !== lines[index])
    if (replaced.length === 0) continue
    await db
      .updateTable('raw_pages')
      .set({ payload: deflateSync(kept.join('\n')) })
      .where('id', '=', page_id)
      .execute()
    for (const line of replaced) {
      const tab = line.indexOf('\t')
      const hash = hashText(line.slice(tab + 1))
      await sql`update raw_payloads set hash = ${hash} where page_id = ${page_id} and entity = ${entity} and key = ${line.slice(0, tab)}`.execute(db)
    }
    changed += replaced.length
  }
  return changed
}
