import type { Intent } from '../ports/ledger.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import { mappingOf } from './create-job.js'
import { saveMapping } from './save-mapping.js'
import type { SettleContext } from './context.js'

/** A record that carries an intent's marker, and how the ledger takes it over. */
export interface Candidate {
  id: string
  number: string | null
  adopt(writer: WarehouseWriter, confirmed: Intent): Promise<void>
}

/** All records that carry the intent's marker, compared whole. Throws when the answer cannot be trusted. */
export const findCandidates = async ({ servicefusion: { reader }, settings, runId, signal }: SettleContext, intent: Intent): Promise<Candidate[]> => {
  if (intent.kind === 'job') {
    const jobs = await reader.findJobs(intent.marker, signal)
    return jobs.map((job) => ({
      id: job.id,
      number: job.number ?? null,
      adopt: (writer, confirmed) => saveMapping(writer, settings, mappingOf(confirmed, job, 'created', runId)),
    }))
  }
  const customers = await reader.findCustomers(intent.marker, signal)
  return customers.map(({ id, name }) => ({ id, number: null, adopt: (writer, confirmed) => adoptCustomer(writer, confirmed, { id, name }) }))
}

/** Maps the portfolio that an intent was about to its customer. */
export const adoptCustomer = (writer: WarehouseWriter, { context, createdAt }: Intent, { id, name }: { id: string; name: string }): Promise<void> =>
  writer.saveCustomerMapping({ scope: 'portfolio', key: context['key'] ?? '', customerId: id, customerName: name, source: 'created', createdAt })
