import type { Cell, Row, TableReader, TableShape } from '../../../core/ports/tables.js'
import { mapSqliteError } from '../dialect/sqlite-errors.js'
import { withoutNul } from '../postgres-text.js'
import { loadDriver } from '../sqlite-driver.js'
import { inOrderOfReference, ownTables, quote } from './shape.js'

export interface SqliteTables extends TableReader {
  /** Two warehouses never have the same: when the steps of its schema were taken, to the millisecond. */
  identity(): string
  close(): void
}

/** The rows of a warehouse file, for reading. */
export const openSqliteTables = (file: string): SqliteTables => {
  const location = `sqlite:${file}`
  const connection = loadDriver()(file, { fileMustExist: true })
  connection.pragma('query_only = on')
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw mapSqliteError(error, location)
    }
  }
  const all = (text: string, ...values: Cell[]): unknown[] => connection.prepare(text).all(...values)

  const shapeOf = (name: string) => {
    const columns = all(`pragma table_info(${quote(name)})`) as { name: string; pk: number }[]
    const key = columns.filter(({ pk }) => pk > 0).toSorted((left, right) => left.pk - right.pk)
    const references = all(`pragma foreign_key_list(${quote(name)})`) as { table: string }[]
    return { name, columns: columns.map((column) => column.name), key: key.map((column) => column.name), refersTo: references.map(({ table }) => table) }
  }

  const rowsAfter = ({ name, columns, key }: TableShape, after: Row | null, limit: number): Row[] => {
    const keys = key.map(quote).join(', ')
    const where = after === null ? '' : `where (${keys}) > (${key.map(() => '?').join(', ')})`
    const statement = connection.prepare(`select ${columns.map(quote).join(', ')} from ${quote(name)} ${where} order by ${keys} limit ?`).raw()
    return (statement.all(...(after ?? []), limit) as unknown[][]).map((row) => row.map(toCell))
  }

  return {
    location,
    identity: () => guarded(() => JSON.stringify(all('select number, applied_at from schema_migrations where number <= 3 order by number'))),
    tables: async () =>
      guarded(() => {
        const names = all("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'") as { name: string }[]
        return inOrderOfReference(names.filter(({ name }) => !ownTables.has(name)).map(({ name }) => shapeOf(name)))
      }),
    rowsAfter: async (...asked) => guarded(() => rowsAfter(...asked)),
    close: () => connection.close(),
  }
}

const toCell = (value: unknown): Cell => {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return typeof value === 'string' ? withoutNul(value) : (value as Cell)
}
