import type { SharedState } from '../../core/ports/shared-state.js'
import { allowance, asOf, type BudgetState, ownCount } from './budget.js'
import { budgetName, decodeBudget } from './budget-text.js'
import { originOf } from './settings.js'

/** What the request budget of the account looks like now. */
export interface BudgetView {
  /** Requests a minute, as learned from the last answer. */
  readonly limit: number
  /** Requests a minute that this client allows itself. */
  readonly allowed: number
  /** Own requests that count against it now, those of all processes that share the budget. */
  readonly used: number
  /** Requests of others that count against it, as far as answers showed. */
  readonly foreign: number
  /** Everything that decides, as a plain value. */
  readonly state: Readonly<BudgetState>
}

/** `now` in epoch milliseconds. */
export const viewOf = (state: BudgetState, share: number, now: number): BudgetView => {
  const current = asOf(state, now)
  return { limit: current.limit, allowed: allowance(current.limit, share), used: ownCount(current), foreign: current.foreign.count, state: current }
}

/** The budget that is shared for an account; undefined when nobody used it yet. Nothing is asked of ServiceFusion. Throws `config` on a wrong URL. */
export const readSharedBudget = async (shared: SharedState, account: { url: string; clientId: string }, now: number): Promise<BudgetView | undefined> => {
  const state = decodeBudget(await shared.read(budgetName(originOf(account.url), account.clientId)))
  return state === undefined ? undefined : viewOf(state, 1, now)
}
