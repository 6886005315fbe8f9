/**
 * The query parameters that may be sent, per list. An unknown name is ignored by the service without an error and the unfiltered list comes
 * back (reference, sections 1.5 and 3.3), so nothing outside this table can be asked for.
 */
const allowed = {
  jobs: ['filters[po_number]', 'filters[updated_date][gte]', 'filters[updated_date][lte]'],
  customers: ['filters[name]'],
  'job-statuses': [],
  'job-categories': [],
} as const

export type ListName = keyof typeof allowed

export interface ListQuery<L extends ListName> {
  /** 1-based. */
  page: number
  filters?: Partial<Record<(typeof allowed)[L][number], string>>
  /** Newest first; the default is oldest first. Both end in the unique id, so that pages do not overlap. */
  newestFirst?: boolean
}

/** The service's own maximum. */
const rowsPerPage = 50

/** Path and query of one page of a list. */
export const listPath = <L extends ListName>(list: L, query: ListQuery<L>): string => {
  const params = new URLSearchParams({ page: String(query.page), 'per-page': String(rowsPerPage), sort: query.newestFirst === true ? '-id' : 'id' })
  const filters: Partial<Record<string, string>> = query.filters ?? {}
  for (const name of allowed[list]) {
    const value = filters[name]
    if (value !== undefined) params.set(name, value)
  }
  return `/v1/${list}?${params.toString()}`
}
