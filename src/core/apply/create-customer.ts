import type { Building } from '../model/propertyware.js'
import type { Customer, CustomerDraft } from '../model/servicefusion.js'
import { hashOf } from '../model/canonical.js'
import { fold } from '../model/text.js'
import type { ApplyContext } from './context.js'
import type { Creation, Remote } from './create-once.js'

export type RemoteCustomer = Remote & { name: string }

const remoteCustomer = ({ id, name }: Customer): RemoteCustomer => ({ id, number: null, name })

/** A customer for a portfolio: its name, and the address of the first of its buildings as the primary location. */
export const customerDraft = (portfolioName: string, building: Building | undefined): CustomerDraft => ({
  name: portfolioName.trim(),
  street1: building?.street1 ?? '',
  street2: building?.street2 ?? '',
  city: building?.city ?? '',
  state: building?.state ?? '',
  postalCode: building?.zip ?? '',
})

/** How to find and create the customer of one portfolio. The name is the marker: ServiceFusion has no other reference for customers. */
export const customerCreation = (context: ApplyContext, portfolioId: string, draft: CustomerDraft): Creation<RemoteCustomer> => ({
  wish: {
    kind: 'customer',
    reference: `portfolio:${portfolioId}`,
    marker: draft.name,
    bodyHash: hashOf(draft),
    context: { scope: 'portfolio', key: portfolioId },
  },
  label: `customer of portfolio ${portfolioId}`,
  operation: 'create-customer',
  find: async () => (await context.servicefusion.reader.findCustomers(draft.name, context.signal)).map(remoteCustomer),
  create: async (ready) => remoteCustomer(await context.servicefusion.writer.createCustomer(draft, context.signal, ready)),
  isWished: ({ name }) => fold(name) === fold(draft.name),
  onConfirmed: (store, intent, customer) =>
    store.saveCustomerMapping({
      scope: 'portfolio',
      key: portfolioId,
      customerId: customer.id,
      customerName: customer.name,
      source: 'created',
      createdAt: intent.settledAt ?? intent.createdAt,
    }),
})
