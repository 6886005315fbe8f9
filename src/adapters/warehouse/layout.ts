import { describe } from '../../core/history/entities.js'
import type { ColumnValue } from '../../core/history/entities.js'
import type { Span } from '../../core/history/timeline.js'
import type { Version } from '../../core/history/version.js'
import type { AnyRecord, EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { Bound } from './dialect/dialect.js'
import type { HistoryRow } from './tables.js'

/** How an entity's rows lie in its table. */
export interface Layout {
  table: string
  key: string
  /** All columns but the surrogate key, in the order in which `rowOf` fills them. */
  columns: readonly string[]
  rowOf: (record: AnyRecord, span: Span<string>, recordedFrom: Instant) => Bound[]
}

/** The columns that every table with history has after its key and its readable columns, in the order of their values. */
export const versionColumns: readonly string[] = [
  'record',
  'version',
  'valid_from',
  'valid_to',
  'recorded_from',
  'recorded_to',
  'is_current',
  'is_deleted',
  'row_hash',
  'run_id',
  'origin',
]

export const layoutOf = (entity: EntityName): Layout => {
  const { table, key, columns } = describe(entity)
  const derive = Object.values(columns) as ((record: AnyRecord) => ColumnValue)[]
  return {
    table,
    key,
    columns: [key, ...Object.keys(columns), ...versionColumns],
    rowOf: (record, span, recordedFrom) => {
      const readable = derive.map((of) => toBound(of(record)))
      const { content, version, validFrom, validTo, rowHash, runId, origin } = span
      const isCurrent = validTo === null ? 1 : 0
      return [record.id, ...readable, content, version, validFrom, validTo, recordedFrom, null, isCurrent, span.isDeleted ? 1 : 0, rowHash, runId, origin]
    },
  }
}

const toBound = (value: ColumnValue): Bound => (typeof value === 'boolean' ? Number(value) : (value ?? null))

export const readVersion = <T>(row: HistoryRow): Version<T> => ({
  version: row.version,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  recordedFrom: row.recorded_from,
  recordedTo: row.recorded_to,
  isCurrent: row.is_current === 1,
  isDeleted: row.is_deleted === 1,
  rowHash: row.row_hash,
  runId: row.run_id,
  origin: row.origin,
  record: JSON.parse(row.record) as T,
})
