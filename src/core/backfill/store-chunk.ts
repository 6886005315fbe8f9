import { writePage } from '../extract/extract-entity.js'
import type { AnyRecord } from '../model/entity.js'
import type { Page } from '../ports/page.js'
import type { Warehouse, WarehouseWriter } from '../ports/warehouse.js'
import type { Chunk } from './chunks.js'
import type { ReadPage } from './read-chunk.js'
import type { EntityBackfill } from './report.js'
import { noteProgress } from './undertaking.js'

/** More rows than this are not held in memory: they are stored in several transactions, of which the last one holds the checkpoint. */
const rowsPerTransaction = 5_000

/** Collects the pages of one chunk, so that they and the checkpoint that says "done" are stored at once. */
export interface ChunkStore {
  add(read: ReadPage): Promise<void>
  /** Stores what was collected. Every page is a true observation, so what came of an unfinished chunk is kept as well, but without its checkpoint. */
  keep(how: 'finished' | 'unfinished'): Promise<void>
}

const rowsOf = ({ records, rejects }: Page<AnyRecord>): number => records.length + rejects.length

/** `tally` is added to as pages are stored. */
export const openChunkStore = (warehouse: Warehouse, { entity, days }: Chunk, runId: string, tally: EntityBackfill): ChunkStore => {
  let pages: ReadPage[] = []
  let rows = 0

  const write = async (also: (writer: WarehouseWriter) => Promise<void>): Promise<void> => {
    const [taken, source] = [pages, { runId, origin: 'backfill' as const }]
    pages = []
    rows = 0
    const written = await warehouse.transaction(async (writer) => {
      const counts = []
      for (const { page, at } of taken) counts.push(await writePage(writer, source, entity, page, at))
      await also(writer)
      return counts
    })
    for (const { opened, closed } of written) {
      tally.opened += opened
      tally.closed += closed
    }
    for (const { page } of taken) {
      tally.rows += rowsOf(page)
      tally.rejected += page.rejects.length
    }
  }

  return {
    add: async (read) => {
      pages.push(read)
      rows += rowsOf(read.page)
      if (rows >= rowsPerTransaction) await write(async () => undefined)
    },
    keep: async (how) => {
      if (how === 'finished') await write((writer) => noteProgress(writer, entity, days))
      else if (pages.length > 0) await write(async () => undefined)
    },
  }
}
