import { jobLabel } from '../describe.js'
import { askedStatusChange, describeStatuses } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** Both sides changed the status since they were last in step, to different things: whoever wrote last must not win by that alone. */
export const holdStatusConflict: Decide = (facts, settings) => {
  const { mapping } = facts
  const change = askedStatusChange(facts, settings)
  if (mapping === undefined || change.asked !== 'a-decision' || !settings.flags.writeBack) return undefined
  const { jobStatus, before, after } = change
  return {
    action: 'hold',
    reason: 'status-conflict',
    jobId: mapping.jobId,
    ...about(
      facts,
      `both sides changed since they were last in step: PropertyWare shows ${describeStatuses(before)}, ${jobLabel(mapping.jobId, mapping.jobNumber)} is "${jobStatus}" and asks for ${describeStatuses({ status: after.status ?? null, serviceStatus: after.serviceStatus ?? null })}; neither overwrites the other`,
    ),
    before: { ...before, jobStatus, syncedJobStatus: mapping.syncedJobStatus },
  }
}
