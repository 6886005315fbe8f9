import type { Origin } from '../history/version.js'
import type { EntityName, EntityRecords, PropertyWareEntity } from '../model/entity.js'
import { type Instant, later } from '../model/instant.js'
import type { Clock } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { Page } from '../ports/page.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import type { HistoryCounts, Warehouse, WarehouseReader, WarehouseWriter } from '../ports/warehouse.js'
import { readMoments } from './read-moments.js'
import { readWhole, walkPages } from './walk-pages.js'

/** What one read of one entity brought. */
export interface EntityRead {
  entity: EntityName
  mode: 'full' | 'incremental'
  /** Distinct rows, rejected ones included. */
  rows: number
  rejected: number
  complete: boolean
  reasons: string[]
  /** A full read that brought so much less than is known that it is not believed (nothing is counted as gone, nothing is planned on it). */
  suspicious: boolean
  opened: number
  closed: number
}

export interface ExtractTarget {
  /** Where what is read goes: the warehouse, or a dry run's throw-away store. */
  warehouse: Warehouse
  /** What was known before: watermarks and sizes. A dry run asks the real warehouse. */
  known: WarehouseReader
  clock: Clock
  events: Events
  runId: string
  /** Keeps the records as they came, too. */
  keepsRaws?: boolean
  signal?: AbortSignal
}

export interface ExtractSettings {
  /** How far incremental reads reach back behind the last complete one, because the server's zone is unknown. */
  overlapMs: number
  /** A full read below this share (0..1) of what is known is suspicious. */
  shortReadShare: number
  /** Read everything even where a watermark exists. */
  full: boolean
  /** Read what changed, then everything, and count what only the second way found. */
  reconcile?: boolean
  /** Complete full reads that must miss a record before it counts as gone. */
  closeAfter: number
}

export const defaultExtractSettings: ExtractSettings = { overlapMs: 26 * 3_600_000, shortReadShare: 0.5, full: false, closeAfter: 3 }

export const watermarkName = (entity: EntityName): string => `watermark:${entity}`

/** Writes one page as observed at `at`: good rows into the history (and out of quarantine), bad ones into quarantine. */
export const writePage = async <E extends EntityName>(
  writer: WarehouseWriter,
  { runId, origin }: { runId: string; origin: Origin },
  entity: E,
  page: Page<EntityRecords[E]>,
  at: Instant,
): Promise<HistoryCounts> => {
  const counts = await writer.observe<E>({ entity, at, records: page.records, runId, origin })
  await writer.releaseFromQuarantine(
    entity,
    page.records.map(({ id }) => id),
    at,
  )
  if (page.rejects.length > 0) await writer.quarantineRejects(entity, page.rejects, at, runId)
  if (page.raws !== undefined) await writer.keepRaws({ entity, at, runId, raws: page.raws })
  return counts
}

/** Stores one page of a sync in a transaction of its own. */
export const storePage = async <E extends EntityName>({ warehouse, runId }: ExtractTarget, entity: E, page: Page<EntityRecords[E]>, at: Instant) =>
  warehouse.transaction((writer) => writePage(writer, { runId, origin: 'sync' }, entity, page, at))

/** Notes a finished read: confirmation and absences when it can be believed, and the watermark when it was complete. */
export const finishRead = async (
  target: ExtractTarget,
  read: EntityRead,
  walk: { startedAt: Instant; endedAt: Instant; keys: ReadonlySet<string> },
  closeAfter: number,
) => {
  if (!read.complete || read.suspicious) return read
  const counts = await target.warehouse.transaction(async (writer) => {
    const confirmed = await writer.confirmRead({
      entity: read.entity,
      at: walk.endedAt,
      runId: target.runId,
      closeAfter,
      ...(read.mode === 'full' && { presentIds: walk.keys }),
    })
    // A full read that brought nothing is read again in full: it costs nothing, and an answer without rows proves little.
    if (read.mode === 'incremental' || read.rows > 0) await writer.setCheckpoint(watermarkName(read.entity), walk.startedAt)
    return confirmed
  })
  return { ...read, opened: read.opened + counts.opened, closed: read.closed + counts.closed }
}

/** A full read is suspicious when it brought less than the given share of what the warehouse knows. */
export const isSuspicious = async (target: ExtractTarget, entity: EntityName, mode: EntityRead['mode'], rows: number, share: number): Promise<boolean> =>
  mode === 'full' && rows < share * (await target.known.currentCount(entity))

/**
 * Reads one PropertyWare entity into the warehouse, page by page: everything the first time, later what changed since the last complete
 * read minus an overlap. `complete` maps each record before it is stored. Errors of the reader pass through; pages stored so far stay.
 */
export const extractEntity = async <E extends PropertyWareEntity>(
  reader: PropertyWareReader,
  target: ExtractTarget,
  entity: E,
  settings: ExtractSettings,
  prepare: (record: EntityRecords[E]) => EntityRecords[E] = (record) => record,
): Promise<EntityRead> => {
  const { paged, incremental } = reader.paging[entity]
  const watermark = settings.full || !incremental ? undefined : await target.known.checkpoint(watermarkName(entity))
  const changedSince = watermark === undefined ? undefined : later(watermark as Instant, -settings.overlapMs)
  const mode = changedSince === undefined ? 'full' : 'incremental'
  const moment = readMoments(target.clock)
  const startedAt = target.clock.now()
  let endedAt = startedAt
  const read: EntityRead = { entity, mode, rows: 0, rejected: 0, complete: true, reasons: [], suspicious: false, opened: 0, closed: 0 }

  const readPage = async (page: number): Promise<Page<EntityRecords[E]>> => {
    target.signal?.throwIfAborted()
    endedAt = moment()
    const answer = await reader.page(entity, { page, raws: target.keepsRaws ?? false, ...(changedSince !== undefined && { changedSince }) }, target.signal)
    return { ...answer, records: answer.records.map(prepare) }
  }
  const deliver = async (page: Page<EntityRecords[E]>): Promise<void> => {
    const counts = await storePage(target, entity, page, endedAt)
    read.rows += page.records.length + page.rejects.length
    read.rejected += page.rejects.length
    read.opened += counts.opened
    read.closed += counts.closed
    target.events.progress({ stage: `read ${entity}`, done: read.rows })
  }

  const walk = await (paged ? walkPages : readWhole)(readPage, deliver)
  read.rows = walk.keys.size
  read.complete = walk.complete
  read.reasons = walk.reasons
  read.suspicious = await isSuspicious(target, entity, mode, read.rows, settings.shortReadShare)
  return finishRead(target, read, { startedAt, endedAt, keys: walk.keys }, settings.closeAfter)
}
