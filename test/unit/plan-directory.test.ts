import { describe, expect, it } from 'vitest'
import type { Customer } from '../../src/core/model/servicefusion.js'
import { openDirectory } from '../../src/core/plan/directory.js'
import type { CountedPage } from '../../src/core/ports/page.js'

const customer = (id: string): Customer => ({ id, name: `Customer ${id}` })

/** A directory over scripted walks: each entry is one page, and the total that it states. */
const directoryOf = (
  pages: { ids: string[]; pageCount: number; totalCount: number }[],
  rejects: string[] = [],
): ReturnType<typeof openDirectory> & { asked: number[] } => {
  const asked: number[] = []
  const directory = openDirectory({
    customers: async (page): Promise<CountedPage<Customer>> => {
      const answer = pages[asked.length]
      if (answer === undefined) throw new Error('one page too many')
      asked.push(page)
      return { ...answer, page, records: answer.ids.map(customer), rejects: rejects.map((key) => ({ key, reason: 'no name', raw: '{}' })) }
    },
    jobStatuses: async () => [],
    jobCategories: async () => [],
  })
  return { ...directory, asked }
}

const full = [
  { ids: ['1', '2'], pageCount: 2, totalCount: 3 },
  { ids: ['3'], pageCount: 2, totalCount: 3 },
]
const moved = [full[0], { ids: ['2'], pageCount: 2, totalCount: 3 }].flatMap((page) => page ?? [])

describe('openDirectory', () => {
  it('walks to the last page and no further', async () => {
    const directory = directoryOf(full)
    expect([...(await directory.customers()).byId.keys()]).toEqual(['1', '2', '3'])
    expect(directory.asked).toEqual([1, 2])
  })

  it('walks again when a row moved between pages', async () => {
    const directory = directoryOf([...moved, ...full])
    expect((await directory.customers()).byId.size).toBe(3)
    expect(directory.asked).toEqual([1, 2, 1, 2])
  })

  it('trusts no part of a list, and reads anew when asked again', async () => {
    const directory = directoryOf([...moved, ...moved, ...full])
    await expect(directory.customers()).rejects.toMatchObject({ kind: 'untrusted', message: expect.stringContaining('2 of 3') })
    expect((await directory.customers()).byId.size).toBe(3)
  })

  it('counts rows that did not validate', async () => {
    const directory = directoryOf([{ ids: ['1'], pageCount: 1, totalCount: 2 }], ['9'])
    expect((await directory.customers()).byId.size).toBe(1)
  })

  it('lives with an account without customers', async () => {
    const directory = directoryOf([{ ids: [], pageCount: 0, totalCount: 0 }])
    expect((await directory.customers()).byName.size).toBe(0)
  })
})
