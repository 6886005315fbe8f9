import type { SharedState } from '../../core/ports/shared-state.js'
import { type BudgetState, startBudget } from './budget.js'
import { decodeBudget, encodeBudget } from './budget-text.js'

/** Where the state of a budget lives. */
export interface BudgetCell {
  /** True when other processes may change it too. */
  readonly isShared: boolean
  change<T>(step: (state: BudgetState) => { state: BudgetState; result: T }): Promise<T>
  /** As it was at the last change from here. */
  last(): Readonly<BudgetState>
}

/** A budget of this process alone. */
export const ownCell = (limit: number): BudgetCell => {
  let current = startBudget(limit)
  return {
    isShared: false,
    change: async (step) => {
      const { state, result } = step(current)
      current = state
      return result
    },
    last: () => current,
  }
}

/** The budget that all who know `shared` draw from. `limit` is where it starts when nobody used it before. */
export const sharedCell = (shared: SharedState, name: string, limit: number): BudgetCell => {
  let seen = startBudget(limit)
  return {
    isShared: true,
    change: (step) =>
      shared.update(name, (text) => {
        const { state, result } = step(decodeBudget(text) ?? startBudget(limit))
        seen = state
        return { next: encodeBudget(state), result }
      }),
    last: () => seen,
  }
}
