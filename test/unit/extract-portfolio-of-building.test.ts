import { describe, expect, it } from 'vitest'
import { portfolioOfBuilding } from '../../src/core/extract/portfolio-of-building.js'

const askedFor: string[] = []
const reader = {
  buildingIdsOfPortfolio: async (portfolioId: string) => {
    askedFor.push(portfolioId)
    return portfolioId === '2' ? ['shared-a'] : portfolioId === '3' ? ['shared-b'] : []
  },
}
const portfolios = [
  { id: '1', abbreviation: 'BRIARTRUST' },
  { id: '2', abbreviation: 'OAK' },
  { id: '3', abbreviation: ' oak ' },
  { id: '4', abbreviation: '' },
]

describe('the portfolio of a building', () => {
  it.each([
    ['by a unique abbreviation', { id: 'x', portfolioAbbreviation: 'briartrust ' }, '1'],
    ['by asking, where an abbreviation is shared', { id: 'shared-a', portfolioAbbreviation: 'OAK' }, '2'],
    ['by asking, for the other one too', { id: 'shared-b', portfolioAbbreviation: 'OAK' }, '3'],
    ['unassigned without an abbreviation', { id: 'y', portfolioAbbreviation: null }, null],
    ['unassigned when nobody knows the abbreviation', { id: 'z', portfolioAbbreviation: 'ELM' }, null],
  ])('is found %s', async (_, building, expected) => {
    const complete = await portfolioOfBuilding(portfolios, reader)
    expect(complete(building).portfolioId).toBe(expected)
  })

  it('asks only for the portfolios that share an abbreviation', () => {
    expect(new Set(askedFor)).toEqual(new Set(['2', '3']))
  })
})
