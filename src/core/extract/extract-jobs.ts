import { type Instant, later } from '../model/instant.js'
import type { Job } from '../model/servicefusion.js'
import type { CountedPage } from '../ports/page.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'
import { type EntityRead, type ExtractSettings, type ExtractTarget, finishRead, isSuspicious, storePage, watermarkName } from './extract-entity.js'
import { readMoments } from './read-moments.js'

/** Jobs that changed while the last read was walking; the account's unknown clock is the adapter's business. */
const overlapMs = 10 * 60_000

/** Pages may grow while people work, but not without end. */
const pageLimit = 100_000

/**
 * Reads ServiceFusion's jobs into the warehouse: all of them the first time, later what changed since the last complete read. The list is
 * sorted by id and states its total, so a read is complete when as many distinct rows came as the last page counted; one that fell short
 * (rows moved between pages) is walked once more.
 */
export const extractJobs = async (reader: ServiceFusionReader, target: ExtractTarget, settings: ExtractSettings): Promise<EntityRead> => {
  const watermark = settings.full ? undefined : await target.known.checkpoint(watermarkName('jobs'))
  const changedSince = watermark === undefined ? undefined : later(watermark as Instant, -overlapMs)
  const mode = changedSince === undefined ? 'full' : 'incremental'
  const moment = readMoments(target.clock)
  const startedAt = target.clock.now()
  let endedAt = startedAt
  const keys = new Set<string>()
  const read: EntityRead = { entity: 'jobs', mode, rows: 0, rejected: 0, complete: true, reasons: [], suspicious: false, opened: 0, closed: 0 }

  const deliver = async (page: CountedPage<Job>): Promise<void> => {
    for (const { id } of page.records) keys.add(id)
    for (const { key } of page.rejects) keys.add(key)
    const counts = await storePage(target, 'jobs', page, endedAt)
    read.rejected += page.rejects.length
    read.opened += counts.opened
    read.closed += counts.closed
    target.events.progress({ stage: 'read jobs', done: keys.size, total: page.totalCount })
  }

  /** One walk over all pages; returns the total that the last page stated. */
  const walk = async (): Promise<number> => {
    for (let number = 1; number <= pageLimit; number += 1) {
      target.signal?.throwIfAborted()
      endedAt = moment()
      const page = await reader.jobs({ page: number, raws: target.keepsRaws ?? false, ...(changedSince !== undefined && { changedSince }) }, target.signal)
      await deliver(page)
      if (number >= page.pageCount) return page.totalCount
    }
    return Number.POSITIVE_INFINITY
  }

  let total = await walk()
  if (keys.size < total) total = await walk()
  read.rows = keys.size
  if (keys.size < total) {
    read.complete = false
    read.reasons = [`${keys.size} of ${total} jobs could be read; the rest moved between pages`]
  }
  read.suspicious = await isSuspicious(target, 'jobs', mode, keys.size, settings.shortReadShare)
  return finishRead(target, read, { startedAt, endedAt, keys }, settings.closeAfter)
}
