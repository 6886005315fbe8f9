import { PwsfError } from '../errors.js'
import type { AnyRecord, EntityName } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { WarehouseReader } from '../ports/warehouse.js'
import { type DescribedVersion, describeVersions } from './describe-versions.js'
import { believedAt, believedNow, validAt } from './known-at.js'
import type { Version } from './version.js'

export interface HistoryQuery {
  entity: EntityName
  /** An id; of a work order also its number or its marker. */
  record: string
  /** Only the version that was valid then. */
  asOf?: Instant | undefined
  /** What the warehouse believed then, instead of now. */
  asKnownAt?: Instant | undefined
}

export interface RecordHistory {
  entity: EntityName
  id: string
  /** Of a work order or a job. */
  number: string | null
  versions: DescribedVersion[]
  /** Rows that later knowledge replaced, as they were last believed; empty where the question is about one moment. */
  replaced: DescribedVersion[]
}

const unknown = (message: string, next: string): PwsfError => new PwsfError('usage', message, { next })

/** The id of the work order that people mean by a number, an id or a marker. Throws `usage` when there is none, or more than one. */
export const findWorkOrderId = async (reader: WarehouseReader, text: string): Promise<string> => {
  const wanted = /^PW-0*(\d+)-X$/.exec(text.trim())?.[1] ?? text.trim()
  const found = await reader.findWorkOrders(wanted)
  const byNumber = found.filter(({ number }) => number === wanted)
  const [first, second] = byNumber.length > 0 ? byNumber : found
  if (first === undefined) throw unknown(`there is no work order ${text}`, 'Give its number or its id as PropertyWare shows it; pwsf sync reads new ones.')
  if (second !== undefined) throw unknown(`more than one work order has the number ${text}`, `Give one of the ids: ${byNumber.map(({ id }) => id).join(', ')}.`)
  return first.id
}

/** The history of one record. Throws `usage` when the warehouse does not know it, or did not at the moment that is asked for. */
export const readHistory = async (reader: WarehouseReader, { entity, record, asOf, asKnownAt }: HistoryQuery): Promise<RecordHistory> => {
  const id = entity === 'work-orders' ? await findWorkOrderId(reader, record) : record.trim()
  const all: Version<AnyRecord>[] = await reader.history(entity, id)
  const last = all.at(-1)
  if (last === undefined) throw unknown(`there is no record ${id} among the ${entity}`, 'Give its id as the source shows it; pwsf sync reads new ones.')
  const repairs = await reader.repairs(entity, id)
  const rows = asKnownAt === undefined ? believedNow(all) : believedAt(all, asKnownAt)
  const described = describeVersions(entity, rows, repairs)
  const chosen = asOf === undefined ? undefined : validAt(rows, asOf)
  const versions = asOf === undefined ? described : described.filter((_, index) => rows[index] === chosen)
  if (versions.length === 0) throw unknown(`${entity} ${id} was not known then`, `It was first seen ${all[0]?.validFrom} and recorded ${earliest(all)}.`)
  const isAboutOneMoment = asOf !== undefined || asKnownAt !== undefined
  const replaced = isAboutOneMoment ? [] : all.filter((row) => row.recordedTo !== null)
  const { record: newest } = rows.at(-1) ?? last
  const number = 'number' in newest ? (newest.number ?? null) : null
  return { entity, id, number, versions, replaced: replaced.flatMap((row) => describeVersions(entity, [row], repairs)) }
}

const earliest = (rows: readonly Version<unknown>[]): Instant | undefined => rows.map((row) => row.recordedFrom).sort()[0]
