import { about, type Decide } from './rule.js'

/** A job without its certain customer would be billed to somebody else. */
export const holdUnmappedCustomer: Decide = (facts) => {
  const { customer, workOrder, portfolio } = facts
  if (customer?.state !== 'unmapped' && customer?.state !== 'ambiguous') return undefined
  return {
    action: 'hold',
    reason: customer.state === 'unmapped' ? 'customer-unmapped' : 'customer-ambiguous',
    ...about(facts, customer.why),
    before: { buildingId: workOrder.buildingId ?? null, portfolioId: portfolio?.id ?? null },
  }
}
