import type { z } from 'zod'
import { hashText } from '../../core/model/canonical.js'
import type { CountedPage, Reject } from '../../core/ports/page.js'
import { PwsfError } from '../../core/errors.js'
import { failure } from './failures.js'
import type { ReadAnswer } from './client.js'
import { readRaw, scrubbedRaw } from './scrub.js'

/** One page of a list as it came: rows unread, totals certain. */
export interface RawPage {
  rows: unknown[]
  page: number
  pageCount: number
  totalCount: number
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const count = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Rows and totals of a list's answer: from `_meta`, else from the `X-Pagination` headers. Throws `untrusted` when either is missing. */
export const readPage = (what: string, answer: ReadAnswer, asked: number): RawPage => {
  const { body, headers } = answer
  const rows = isObject(body) ? body['items'] : body
  if (!Array.isArray(rows)) throw failure('untrusted', `the answer to ${what} holds no list`)
  const meta = isObject(body) && isObject(body['_meta']) ? body['_meta'] : {}
  const total = (member: string, header: string) => count(meta[member]) ?? count(headers.get(`x-pagination-${header}`) ?? undefined)
  const totalCount = total('totalCount', 'total-count')
  const perPage = total('perPage', 'per-page')
  const pageCount = total('pageCount', 'page-count') ?? (totalCount !== undefined && perPage ? Math.ceil(totalCount / perPage) : undefined)
  if (totalCount === undefined || pageCount === undefined) throw failure('untrusted', `the answer to ${what} does not state its totals`)
  return { rows, page: total('currentPage', 'current-page') ?? asked, pageCount, totalCount }
}

/** Schema and mapping of one kind of record. */
export interface RecordReader<W extends z.ZodObject, T> {
  schema: W
  map: (wire: z.infer<W>) => T
}

/** The id of a row that may be bad otherwise. */
const keyOf = (schema: z.ZodObject, row: unknown): string | undefined => {
  const id = isObject(row) ? schema.shape['id']?.safeParse(row['id']) : undefined
  return id?.success === true && typeof id.data === 'string' ? id.data : undefined
}

const reasonOf = (error: z.ZodError): string => {
  const issue = error.issues[0]
  const member = issue?.path.join('.') ?? ''
  return member === '' ? 'not a record' : `${member}: ${issue?.message ?? 'not readable'}`
}

const rejectOf = (schema: z.ZodObject, row: unknown, error: z.ZodError): Reject => ({
  key: keyOf(schema, row) ?? hashText(JSON.stringify(row)),
  reason: reasonOf(error),
  raw: scrubbedRaw(row, Object.keys(schema.shape)),
})

/** Validates the rows of a page; those that do not pass are rejects, not failures. */
export const validatePage = <W extends z.ZodObject, T extends { id: string }>(reader: RecordReader<W, T>, raw: RawPage, wantsRaws = false): CountedPage<T> => {
  const raws = wantsRaws ? new Map<string, string>() : undefined
  const members = Object.keys(reader.schema.shape)
  const page: CountedPage<T> = { records: [], rejects: [], page: raw.page, pageCount: raw.pageCount, totalCount: raw.totalCount }
  for (const row of raw.rows) {
    const parsed = reader.schema.safeParse(row)
    if (parsed.success) {
      const record = reader.map(parsed.data)
      page.records.push(record)
      raws?.set(record.id, readRaw(row, members))
    } else page.rejects.push(rejectOf(reader.schema, row, parsed.error))
  }
  return raws === undefined ? page : { ...page, raws }
}

/** The rows of a page, all of which must be readable. Throws `untrusted` naming the first that is not. */
export const strictRows = <W extends z.ZodObject>(what: string, schema: W, raw: RawPage): z.infer<W>[] => {
  const { records, rejects } = validatePage({ schema, map: (wire) => wire as z.infer<W> & { id: string } }, raw)
  const bad = rejects[0]
  if (bad !== undefined)
    throw new PwsfError('untrusted', `a row of ${what} cannot be read (${bad.key}: ${bad.reason})`, { next: 'Correct the record in ServiceFusion.' })
  return records
}
