/** A value as both databases have it; bytes are hexadecimal text. */
export type Cell = string | number | null
export type Row = readonly Cell[]

export interface TableShape {
  name: string
  columns: readonly string[]
  /** Columns of the primary key, in its order. Rows are walked by them, texts by bytes. */
  key: readonly string[]
}

/** Raw rows of a warehouse's tables, as far as they are carried from one to another. */
export interface TableReader {
  readonly location: string
  /** Referenced tables before those that refer to them. */
  tables(): Promise<TableShape[]>
  /** Rows whose key is above `after`, in the order of the key, at most `limit`. */
  rowsAfter(table: TableShape, after: Row | null, limit: number): Promise<Row[]>
}

export interface TableWriter extends TableReader {
  /** Appends the rows in one transaction. */
  append(table: TableShape, rows: readonly Row[]): Promise<void>
  /** Highest key of the table; null when it is empty. */
  lastKey(table: TableShape): Promise<Row | null>
  /** Removes all rows but those that the schema itself has put there. */
  clear(table: TableShape): Promise<void>
  /** Which warehouse is being carried here, and whether that is finished. */
  origin(): Promise<CopyOrigin | undefined>
  setOrigin(origin: CopyOrigin): Promise<void>
  /** Lets new rows get keys above those that were carried over. */
  finish(tables: readonly TableShape[]): Promise<void>
}

export interface CopyOrigin {
  /** Identity of the source, see `identify`. */
  source: string
  done: boolean
}
