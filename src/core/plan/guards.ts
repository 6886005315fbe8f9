import type { PlanItem, Problem } from './plan.js'
import type { WriteLimit } from './settings.js'

export interface WriteLimits {
  maxCreates: WriteLimit
  maxUpdates: WriteLimit
}

/** Classes of remote writes that have a limit of their own. */
export type LimitedAction = 'create' | 'update'

const described: Record<LimitedAction, { flag: string; what: string }> = {
  create: { flag: '--max-creates', what: 'jobs would be created' },
  update: { flag: '--max-updates', what: 'work orders would be updated' },
}

/** A share is rounded up, so that a small account can write at all. The epsilon takes back what binary fractions add (0.07 * 100). */
const allowed = (limit: NonNullable<WriteLimit>, read: number): number => ('count' in limit ? limit.count : Math.ceil(limit.share * read - 1e-9))

/**
 * Compares the writes among `items` with the limits; `read` is the number of work orders that a share refers to. Nothing of an exceeded class
 * may be applied, because an unusual number is a sign that something before it went wrong.
 */
export const checkLimits = (items: readonly PlanItem[], read: number, limits: WriteLimits): { problems: Problem[]; exceeded: LimitedAction[] } => {
  const problems: Problem[] = []
  const exceeded: LimitedAction[] = []
  const check = (action: LimitedAction, limit: WriteLimit): void => {
    if (limit === null) return
    const planned = items.filter((item) => item.action === action).length
    const most = allowed(limit, read)
    if (planned <= most) return
    const { flag, what } = described[action]
    exceeded.push(action)
    problems.push({
      code: 'limit-exceeded',
      message: `${planned} ${what}, more than the limit of ${most}: none of them is`,
      next: `Look at pwsf sync --dry-run; if it is right, raise ${flag} for one run.`,
    })
  }
  check('create', limits.maxCreates)
  check('update', limits.maxUpdates)
  return { problems, exceeded }
}
