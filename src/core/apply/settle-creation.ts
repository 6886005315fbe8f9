import type { Customer, Job } from '../model/servicefusion.js'
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

const jobCandidate = ({ settings, runId }: SettleContext, job: Job): Candidate => ({
  id: job.id,
  number: job.number ?? null,
  adopt: (writer, confirmed) => saveMapping(writer, settings, mappingOf(confirmed, job, 'created', runId)),
})

const customerCandidate = ({ id, name }: Pick<Customer, 'id' | 'name'>): Candidate => ({
  id,
  number: null,
  adopt: (writer, { context, createdAt }) =>
    writer.saveCustomerMapping({ scope: 'portfolio', key: context['key'] ?? '', customerId: id, customerName: name, source: 'created', createdAt }),
})

/** All records that carry the intent's marker, compared whole. Throws when the answer cannot be trusted. */
export const findCandidates = async (context: SettleContext, intent: Intent): Promise<Candidate[]> => {
  const { reader } = context.servicefusion
  if (intent.kind === 'job') return (await reader.findJobs(intent.marker, context.signal)).map((job) => jobCandidate(context, job))
  return (await reader.findCustomers(intent.marker, context.signal)).map(customerCandidate)
}

/** A record of which only the id is known, on a person's word. */
export const unseenCandidate = (context: SettleContext, intent: Intent, id: string): Candidate =>
  intent.kind === 'job' ? jobCandidate(context, { id }) : customerCandidate({ id, name: intent.marker })
