import type { Portfolio } from '../../model/propertyware.js'
import { fold, isBlank } from '../../model/text.js'
import { foldedSet } from '../folded.js'
import { about, type Decide } from './rule.js'

const isListed = (portfolio: Portfolio, list: readonly string[]): boolean =>
  [portfolio.id, portfolio.abbreviation, portfolio.name].some((name) => !isBlank(name) && foldedSet(list).has(fold(name)))

/** The account's portfolio filter. Exclusion outranks inclusion; with an include list, a work order without a portfolio is not included. */
export const skipExcludedPortfolio: Decide = (facts, { includePortfolios, excludePortfolios }) => {
  const { portfolio } = facts
  const skip = (why: string): ReturnType<Decide> => ({ action: 'skip', rule: 'excluded-portfolio', ...about(facts, why) })
  if (portfolio !== undefined && isListed(portfolio, excludePortfolios)) return skip(`portfolio ${portfolio.abbreviation?.trim() || portfolio.id} is excluded`)
  if (includePortfolios.length === 0) return undefined
  if (portfolio === undefined) return skip('no portfolio is known for it, and only the included portfolios are synchronised')
  return isListed(portfolio, includePortfolios) ? undefined : skip(`portfolio ${portfolio.abbreviation?.trim() || portfolio.id} is not among the included ones`)
}
