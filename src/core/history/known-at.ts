import type { Instant } from '../model/instant.js'
import { covers } from './evidence.js'
import type { Version } from './version.js'

/** Empty intervals come before what begins where they are. */
const byPosition = (left: Version<unknown>, right: Version<unknown>): number => {
  if (left.validFrom !== right.validFrom) return left.validFrom < right.validFrom ? -1 : 1
  return Number(right.validTo === right.validFrom) - Number(left.validTo === left.validFrom) || left.version - right.version
}

/** The rows that are believed now, in order. */
export const believedNow = <T>(versions: readonly Version<T>[]): Version<T>[] => versions.filter((row) => row.recordedTo === null).sort(byPosition)

/**
 * What the warehouse believed at a moment of its own clock. A row that was closed in place later was still open then: what is believed at
 * one moment has no gaps, so each row ended where the next one known then begins, and the last one was open.
 */
export const believedAt = <T>(versions: readonly Version<T>[], moment: Instant): Version<T>[] => {
  const known = versions.filter((row) => row.recordedFrom <= moment && (row.recordedTo === null || moment < row.recordedTo)).sort(byPosition)
  return known.map((row, index) => {
    const next = known[index + 1]
    return { ...row, version: index + 1, validTo: next?.validFrom ?? null, isCurrent: next === undefined }
  })
}

/** The row that was valid at a moment of the source's clock; of rows that begin in one instant, the last. */
export const validAt = <T>(rows: readonly Version<T>[], moment: Instant): Version<T> | undefined => rows.findLast((row) => covers(row, moment))
