import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { walkPages } from '../../src/core/extract/walk-pages.js'

interface Row {
  id: string
}

const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))
const numbered = (count: number): Row[] => Array.from({ length: count }, (_, index) => ({ id: `r${index + 1}` }))

/** A listing whose answer to the nth request of a page can be scripted. */
const listing = (answer: (page: number, times: number) => Row[]) => {
  const asked: number[] = []
  const readPage = async (page: number) => {
    asked.push(page)
    return { records: answer(page, asked.filter((earlier) => earlier === page).length), rejects: [] }
  }
  return { asked, readPage }
}

const slice = (all: readonly Row[], page: number, size: number): Row[] => all.slice((page - 1) * size, page * size)

const walk = async (answer: (page: number, times: number) => Row[]) => {
  const { asked, readPage } = listing(answer)
  const delivered: string[] = []
  const end = await walkPages(readPage, async ({ records }) => {
    delivered.push(...records.map(({ id }) => id))
  })
  return { asked, delivered, end }
}

describe('walking a listing without totals', () => {
  it('reads every page once when a page past the end is empty', async () => {
    const all = numbered(25)
    const { delivered, end } = await walk((page) => slice(all, page, 10))
    expect(delivered).toEqual(all.map(({ id }) => id))
    expect(end).toMatchObject({ complete: true, reasons: [] })
  })

  it('ends when a page past the end repeats the last one', async () => {
    const all = numbered(25)
    const { end } = await walk((page) => slice(all, Math.min(page, 3), 10))
    expect(end.keys.size).toBe(25)
    expect(end.complete).toBe(true)
  })

  it('asks twice for nothing: an account without rows is complete', async () => {
    const { asked, end } = await walk(() => [])
    expect(asked).toEqual([1, 2])
    expect(end).toMatchObject({ complete: true, keys: new Set() })
  })

  it('keeps going when rows landed in the meantime and pages shifted', async () => {
    let all = numbered(30)
    const { end } = await walk((page) => {
      const answer = slice(all, page, 10)
      if (page === 1) all = [...rows('late1', 'late2'), ...all]
      return answer
    })
    expect([...end.keys]).toEqual(expect.arrayContaining(numbered(30).map(({ id }) => id)))
    expect(end.complete).toBe(true)
  })

  it('survives a shift by exactly one page', async () => {
    let all = numbered(30)
    const { end } = await walk((page) => {
      const answer = slice(all, page, 10)
      if (page === 1) all = [...Array.from({ length: 10 }, (_, index) => ({ id: `late${index}` })), ...all]
      return answer
    })
    expect([...end.keys]).toEqual(expect.arrayContaining(numbered(30).map(({ id }) => id)))
  })

  it('delivers a row that changed between two pages again, later', async () => {
    const { delivered } = await walk((page) => (page === 1 ? rows('a', 'b') : page === 2 ? rows('b', 'c') : []))
    expect(delivered).toEqual(['a', 'b', 'b', 'c'])
  })

  it('reads a hole in the middle again', async () => {
    const all = numbered(30)
    const { end } = await walk((page, times) => (page === 2 && times === 1 ? [] : slice(all, page, 10)))
    expect(end.keys.size).toBe(30)
    expect(end.complete).toBe(true)
  })

  it('ends incomplete when the hole stays', async () => {
    const all = numbered(30)
    const { end } = await walk((page) => (page === 2 ? [] : slice(all, page, 10)))
    expect(end.complete).toBe(false)
    expect(end.reasons).toEqual(['page 2 came with 0 rows although pages hold 10 and more followed'])
    expect(end.keys.size).toBe(20)
  })

  it('ends incomplete when a page in the middle stays short', async () => {
    const all = numbered(30)
    const { end } = await walk((page) => (page === 2 ? slice(all, page, 10).slice(0, 7) : slice(all, page, 10)))
    expect(end.complete).toBe(false)
    expect(end.keys.size).toBe(27)
  })

  it('notices that the first page itself was the short one', async () => {
    const all = numbered(30)
    const { end } = await walk((page, times) => (page === 1 && times === 1 ? slice(all, 1, 10).slice(0, 4) : slice(all, page, 10)))
    expect(end.keys.size).toBe(30)
    expect(end.complete).toBe(true)
  })

  it('looks twice at an empty page after a full one: it may be the last page, and a hole', async () => {
    const all = numbered(30)
    let isHole = true
    const { end } = await walk((page) => {
      if (page !== 3 || !isHole) return slice(all, page, 10)
      isHole = false
      return []
    })
    expect(end.keys.size).toBe(30)
    expect(end.complete).toBe(true)
  })

  it('reads every row of any listing, however its end looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom('empty', 'repeat'), async (count, size, end) => {
        const all = numbered(count)
        const last = Math.max(1, Math.ceil(count / size))
        const walked = await walk((page) => slice(all, end === 'repeat' ? Math.min(page, last) : page, size))
        expect([...walked.end.keys]).toEqual(all.map(({ id }) => id))
        expect(walked.end.complete).toBe(true)
        expect(walked.asked.length).toBeLessThanOrEqual(last + 3)
      }),
    )
  })
})
