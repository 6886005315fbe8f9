import type { Members } from './decode.js'

/** When a record came to be and when it was last changed: what every search can filter by. */
export interface Audited {
  readonly id: string
  readonly createdAt: number
  readonly modifiedAt: number
}

export type PageEnd = 'empty' | 'nil' | 'repeat'

export type Test<T> = (record: T) => boolean

const day = 86_400_000

const bounds: Readonly<Record<string, (moment: number, limit: number) => boolean>> = {
  After: (moment, limit) => moment > limit,
  Before: (moment, limit) => moment < limit,
  On: (moment, limit) => Math.floor(moment / day) === Math.floor(limit / day),
  OnOrAfter: (moment, limit) => moment >= limit,
  OnOrBefore: (moment, limit) => moment <= limit,
}

const fields: readonly (readonly [string, (record: Audited) => number])[] = [
  ['created', (record) => record.createdAt],
  ['lastModified', (record) => record.modifiedAt],
]

/** The filters that all searches share, those that were sent only. */
export const auditTests = (criteria: Members): Test<Audited>[] =>
  fields.flatMap(([field, read]) =>
    Object.entries(bounds).flatMap(([bound, compare]): Test<Audited>[] => {
      const limit = criteria[field + bound]
      return typeof limit === 'number' ? [(record) => compare(read(record), limit)] : []
    }),
  )

/** The ids a search is restricted to; undefined when it is not. */
export const idsOf = (criteria: Members): ReadonlySet<string> | undefined => {
  const ids = criteria['ids']
  return Array.isArray(ids) && ids.length > 0 ? new Set(ids.filter((id) => typeof id === 'string')) : undefined
}

/** A member of the criteria as text, undefined when it was not sent or nil. */
export const textOf = (criteria: Members, name: string): string | undefined => {
  const value = criteria[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

export interface PageRequest<T> {
  /** In order of age, oldest first. */
  records: readonly T[]
  tests: readonly Test<T>[]
  newestFirst: boolean
  /** 1-based; smaller numbers read as 1. */
  page: number
  size: number
  end: PageEnd
}

/** One page; null where the server answers nil. Counts rows while it walks, so that a page past the end can repeat the last one. */
export const readPage = <T>({ records, tests, newestFirst, page, size, end }: PageRequest<T>): readonly T[] | null => {
  const from = (Math.max(page, 1) - 1) * size
  let matched = 0
  let found: T[] = []
  let last: T[] = []
  for (let step = 0; step < records.length && found.length < size; step += 1) {
    const record = records[newestFirst ? records.length - 1 - step : step]
    if (record === undefined || !tests.every((test) => test(record))) continue
    if (matched % size === 0) last = []
    last.push(record)
    if (matched >= from) found = last
    matched += 1
  }
  if (found.length > 0 || matched === 0) return found
  return end === 'repeat' ? last : end === 'nil' ? null : []
}
