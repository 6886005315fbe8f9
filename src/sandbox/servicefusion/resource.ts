import { type ListQuery, parseListQuery } from './list-query.js'
import { failure, type Reply } from './replies.js'

/** One kind of record that can be listed and read. */
export interface Resource<R extends { id: number }> {
  /** Ascending ids. */
  all: () => readonly R[]
  get: (id: number) => R | undefined
  /** Plain fields in the order in which they are shown. */
  fields: Record<string, (record: R) => unknown>
  sortable: ReadonlySet<string>
  expandable: readonly string[]
  expand: (record: R, names: ReadonlySet<string>) => Record<string, unknown>
  filters: Record<string, FilterOf<R>>
  /** A shorter list that holds every row of these filters, when an index knows one. */
  narrow?: (filters: ReadonlyMap<string, string>) => readonly R[] | undefined
  /** False while filtered lists do not show the record yet. */
  isListed?: (record: R) => boolean
}

/** Turns a filter's value into a test; undefined when the value cannot be read. */
export type FilterOf<R> = (value: string) => ((record: R) => boolean) | undefined

export interface ListOptions {
  pageCap?: number
  ignoreFilters?: boolean
}

export const answerList = <R extends { id: number }>(resource: Resource<R>, parameters: URLSearchParams, options: ListOptions): Reply => {
  const query = parseListQuery(parameters, resource, options.pageCap)
  const filters = options.ignoreFilters === true ? new Map<string, string>() : query.filters
  const tests = [...filters].map(([name, value]) => ({ name, test: resource.filters[name]?.(value) }))
  const unreadable = tests.find(({ test }) => test === undefined)
  if (unreadable !== undefined) return failure(400, `Invalid value of filter ${unreadable.name}.`)

  const rows = tests.length === 0 ? resource.all() : matching(resource, filters, tests)
  const pageCount = Math.ceil(rows.length / query.perPage)
  // A page past the end is answered with the last one, never with an empty one.
  const page = Math.max(1, Math.min(query.page, pageCount))
  const items = pageOf(rows, { ...query, page }, resource.fields).map((record) => view(resource, record, query))
  const meta = { totalCount: rows.length, pageCount, currentPage: page, perPage: query.perPage }
  return {
    status: 200,
    headers: {
      'X-Pagination-Total-Count': String(meta.totalCount),
      'X-Pagination-Page-Count': String(meta.pageCount),
      'X-Pagination-Current-Page': String(meta.currentPage),
      'X-Pagination-Per-Page': String(meta.perPage),
    },
    body: { items, _expandable: resource.expandable, _meta: meta },
  }
}

export const answerOne = <R extends { id: number }>(resource: Resource<R>, record: R, parameters: URLSearchParams, status = 200): Reply => ({
  status,
  body: { ...view(resource, record, parseListQuery(parameters, resource)), _expandable: resource.expandable },
})

/** A record with all its plain fields. */
export const showPlain = <R extends { id: number }>(resource: Resource<R>, record: R): Record<string, unknown> =>
  Object.fromEntries(Object.entries(resource.fields).map(([name, read]) => [name, read(record)]))

const matching = <R extends { id: number }>(
  resource: Resource<R>,
  filters: ReadonlyMap<string, string>,
  tests: readonly { test: ((record: R) => boolean) | undefined }[],
): R[] => {
  const candidates = resource.narrow?.(filters) ?? resource.all()
  return candidates.filter((record) => (resource.isListed?.(record) ?? true) && tests.every(({ test }) => test?.(record) === true))
}

const view = <R extends { id: number }>(resource: Resource<R>, record: R, query: ListQuery): Record<string, unknown> => {
  const shown: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(resource.fields)) if (query.fields === null || query.fields.has(name)) shown[name] = read(record)
  return { ...shown, ...resource.expand(record, query.expand) }
}

const pageOf = <R extends { id: number }>(rows: readonly R[], query: ListQuery, fields: Resource<R>['fields']): R[] => {
  const from = (query.page - 1) * query.perPage
  const first = query.sort[0]
  if (first === undefined || first.name === 'id') {
    if (first?.descending !== true) return rows.slice(from, from + query.perPage)
    const end = rows.length - from
    return rows.slice(Math.max(0, end - query.perPage), end).reverse()
  }
  return sorted(rows, query, fields).slice(from, from + query.perPage)
}

const sorted = <R extends { id: number }>(rows: readonly R[], query: ListQuery, fields: Resource<R>['fields']): R[] => {
  const keyed = rows.map((record) => ({ record, keys: query.sort.map(({ name }) => fields[name]?.(record)) }))
  // Rows that the sort does not tell apart come in another order on each page, so that walking by a key that is not unique loses rows.
  const tie = (record: R): number => Math.imul(record.id ^ Math.imul(query.page, 40503), 0x9e3779b1)
  return keyed
    .sort((a, b) => {
      for (const [index, { descending }] of query.sort.entries()) {
        const order = compare(a.keys[index], b.keys[index])
        if (order !== 0) return descending ? -order : order
      }
      return compare(tie(a.record), tie(b.record))
    })
    .map(({ record }) => record)
}

/** Nulls first, then numbers by size and texts without case, as a MySQL database sorts. */
const compare = (a: unknown, b: unknown): number => {
  const left = sortKey(a)
  const right = sortKey(b)
  if (left === right) return 0
  if (left === null) return -1
  if (right === null) return 1
  return left < right ? -1 : 1
}

const sortKey = (value: unknown): string | number | null => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' ? value.toLowerCase() : null
}
