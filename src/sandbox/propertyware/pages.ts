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

interface Range {
  from: number
  to: number
}

const bounds: Readonly<Record<string, (limit: number) => Range>> = {
  After: (limit) => ({ from: limit + 1, to: Infinity }),
  Before: (limit) => ({ from: -Infinity, to: limit - 1 }),
  On: (limit) => ({ from: Math.floor(limit / day) * day, to: Math.floor(limit / day) * day + day - 1 }),
  OnOrAfter: (limit) => ({ from: limit, to: Infinity }),
  OnOrBefore: (limit) => ({ from: -Infinity, to: limit }),
}

const rangeOf = (criteria: Members, field: string): Range => {
  const all = Object.entries(bounds).flatMap(([bound, range]) => {
    const limit = criteria[field + bound]
    return typeof limit === 'number' ? [range(limit)] : []
  })
  return { from: Math.max(...all.map(({ from }) => from)), to: Math.min(...all.map(({ to }) => to)) }
}

/** The filters that all searches share, those that were sent only. */
export const auditTests = (criteria: Members): Test<Audited>[] => {
  const created = rangeOf(criteria, 'created')
  const modified = rangeOf(criteria, 'lastModified')
  return [
    ...(created.from > -Infinity || created.to < Infinity ? [({ createdAt }: Audited) => createdAt >= created.from && createdAt <= created.to] : []),
    ...(modified.from > -Infinity || modified.to < Infinity ? [({ modifiedAt }: Audited) => modifiedAt >= modified.from && modifiedAt <= modified.to] : []),
  ]
}

/** True when a search asks for what was changed lately only. */
export const isNarrowedByChange = (criteria: Members): boolean => Object.keys(bounds).some((bound) => typeof criteria[`lastModified${bound}`] === 'number')

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

const all = <T>(tests: readonly Test<T>[]): Test<T> => {
  const [only] = tests
  return tests.length === 1 && only !== undefined ? only : (record) => tests.every((test) => test(record))
}

/** One page; null where the server answers nil. Counts rows while it walks, so that a page past the end can repeat the last one. */
export const readPage = <T>({ records, tests, newestFirst, page, size, end }: PageRequest<T>): readonly T[] | null => {
  const from = (Math.max(page, 1) - 1) * size
  let matched = 0
  let found: T[] = []
  let last: T[] = []
  const passes = all(tests)
  for (let step = 0; step < records.length && found.length < size; step += 1) {
    const record = records[newestFirst ? records.length - 1 - step : step]
    if (record === undefined || !passes(record)) continue
    if (matched % size === 0) last = []
    last.push(record)
    if (matched >= from) found = last
    matched += 1
  }
  if (found.length > 0 || matched === 0) return found
  return end === 'repeat' ? last : end === 'nil' ? null : []
}
