import type { z } from 'zod'
import { later } from '../../core/model/instant.js'
import type { ServiceFusionReader } from '../../core/ports/servicefusion.js'
import { PwsfError } from '../../core/errors.js'
import type { Client } from './client.js'
import { failure } from './failures.js'
import { readPage, strictRows, validatePage } from './list.js'
import { categoryOf, customerOf, jobOf, statusOf } from './map.js'
import { couldMatch, isExactly } from './matching.js'
import { type ListName, listPath, type ListQuery } from './query.js'
import { dateBound } from './stamps.js'
import { readWhole } from './walk.js'
import type { WireSchemas } from './wire.js'

/** The server's reading of a date bound is unknown (reference, section 3.7): no clock on Earth is further from UTC than this. */
const unknownClockMs = 26 * 3_600_000

const ignoredFilter = (what: string) =>
  failure('untrusted', `the look-up of ${what} returned rows that do not match it: the filter was ignored`, {
    next: 'Nothing is created until the look-up works; run again later.',
  })

const requireText = (what: string, text: string) => {
  if (text.trim() === '') throw new PwsfError('bug', `cannot look up ${what} by an empty text`)
}

/** The ServiceFusion reader port on a client. */
export const openReader = (client: Client, schemas: WireSchemas): ServiceFusionReader => {
  const rawPage = async <L extends ListName>(list: L, query: ListQuery<L>, signal: AbortSignal | undefined) =>
    readPage(list, await client.read(listPath(list, query), signal), query.page)

  /** A whole list, all rows of which must be readable and pass `check`. */
  const whole = <L extends ListName, W extends z.ZodObject>(
    list: L,
    options: { what: string; schema: W; query?: Omit<ListQuery<L>, 'page'>; check?: (row: z.infer<W>) => void; signal: AbortSignal | undefined },
  ) =>
    readWhole(options.what, async (page) => {
      const raw = await rawPage(list, { ...options.query, page }, options.signal)
      const rows = strictRows(options.what, options.schema, raw) as (z.infer<W> & { id: string })[]
      for (const row of rows) options.check?.(row)
      return { rows, page: raw.page, pageCount: raw.pageCount, totalCount: raw.totalCount }
    })

  return {
    can: { changeJobs: false, deleteJobs: false },

    async check(signal) {
      const { body } = await client.read('/v1/me', signal)
      const me = schemas.me.safeParse(body)
      if (!me.success) throw failure('untrusted', 'the answer to GET /v1/me names no user')
      return { userId: me.data.id }
    },

    async jobs({ page, changedSince, window, raws }, signal) {
      const since = changedSince === undefined ? {} : { 'filters[updated_date][gte]': dateBound(later(changedSince, -unknownClockMs)) }
      const filters =
        window === undefined
          ? since
          : { 'filters[updated_date][gte]': dateBound(window.changedFrom), 'filters[updated_date][lte]': dateBound(window.changedTo) }
      return validatePage({ schema: schemas.job, map: jobOf }, await rawPage('jobs', { page, filters }, signal), raws)
    },

    async findJobs(marker, signal) {
      requireText('jobs', marker)
      const what = `jobs with ${marker}`
      const rows = await whole('jobs', {
        what,
        schema: schemas.job,
        query: { filters: { 'filters[po_number]': marker }, newestFirst: true },
        check: (row) => {
          if (!couldMatch(row.po_number, marker)) throw ignoredFilter(what)
        },
        signal,
      })
      return rows.filter((row) => isExactly(row.po_number, marker)).map(jobOf)
    },

    async customers(page, signal) {
      return validatePage({ schema: schemas.customer, map: customerOf }, await rawPage('customers', { page }, signal))
    },

    async findCustomers(name, signal) {
      requireText('customers', name)
      const what = 'a customer by name'
      const rows = await whole('customers', {
        what,
        schema: schemas.customer,
        query: { filters: { 'filters[name]': name } },
        check: (row) => {
          if (!couldMatch(row.customer_name, name)) throw ignoredFilter(what)
        },
        signal,
      })
      return rows.filter((row) => isExactly(row.customer_name, name)).map(customerOf)
    },

    async jobStatuses(signal) {
      const rows = await whole('job-statuses', { what: 'job statuses', schema: schemas.status, signal })
      return rows.flatMap((row) => statusOf(row) ?? [])
    },

    async jobCategories(signal) {
      const rows = await whole('job-categories', { what: 'job categories', schema: schemas.category, signal })
      return rows.flatMap((row) => categoryOf(row) ?? [])
    },
  }
}
