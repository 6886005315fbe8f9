import { deadAfter, isDead } from '../dead-letter.js'
import type { DeadLetter } from '../../ports/ledger.js'
import { hashDraft } from '../draft.js'
import type { PlanItem } from '../plan.js'
import { askedStatusChange, hashStatusChange } from '../status-change.js'
import { wishedJob } from '../wished-job.js'
import type { WorkOrderFacts } from '../work-order-facts.js'
import { about, type Decide } from './rule.js'

const what: Readonly<Record<DeadLetter['kind'], string>> = { 'create-job': 'creating its job', 'change-status': 'writing its status back' }

const hold = (facts: WorkOrderFacts, entry: DeadLetter, jobId: string | undefined): PlanItem => ({
  action: 'hold',
  reason: isDead(entry) ? 'dead-letter' : 'retry-later',
  ...(jobId !== undefined && { jobId }),
  ...about(
    facts,
    `${what[entry.kind]} failed ${entry.attempts} time${entry.attempts === 1 ? '' : 's'} in a row (${entry.reason}); it is tried again on ${entry.nextAttemptAt}, or when it changes, or by pwsf retry --wo ${facts.workOrder.number}`,
  ),
  before: { failedSince: entry.firstFailedAt, tries: `${entry.attempts} of ${deadAfter}` },
})

const waitingFor = ({ waiting }: WorkOrderFacts, kind: DeadLetter['kind'], bodyHash: string): DeadLetter | undefined =>
  waiting.find((entry) => entry.kind === kind && entry.bodyHash === bodyHash)

/** A status change that keeps failing waits for its time, unless something else is asked for by now. */
export const holdDeadStatusChange: Decide = (facts, settings) => {
  const change = askedStatusChange(facts, settings)
  if (facts.waiting.length === 0 || change.asked !== 'change' || !settings.flags.writeBack) return undefined
  const entry = waitingFor(facts, 'change-status', hashStatusChange(change))
  return entry === undefined ? undefined : hold(facts, entry, facts.mapping?.jobId)
}

/** A job that keeps being refused waits for its time, unless another one would be sent by now. */
export const holdDeadCreation: Decide = (facts, settings) => {
  const wished = facts.waiting.length === 0 ? undefined : wishedJob(facts, settings)
  const entry = wished === undefined ? undefined : waitingFor(facts, 'create-job', hashDraft(wished.draft))
  return entry === undefined ? undefined : hold(facts, entry, undefined)
}
