import type { Page } from '../ports/page.js'

/** How a walk over all pages of a PropertyWare listing ended. */
export interface WalkEnd {
  /** False when rows may be missing: the watermark must not move. */
  complete: boolean
  /** Distinct keys seen, rejected rows included. */
  keys: ReadonlySet<string>
  pages: number
  /** Why the walk is not complete, one sentence each. */
  reasons: string[]
}

interface Row {
  id: string
}

const keysOf = <T extends Row>({ records, rejects, others = [] }: Page<T>): string[] => [
  ...records.map(({ id }) => id),
  ...rejects.map(({ key }) => key),
  ...others,
]

/**
 * Walks a listing that has no total, no stable order and no agreed end (reference, section 1.2): a page past the end may be empty, nil or
 * the last page again, pages shift when rows land in the meantime, and a page in the middle may come short or empty.
 *
 * - Ends after two pages in a row that bring no new key: one alone may be a hole, or a page that shifted by its whole length. Where the last
 *   page was full, the empty one after it is read once more: it may have been the last one, and a hole.
 * - A hole or a page shorter than the longest is read once more; when rows are still missing the walk ends incomplete.
 * - Pages are delivered in order, rows seen before included (they may have changed since), each exactly once.
 */
export const walkPages = async <T extends Row>(readPage: (page: number) => Promise<Page<T>>, deliver: (page: Page<T>) => Promise<void>): Promise<WalkEnd> => {
  const keys = new Set<string>()
  const reasons: string[] = []
  let fullSize = 0
  let previous: { number: number; rows: number; fresh: number } | undefined

  const take = async (page: Page<T>): Promise<{ rows: number; fresh: number }> => {
    const found = keysOf(page)
    const before = keys.size
    for (const key of found) keys.add(key)
    if (found.length > 0) await deliver(page)
    return { rows: found.length, fresh: keys.size - before }
  }

  /** The page before turned out not to be the last one: its missing rows, if any, are looked for again. */
  const repair = async (doubtful: { number: number; rows: number; fresh: number }): Promise<void> => {
    if (doubtful.rows >= fullSize) return
    const again = await take(await readPage(doubtful.number))
    if (again.rows >= fullSize) return
    reasons.push(`page ${doubtful.number} came with ${again.rows} rows although pages hold ${fullSize} and more followed`)
  }

  /** The end is doubtful where an empty page follows one that is as long as any: that one page may have been the last, and a hole. */
  const isDoubtful = ({ number, rows }: { number: number; rows: number }): boolean => rows === 0 && lastFull === number - 1

  let lastFull: number | undefined
  for (let number = 1; ; number += 1) {
    const { rows, fresh } = await take(await readPage(number))
    fullSize = Math.max(fullSize, rows)
    if (previous !== undefined && fresh > 0) await repair(previous)
    if (fresh > 0) lastFull = rows >= fullSize ? number : undefined
    if (fresh === 0 && previous?.fresh === 0) {
      const again = isDoubtful(previous) ? await take(await readPage(previous.number)) : undefined
      if (again === undefined || again.fresh === 0) return { complete: reasons.length === 0, keys, pages: number, reasons }
      lastFull = again.rows >= fullSize ? previous.number : undefined
      previous = { number: previous.number, ...again }
      number = previous.number
      continue
    }
    previous = { number, rows, fresh }
  }
}

/** The walk of a listing that comes whole in one answer. */
export const readWhole = async <T extends Row>(readPage: (page: number) => Promise<Page<T>>, deliver: (page: Page<T>) => Promise<void>): Promise<WalkEnd> => {
  const page = await readPage(1)
  const keys = new Set(keysOf(page))
  if (keys.size > 0) await deliver(page)
  return { complete: true, keys, pages: 1, reasons: [] }
}
