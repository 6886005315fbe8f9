import { isJobActive } from '../status.js'
import { blockCancelledInPropertyWare } from './block-cancelled-in-propertyware.js'
import { blockCancelledInServiceFusion } from './block-cancelled-in-servicefusion.js'
import { blockChangedAfterDispatch } from './block-changed-after-dispatch.js'
import { blockDuplicateMarker } from './block-duplicate-marker.js'
import { blockMissingJob } from './block-missing-job.js'
import { createJob } from './create-job.js'
import { holdDeadCreation, holdDeadStatusChange } from './hold-dead-letter.js'
import { holdStatusConflict } from './hold-status-conflict.js'
import { holdUnknownStatus } from './hold-unknown-status.js'
import { holdUnmappedCustomer } from './hold-unmapped-customer.js'
import { holdUnmappedJobStatus } from './hold-unmapped-job-status.js'
import { holdUnresolvedUnit } from './hold-unresolved-unit.js'
import { holdUnsettledIntent } from './hold-unsettled-intent.js'
import { keepUnchanged } from './keep-unchanged.js'
import { linkByMarker } from './link-by-marker.js'
import { quarantined } from './quarantined.js'
import type { Decide, Rule } from './rule.js'
import { skipBeforeGoLive } from './skip-before-go-live.js'
import { skipCreateOff } from './skip-create-off.js'
import { skipExcludedPortfolio } from './skip-excluded-portfolio.js'
import { skipNotOpen } from './skip-not-open.js'
import { skipWriteBackOff } from './skip-write-back-off.js'
import { writeStatusBack } from './write-status-back.js'

const fromLedger = (name: string, decide: Decide): Rule => ({ name, needs: () => 'ledger', decide })
const fromPlace = (name: string, decide: Decide): Rule => ({ name, needs: () => 'place', decide })
const fromDraft = (name: string, decide: Decide): Rule => ({ name, needs: () => 'draft', decide })

/** The order in which work orders are decided: the first rule that has something to say decides. Work orders with a job end at `keep-unchanged`. */
export const rules: readonly Rule[] = [
  fromLedger('quarantined', quarantined),
  fromLedger('skip-excluded-portfolio', skipExcludedPortfolio),
  fromLedger('block-missing-job', blockMissingJob),
  fromLedger('block-duplicate-marker', blockDuplicateMarker),
  fromLedger('hold-unmapped-job-status', holdUnmappedJobStatus),
  fromLedger('hold-status-conflict', holdStatusConflict),
  fromLedger('hold-dead-status-change', holdDeadStatusChange),
  fromLedger('write-status-back', writeStatusBack),
  fromLedger('block-cancelled-in-servicefusion', blockCancelledInServiceFusion),
  fromLedger('block-cancelled-in-propertyware', blockCancelledInPropertyWare),
  {
    name: 'block-changed-after-dispatch',
    needs: (facts, settings) => (facts.mapping !== undefined && isJobActive(facts, settings) ? 'place' : 'ledger'),
    decide: blockChangedAfterDispatch,
  },
  fromLedger('skip-write-back-off', skipWriteBackOff),
  fromLedger('keep-unchanged', keepUnchanged),
  { name: 'link-by-marker', needs: ({ markedJobs }) => (markedJobs.length === 1 ? 'place' : 'ledger'), decide: linkByMarker },
  fromLedger('hold-unsettled-intent', holdUnsettledIntent),
  fromLedger('hold-unknown-status', holdUnknownStatus),
  fromLedger('skip-not-open', skipNotOpen),
  fromLedger('skip-before-go-live', skipBeforeGoLive),
  fromLedger('skip-create-off', skipCreateOff),
  fromPlace('hold-unresolved-unit', holdUnresolvedUnit),
  fromDraft('hold-unmapped-customer', holdUnmappedCustomer),
  fromDraft('hold-dead-letter', holdDeadCreation),
  fromDraft('create-job', createJob),
]
