import type { Instant } from '../model/instant.js'

export type Origin = 'sync' | 'backfill' | 'repair' | 'manual'

/**
 * One row of a record's history (slowly changing dimension, type 2) on two clocks: `valid*` says when the source held this state,
 * `recorded*` when the warehouse believed so. Intervals are half-open, `null` means "still".
 */
export interface Version<T> {
  /** 1-based position by `validFrom` among the rows that are still believed. */
  version: number
  validFrom: Instant
  validTo: Instant | null
  recordedFrom: Instant
  /** Set when later knowledge replaced this row; it then only answers "as known at" questions. */
  recordedTo: Instant | null
  isCurrent: boolean
  isDeleted: boolean
  rowHash: string
  runId: string
  origin: Origin
  record: T
}
