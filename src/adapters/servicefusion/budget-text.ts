import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { BudgetState } from './budget.js'

const moment = z.number()
const count = z.number().int().nonnegative()
const lane = z.enum(['main', 'background'])

const Stored = z.object({
  format: z.literal(1),
  limit: count.min(1),
  limitSeenAt: moment,
  inFlight: z.array(z.object({ id: z.string(), lane, sentAt: moment, counted: count })),
  ended: z.array(z.object({ at: moment, lane, count })),
  foreign: z.object({ count, until: moment, sentAt: moment, counted: count }),
  pausedUntil: moment,
  refusals: count,
  refusedAt: moment,
})

/** A state that another pwsf wrote, of this or another version; undefined when it cannot be used, and then one begins anew. */
export const decodeBudget = (text: string | undefined): BudgetState | undefined => {
  if (text === undefined) return undefined
  try {
    const { format: _, ...state } = Stored.parse(JSON.parse(text))
    return state
  } catch {
    return undefined
  }
}

export const encodeBudget = (state: BudgetState): string => JSON.stringify({ format: 1, ...state })

/** Under which name an account's budget is shared. The client id is hashed: it is half of a credential. */
export const budgetName = (origin: string, clientId: string): string =>
  `budget:servicefusion:${createHash('sha256').update(`${origin}\n${clientId}`).digest('hex').slice(0, 16)}`
