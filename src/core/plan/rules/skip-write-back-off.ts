import { jobLabel } from '../describe.js'
import { askedStatusChange } from '../status-change.js'
import { about, type Decide } from './rule.js'

/** A status change waits for its switch. Asked after the rules that call for a person, which a switch must not silence. */
export const skipWriteBackOff: Decide = (facts, settings) => {
  const { mapping } = facts
  const change = askedStatusChange(facts, settings)
  if (mapping === undefined || (change.asked !== 'change' && change.asked !== 'a-decision') || settings.flags.writeBack) return undefined
  return {
    action: 'skip',
    rule: 'write-back-flag-off',
    jobId: mapping.jobId,
    ...about(facts, `${jobLabel(mapping.jobId, mapping.jobNumber)} is "${change.jobStatus}", but propertyware.write-back is off`),
  }
}
