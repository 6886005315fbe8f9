import type { Kysely, RawBuilder } from 'kysely'
import type { Tables } from '../tables.js'

/** What may be bound. Booleans are bound as 0/1 and moments as text, so that the statements are the same on every database. */
export type Bound = string | number | null

/** The little that differs between databases. Everything else in this adapter is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** A statement of the schema as this database wants it. */
  ddl: (statement: string) => string
  hasTable: (db: Kysely<Tables>, name: string) => Promise<boolean>
  /** Column types and table options for the migrations. */
  readonly types: { surrogateKey: string; bytes: string; byKeyOnly: string }
  /** A subquery with one column `value` and a row per item: `key in ${list(keys)}`. One bound value, however many items. */
  list<T extends string | number>(items: readonly T[]): RawBuilder<T>
  /** Appends rows as fast as the database can; each row holds its values in the order of the columns. */
  insertRows(db: Kysely<Tables>, table: string, columns: readonly string[], rows: readonly (readonly Bound[])[]): Promise<void>
  /** What the driver threw, in pwsf's terms; what is not the database's stays what it is. */
  mapError: (error: unknown) => Error
}

/** One connection and the language it speaks. */
export interface Session {
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
}
