import { PwsfError } from '../../core/errors.js'
import { failure } from './failures.js'

/** One page with rows that are told apart by id. */
export interface WalkedPage<T> {
  rows: T[]
  page: number
  pageCount: number
  totalCount: number
}

/** Pages that a walk follows at most: no list that is read whole is longer. */
const longestWalk = 1_000

/** All rows, or in a few words why the pages do not add up. */
const walkOnce = async <T extends { id: string }>(readPage: (page: number) => Promise<WalkedPage<T>>): Promise<T[] | string> => {
  const rows = new Map<string, T>()
  const first = await readPage(1)
  for (let page = first; ; page = await readPage(page.page + 1)) {
    if (page.totalCount !== first.totalCount || page.pageCount !== first.pageCount) return 'its totals changed from page to page'
    for (const row of page.rows) {
      if (rows.has(row.id)) return 'a row came twice'
      rows.set(row.id, row)
    }
    if (page.page >= page.pageCount || page.page >= longestWalk) break
    if (page.rows.length === 0) return 'a page in the middle was empty'
  }
  return rows.size === first.totalCount ? [...rows.values()] : `it states ${first.totalCount} rows and gave ${rows.size}`
}

/**
 * Reads a list whole: every page up to the stated page count, however few rows a page holds. Rows read must be distinct and as many as the
 * list states; otherwise it is walked once more, because people may have worked meanwhile. Throws `untrusted` when it never adds up.
 */
export const readWhole = async <T extends { id: string }>(what: string, readPage: (page: number) => Promise<WalkedPage<T>>): Promise<T[]> => {
  const numbered = async (asked: number) => {
    const page = await readPage(asked)
    if (page.page !== asked && page.pageCount >= asked) throw failure('untrusted', `ServiceFusion answered page ${asked} of ${what} with page ${page.page}`)
    return page
  }
  let why = ''
  for (let walk = 1; walk <= 2; walk += 1) {
    const outcome = await walkOnce(numbered)
    if (typeof outcome !== 'string') return outcome
    why = outcome
  }
  throw new PwsfError('untrusted', `the list of ${what} is incomplete: ${why}`, { next: 'Run again when nobody changes it.' })
}
