import { PwsfError } from '../errors.js'
import type { JobDraft } from '../model/servicefusion.js'
import type { CustomerMapping, DraftParts } from '../ports/ledger.js'
import type { PlanningView } from '../ports/warehouse.js'
import type { CustomerResolution } from './customer.js'
import { decide } from './decide.js'
import type { AccountDirectory } from './directory.js'
import { gatherFacts, readLedger } from './facts.js'
import { withFeatureFlags } from './flags.js'
import type { PlanItem, PlannedCustomer } from './plan.js'
import type { SyncSettings } from './settings.js'
import { wishedJob } from './wished-job.js'

export interface JobQuestion {
  view: PlanningView
  directory: AccountDirectory
  settings: SyncSettings
  workOrderId: string
}

export interface PreparedJob {
  draft: JobDraft
  draftHash: string
  parts: DraftParts
  customer: PlannedCustomer
  /** How the customer was found, when the warehouse does not hold it yet: storing it saves the next run from asking. */
  newMapping: Omit<CustomerMapping, 'createdAt'> | undefined
  marker: string
}

/**
 * What a plan made now would send for this work order, from the warehouse alone; or what it would decide instead. The caller compares
 * `draftHash` with the planned one. Throws `bad-data` when the warehouse does not hold the work order.
 */
export const prepareJob = async ({ view, directory, settings: configured, workOrderId }: JobQuestion): Promise<PreparedJob | { refused: PlanItem }> => {
  const [found, ledger, flags] = await Promise.all([view.byId('work-orders', [workOrderId]), readLedger(view), view.featureFlags()])
  const settings = withFeatureFlags(configured, flags)
  const workOrder = found.get(workOrderId)
  if (workOrder === undefined) throw new PwsfError('bad-data', `work order ${workOrderId} is not in the warehouse any more`, { next: 'Run pwsf sync again.' })

  const facts = (await gatherFacts({ view, directory, settings, ledger }, [workOrder])).get(workOrderId)
  const decision = facts === undefined ? undefined : decide(facts, settings)
  if (facts === undefined || decision === undefined || 'needs' in decision) throw new PwsfError('bug', `work order ${workOrderId} could not be decided`)
  const { item } = decision
  const wished = item.action === 'create' ? wishedJob(facts, settings) : undefined
  if (item.action !== 'create' || wished === undefined) return { refused: item }
  return {
    draft: wished.draft,
    draftHash: item.draftHash,
    parts: item.parts,
    customer: item.customer,
    newMapping: newMapping(facts.customer),
    marker: item.marker,
  }
}

const newMapping = (customer: CustomerResolution | undefined): PreparedJob['newMapping'] => {
  if (customer?.state !== 'existing' || customer.proof.stored) return undefined
  const { scope, key, source } = customer.proof
  return { scope, key, source, customerId: customer.customerId, customerName: customer.customerName }
}
