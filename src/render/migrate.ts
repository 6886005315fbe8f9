import type { CopiedTable } from '../core/migrate/copy-tables.js'
import type { SchemaState } from '../core/ports/schema.js'
import { renderTable } from './table.js'

/** Which schema a warehouse has and what is missing. */
export const renderSchema = (warehouse: string, { number, known, missing }: SchemaState): string => {
  if (missing.length === 0) return `${warehouse}\nschema ${number}: up to date`
  const found = number === 0 ? 'no schema yet' : `schema ${number} of ${known}`
  return [warehouse, `${found}; pwsf migrate would take:`, ...missing.map((step) => `  ${step}`)].join('\n')
}

/** The steps that were taken. */
export const renderMigrated = (warehouse: string, steps: readonly string[]): string =>
  steps.length === 0 ? `${warehouse}\nthe schema was up to date` : [warehouse, 'steps taken:', ...steps.map((step) => `  ${step}`)].join('\n')

const shownHash = 12

/** What was carried over, table by table. */
export const renderCarried = ({ from, to, tables }: { from: string; to: string; tables: readonly CopiedTable[] }, { width }: { width: number }): string => {
  const columns = [{ title: 'table' }, { title: 'rows', align: 'right' as const }, { title: 'copied now', align: 'right' as const }, { title: 'hash' }]
  const rows = tables.map(({ table, rows: count, copied, hash }) => [table, String(count), String(copied), hash.slice(0, shownHash)])
  return [from, `-> ${to}`, 'rows and hashes of every table are the same on both sides', '', renderTable(columns, rows, width)].join('\n')
}
