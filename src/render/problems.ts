import type { Problem } from '../core/plan/plan.js'
import type { Paint } from './style.js'
import { neutralise } from './text.js'

const shownAtMost = 10

/** Problems of a run that are not about one decision: message and next step. */
export const renderProblems = (problems: readonly Problem[], paint: Paint): string[] => {
  if (problems.length === 0) return []
  const lines = problems
    .slice(0, shownAtMost)
    .flatMap(({ message, next }) => [`  ${paint('yellow', '!')} ${neutralise(message)}`, `      next: ${neutralise(next)}`])
  const more = problems.length > shownAtMost ? [`  and ${problems.length - shownAtMost} more: --json lists all`] : []
  return ['', paint('bold', 'Problems'), ...lines, ...more]
}
