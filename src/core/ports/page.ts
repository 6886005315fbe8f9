/** A record that did not pass validation. Its raw value is scrubbed of sensitive members and can be replayed. */
export interface Reject {
  /** The record's key when it could be read, else a hash of the raw value. */
  key: string
  /** One line: which member is wrong and why, without the value. */
  reason: string
  /** JSON text of the scrubbed raw record, in the adapter's wire shape. */
  raw: string
}

/** One page of a listing: the records that validated and those that did not. `records`, `rejects` and `others` together are the rows of the page. */
export interface Page<T> {
  records: T[]
  rejects: Reject[]
  /** Keys of rows that are no records of the entity and not kept (contacts that are owners, not tenants). They count as rows: the page was not shorter. */
  others?: string[]
  /** The records by id as they came, when the query asked for them: JSON text in the adapter's wire shape, without sensitive members. */
  raws?: ReadonlyMap<string, string>
}

/** A page of a list that states its totals (ServiceFusion's `_meta`). */
export interface CountedPage<T> extends Page<T> {
  page: number
  pageCount: number
  totalCount: number
}
