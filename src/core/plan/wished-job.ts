import type { JobDraft } from '../model/servicefusion.js'
import type { CustomerResolution } from './customer.js'
import { draftJob } from './draft.js'
import type { PlannedCustomer } from './plan.js'
import { type ResolvedUnit, resolveUnit } from './resolve-unit.js'
import type { SyncSettings } from './settings.js'
import type { WorkOrderFacts } from './work-order-facts.js'

export interface WishedJob {
  draft: JobDraft
  unit: ResolvedUnit
  customer: PlannedCustomer
  /** Where the customer was found. */
  customerWhy: string
}

const customerWhy = (customer: CustomerResolution): string => {
  if (customer.state !== 'existing') return 'a customer is created for its portfolio first'
  const { source, scope, key } = customer.proof
  const words = { config: 'configured for', name: 'named like', created: 'created for', manual: 'mapped to' }
  return `customer ${customer.customerId} is ${words[source]} ${scope === 'fixed' ? 'everything' : `${scope} ${key}`}`
}

/** The job to be sent for a work order; undefined as long as marker, unit, customer or the account's lists are not certain. */
export const wishedJob = (facts: WorkOrderFacts, settings: SyncSettings): WishedJob | undefined => {
  const { marker, customer, account } = facts
  const unit = resolveUnit(facts)
  if (marker === undefined || unit.state !== 'resolved' || account === undefined) return undefined
  if (customer?.state !== 'existing' && customer?.state !== 'create') return undefined
  return {
    draft: draftJob({ ...facts, marker }, unit, customer.customerName, settings, account),
    unit,
    customerWhy: customerWhy(customer),
    customer: customer.state === 'existing' ? { customerId: customer.customerId } : { create: { scope: 'portfolio', key: customer.portfolioId } },
  }
}
