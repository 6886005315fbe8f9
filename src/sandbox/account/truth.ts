import type { Account, UnitEvidence } from './types.js'

/** The ground truth, for `--truth FILE`: what a repair of unit ids should arrive at. */
export interface Truth {
  seed: string
  workOrders: number
  wrongUnits: {
    id: string
    number: number
    buildingId: string
    wrongUnitId: string
    trueUnitId: string
    /** What on the record leads to the true unit, strongest first; `none` alone when nothing does. */
    evidence: (UnitEvidence | 'none')[]
  }[]
}

export const describeTruth = (account: Account): Truth => ({
  seed: account.seed,
  workOrders: account.workOrders.length,
  wrongUnits: account.wrongUnits.map(({ workOrder, trueUnit, evidence }) => ({
    id: workOrder.id,
    number: workOrder.number,
    buildingId: trueUnit.building.id,
    wrongUnitId: trueUnit.building.id,
    trueUnitId: trueUnit.id,
    evidence: evidence.length === 0 ? ['none'] : [...evidence],
  })),
})
