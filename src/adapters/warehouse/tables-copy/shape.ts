import type { TableShape } from '../../../core/ports/tables.js'

/** What belongs to one database and is not carried to another: its schema's steps, who holds its locks, and what the schema itself fills. */
export const ownTables = new Set(['schema_migrations', 'run_lock', 'backfill_lock', 'shared_state', 'dim_date'])

export interface DescribedTable extends TableShape {
  /** Tables that this one refers to. */
  refersTo: readonly string[]
}

/** Referenced tables first; otherwise by name. */
export const inOrderOfReference = (tables: readonly DescribedTable[]): TableShape[] => {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const ordered = new Set<DescribedTable>()
  const place = (table: DescribedTable, above: readonly string[]): void => {
    if (ordered.has(table) || above.includes(table.name)) return
    for (const name of table.refersTo) {
      const referenced = byName.get(name)
      if (referenced !== undefined) place(referenced, [...above, table.name])
    }
    ordered.add(table)
  }
  for (const table of tables.toSorted((left, right) => (left.name < right.name ? -1 : 1))) place(table, [])
  return [...ordered].map(({ name, columns, key }) => ({ name, columns, key }))
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
