import type { BlockReason, HoldReason, SkipRule } from '../core/plan/plan.js'

/** What a reason code means in words, and what an operator does about it. */
export interface Explanation {
  words: string
  next: string
}

export const reasons: Readonly<Record<HoldReason | BlockReason, Explanation>> = {
  'unknown-status': {
    words: 'the PropertyWare status is in neither list',
    next: 'add it to statusOpen or statusClosed (PWSF_STATUS_OPEN, PWSF_STATUS_CLOSED)',
  },
  'unresolved-unit': { words: 'no valid unit in a building with several units', next: 'set the unit of the work order in PropertyWare' },
  'unknown-building': { words: 'the building is not known', next: 'set the building of the work order in PropertyWare' },
  'customer-unmapped': { words: 'no ServiceFusion customer for it', next: 'map one under customers in the settings, or allow --customers-create' },
  'customer-ambiguous': { words: 'more than one customer fits', next: 'map one of them under customers in the settings' },
  'job-status-unmapped': { words: 'the meaning of the job status is not configured', next: 'add it to jobStatuses in the settings' },
  'intent-unsettled': { words: 'an earlier creation was not answered yet', next: 'run sync again later: it looks for the job before anything is sent' },
  'status-conflict': {
    words: 'both sides changed the status since they were last in step',
    next: 'set one side to what the other shows, or choose a side for all with conflictPolicy (PWSF_CONFLICT_POLICY)',
  },
  'dead-letter': { words: 'it was refused again and again', next: 'read why with pwsf why; put it right and call pwsf retry --wo NUMBER' },
  'retry-later': { words: 'it was refused a moment ago', next: 'nothing: the next runs try again' },
  'duplicate-marker': { words: 'several jobs carry its mark', next: 'decide in ServiceFusion which one is right, and cancel the others' },
  'address-changed': { words: 'the address changed after the job was made', next: 'change the job in ServiceFusion by hand' },
  'unit-changed': { words: 'the unit changed after the job was made', next: 'change the job in ServiceFusion by hand' },
  'text-changed': { words: 'the text changed after the job was made', next: 'change the job in ServiceFusion by hand' },
  'cancelled-in-propertyware': { words: 'finished in PropertyWare while the job goes on', next: 'cancel the job in ServiceFusion, or reopen the work order' },
  'cancelled-in-servicefusion': {
    words: 'the job was cancelled while the work order is open',
    next: 'close the work order in PropertyWare, or make a new job by hand',
  },
  'deleted-in-propertyware': { words: 'deleted in PropertyWare while the job goes on', next: 'cancel the job in ServiceFusion' },
  'job-missing': { words: 'its job is gone', next: 'look for it in ServiceFusion; a new one has to be made by hand' },
}

export const skipWords: Readonly<Record<SkipRule, string>> = {
  'status-not-open': 'not in an open status',
  'before-go-live': 'created before the go-live day',
  'excluded-portfolio': 'excluded portfolio',
  'create-flag-off': 'creation of jobs is off',
  'write-back-flag-off': 'writing back is off',
  'stale-plan': 'changed since the plan',
  'not-in-plan': 'not in the plan that was applied',
  'limit-exceeded': 'above the limit of its class',
  'source-incomplete': 'what it depends on could not be read',
  interrupted: 'the run was stopped first',
}

export const explain = (reason: string | undefined): Explanation =>
  reason !== undefined && Object.hasOwn(reasons, reason)
    ? reasons[reason as keyof typeof reasons]
    : { words: reason ?? 'no reason given', next: 'see pwsf runs' }
