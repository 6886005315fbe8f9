/** What a request asks of a list or of one record. Names that the service does not know are dropped without a word, as it does. */
export interface ListQuery {
  page: number
  perPage: number
  sort: { name: string; descending: boolean }[]
  /** null: every field. */
  fields: ReadonlySet<string> | null
  expand: ReadonlySet<string>
  /** `po_number` or `updated_date.gte` -> value. */
  filters: ReadonlyMap<string, string>
}

const largestPage = 50
const usualPage = 10

export interface Vocabulary {
  fields: Record<string, unknown>
  sortable: ReadonlySet<string>
  expandable: readonly string[]
  filters: Record<string, unknown>
}

export const parseListQuery = (parameters: URLSearchParams, vocabulary: Vocabulary, pageCap = largestPage): ListQuery => {
  const fields = commaList(parameters.get('fields')).filter((name) => Object.hasOwn(vocabulary.fields, name))
  return {
    page: Math.max(1, wholeNumber(parameters.get('page')) ?? 1),
    perPage: Math.min(Math.max(1, wholeNumber(parameters.get('per-page')) ?? usualPage), pageCap),
    sort: parseSort(parameters.get('sort'), vocabulary.sortable),
    fields: fields.length === 0 ? null : new Set(fields),
    expand: new Set(commaList(parameters.get('expand')).filter((name) => vocabulary.expandable.includes(name))),
    filters: parseFilters(parameters, vocabulary.filters),
  }
}

export const commaList = (text: string | null): string[] => (text ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))

const wholeNumber = (text: string | null): number | undefined => (text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined)

const parseSort = (text: string | null, sortable: ReadonlySet<string>): ListQuery['sort'] => {
  const keys = commaList(text)
    .map((key) => ({ name: key.replace(/^-/, ''), descending: key.startsWith('-') }))
    .filter(({ name }) => sortable.has(name))
  return keys.length === 0 ? [{ name: 'id', descending: false }] : keys
}

const parseFilters = (parameters: URLSearchParams, known: Record<string, unknown>): ReadonlyMap<string, string> => {
  const filters = new Map<string, string>()
  for (const [name, value] of parameters) {
    const match = /^filters\[([a-z_]+)\](?:\[(gte|lte)\])?$/.exec(name)
    if (match === null) continue
    const key = match[2] === undefined ? `${match[1]}` : `${match[1]}.${match[2]}`
    // An empty value filters nothing, as in the framework that the service appears to be built on.
    if (Object.hasOwn(known, key) && value !== '') filters.set(key, value)
  }
  return filters
}
