import { PwsfError } from '../errors.js'
import type { Problem } from '../plan/plan.js'
import type { Intent } from '../ports/ledger.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import type { ApplyContext } from './context.js'
import { mappingOf } from './create-job.js'
import { confirm, noteEmptyProbe, reject } from './intent.js'

export type SettleContext = Pick<ApplyContext, 'servicefusion' | 'warehouse' | 'clock' | 'runId' | 'quarantineMs' | 'signal'>

export interface Settled {
  confirmed: number
  rejected: number
  /** Still unsettled: their work orders are held. */
  open: number
  problems: Problem[]
}

type Probe = { found: { id: string; number: string | null; save(writer: WarehouseWriter, intent: Intent): Promise<void> }[] }

const look = async ({ servicefusion: { reader }, runId, signal }: SettleContext, intent: Intent): Promise<Probe> => {
  if (intent.kind === 'job') {
    const jobs = await reader.findJobs(intent.marker, signal)
    return {
      found: jobs.map((job) => ({
        id: job.id,
        number: job.number ?? null,
        save: (writer, confirmed) => writer.saveJobMapping(mappingOf(confirmed, job, 'created', runId)),
      })),
    }
  }
  const customers = await reader.findCustomers(intent.marker, signal)
  return {
    found: customers.map(({ id, name }) => ({
      id,
      number: null,
      save: (writer, { context, createdAt }) =>
        writer.saveCustomerMapping({ scope: 'portfolio', key: context['key'] ?? '', customerId: id, customerName: name, source: 'created', createdAt }),
    })),
  }
}

/**
 * Settles what earlier runs left open, before anything is planned. What was never sent is closed. What may exist is looked for: one record
 * with the marker is adopted, several are reported, none counts as an empty look-up. A look-up that fails leaves the intent as it is.
 */
export const settleIntents = async (context: SettleContext): Promise<Settled> => {
  const { warehouse, clock } = context
  const result: Settled = { confirmed: 0, rejected: 0, open: 0, problems: [] }
  const save = (intent: Intent, also?: (writer: WarehouseWriter) => Promise<void>): Promise<void> =>
    warehouse.transaction(async (writer) => {
      await writer.saveIntent(intent)
      await also?.(writer)
    })
  const keepOpen = (intent: Intent, message: string, next: string): void => {
    result.open += 1
    result.problems.push({ code: 'intent-unsettled', message: `${intent.kind} ${intent.marker}: ${message}`, next, ref: intent.reference })
  }

  for (const intent of await warehouse.reader.openIntents()) {
    context.signal?.throwIfAborted()
    if (intent.state === 'intended') {
      await save(reject(intent, 'the run ended before anything was sent', clock.now()))
      result.rejected += 1
      continue
    }
    let probe: Probe
    try {
      probe = await look(context, intent)
    } catch (error) {
      if (!(error instanceof PwsfError) || error.kind === 'auth') throw error
      keepOpen(intent, `it may have been created, and looking for it failed: ${error.message}`, 'The next run looks again; nothing is created before that.')
      continue
    }
    const [only, ...others] = probe.found
    if (only !== undefined && others.length === 0) {
      const confirmed = confirm(intent, only, clock.now())
      await save(confirmed, (writer) => only.save(writer, confirmed))
      result.confirmed += 1
    } else if (only !== undefined) {
      keepOpen(
        intent,
        `${probe.found.length} records carry the marker (${probe.found.map(({ id }) => id).join(', ')})`,
        'Decide at ServiceFusion which one is right and clear the marker of the others.',
      )
    } else {
      const probed = noteEmptyProbe(intent, clock.now(), context.quarantineMs)
      await save(probed)
      if (probed.state === 'rejected') result.rejected += 1
      else
        keepOpen(
          intent,
          'its creation has an unknown outcome and it is not visible yet',
          'The next run looks again; it is created anew only after the quarantine window.',
        )
    }
  }
  return result
}
