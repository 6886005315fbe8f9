import type { Problem } from '../core/plan/plan.js'
import { neutralise } from './text.js'

/** A failed command in words: one line that says what, one that says what to do; one pair per mistake when there are several. */
export const renderFailure = (headline: string | undefined, problems: readonly Problem[]): string => {
  const lines = problems.flatMap(({ message, next }) => [`pwsf: ${neutralise(message)}`, `  next: ${neutralise(next)}`])
  return [...(headline === undefined ? [] : [`pwsf: ${neutralise(headline)}`]), ...lines].join('\n')
}
