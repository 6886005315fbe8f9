import type { WorkOrderStory } from './read-why.js'

/** What an operator does about a work order; `code` names it for programs. */
export type NextStep =
  | { code: 'replay'; entry: string }
  | { code: 'settle' }
  | { code: 'resolve'; reason: string }
  | { code: 'sync' }
  | { code: 'look-for-job' }
  | { code: 'nothing' }

/** The most pressing step, told from the story alone. */
export const nextStep = ({ quarantined, intent, decision, mapping, job, current }: WorkOrderStory): NextStep => {
  if (quarantined !== null) return { code: 'replay', entry: quarantined.id }
  if (intent !== null && (intent.state === 'sent' || intent.state === 'unknown')) return { code: 'settle' }
  if (decision !== null && decision.reason !== null && ['hold', 'block', 'fail'].includes(decision.action)) return { code: 'resolve', reason: decision.reason }
  if (decision?.action === 'fail' || (decision === null && !current.isDeleted)) return { code: 'sync' }
  if (mapping !== null && (job === null || job.isDeleted)) return { code: 'look-for-job' }
  return { code: 'nothing' }
}
