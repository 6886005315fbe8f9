import { readWhole, walkPages } from '../extract/walk-pages.js'
import type { AnyRecord, PropertyWareEntity } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { CountedPage, Page } from '../ports/page.js'
import type { PageQuery, PropertyWareReader } from '../ports/propertyware.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'
import type { Chunk } from './chunks.js'
import type { Undertaking } from './undertaking.js'

/** A page and the moment at which it was asked for. */
export interface ReadPage {
  page: Page<AnyRecord>
  at: Instant
}

export interface ChunkEnd {
  complete: boolean
  reasons: string[]
}

/** How pages are read: `before` may end the walk, `moment` gives the moment of the read, `deliver` takes what came. */
export interface Walking {
  before: () => void
  moment: () => Instant
  deliver: (read: ReadPage) => Promise<void>
  /** Asks for the records as they came, too. */
  raws: boolean
  signal: AbortSignal
}

const queryOf = ({ window }: Chunk, by: Undertaking['by']): Pick<PageQuery, 'window'> => {
  if (window === undefined) return {}
  const { from, to } = window
  return { window: by === 'created' ? { createdFrom: from, createdTo: to } : { changedFrom: from, changedTo: to } }
}

/** Reads a chunk of a PropertyWare entity. `prepare` maps each record before it is delivered. */
export const readRecords = async (
  reader: PropertyWareReader,
  entity: PropertyWareEntity,
  chunk: Chunk,
  by: Undertaking['by'],
  prepare: (record: AnyRecord) => AnyRecord,
  { before, moment, deliver, raws, signal }: Walking,
): Promise<ChunkEnd> => {
  let at = moment()
  const readPage = async (page: number): Promise<Page<AnyRecord>> => {
    before()
    at = moment()
    const answer: Page<AnyRecord> = await reader.page(entity, { page, raws, ...queryOf(chunk, by) }, signal)
    return { ...answer, records: answer.records.map(prepare) }
  }
  const walk = reader.paging[entity].paged ? walkPages : readWhole
  const { complete, reasons } = await walk(readPage, (page) => deliver({ page, at }))
  return { complete, reasons }
}

/** Pages may grow while people work, but not without end. */
const pageLimit = 100_000

/** Jobs that are changed leave the chunk, and what comes behind them moves up a page: a list whose totals changed on the way is walked again. */
const walks = 3

const keysOf = ({ records, rejects }: CountedPage<{ id: string }>): string[] => [...records.map(({ id }) => id), ...rejects.map(({ key }) => key)]

/** Reads a chunk of ServiceFusion's jobs: whole when the list stated the same total on every page, and as many distinct jobs came. */
export const readJobs = async (reader: ServiceFusionReader, chunk: Chunk, { before, moment, deliver, raws, signal }: Walking): Promise<ChunkEnd> => {
  const window = chunk.window === undefined ? {} : { window: { changedFrom: chunk.window.from, changedTo: chunk.window.to } }

  const walkOnce = async (): Promise<string | undefined> => {
    const keys = new Set<string>()
    let total: number | undefined
    for (let number = 1; number <= pageLimit; number += 1) {
      before()
      const at = moment()
      const page = await reader.jobs({ page: number, raws, ...window }, signal)
      await deliver({ page, at })
      for (const key of keysOf(page)) keys.add(key)
      total ??= page.totalCount
      if (page.totalCount !== total) return `its total changed from ${total} to ${page.totalCount} while it was read`
      if (number >= page.pageCount) break
    }
    return keys.size < (total ?? 0) ? `${keys.size} of ${total ?? 0} jobs came` : undefined
  }

  let reason: string | undefined
  for (let walk = 1; walk <= walks; walk += 1) {
    reason = await walkOnce()
    if (reason === undefined) return { complete: true, reasons: [] }
  }
  return { complete: false, reasons: reason === undefined ? [] : [reason] }
}
