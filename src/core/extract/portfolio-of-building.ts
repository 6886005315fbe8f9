import { groupBy } from '../model/group-by.js'
import type { Building, Portfolio } from '../model/propertyware.js'
import { fold } from '../model/text.js'
import type { PropertyWareReader } from '../ports/propertyware.js'

/**
 * PropertyWare ties a building to its portfolio by the abbreviation's text only. Where two portfolios share an abbreviation, their
 * buildings are asked for one portfolio at a time. Returns a function that completes a building; without a portfolio it is "unassigned".
 */
export const portfolioOfBuilding = async (
  portfolios: readonly Portfolio[],
  reader: Pick<PropertyWareReader, 'buildingIdsOfPortfolio'>,
  signal?: AbortSignal,
): Promise<(building: Building) => Building> => {
  const byAbbreviation = groupBy(
    portfolios.filter(({ abbreviation }) => fold(abbreviation) !== ''),
    ({ abbreviation }) => fold(abbreviation),
  )
  const byBuilding = new Map<string, string>()
  for (const sharing of byAbbreviation.values()) {
    if (sharing.length < 2) continue
    for (const { id } of sharing) for (const buildingId of await reader.buildingIdsOfPortfolio(id, signal)) byBuilding.set(buildingId, id)
  }
  return (building) => {
    const sharing = byAbbreviation.get(fold(building.portfolioAbbreviation)) ?? []
    const portfolioId = sharing.length === 1 ? sharing[0]?.id : byBuilding.get(building.id)
    return { ...building, portfolioId: portfolioId ?? null }
  }
}
