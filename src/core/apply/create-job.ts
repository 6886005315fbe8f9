import { fold } from '../model/text.js'
import type { Job, JobDraft } from '../model/servicefusion.js'
import type { DraftParts, Intent, JobMapping } from '../ports/ledger.js'
import type { ApplyContext } from './context.js'
import type { Creation, Remote } from './create-once.js'
import { saveMapping } from './save-mapping.js'

export type RemoteJob = Remote & { job: Job }

const remoteJob = (job: Job): RemoteJob => ({ id: job.id, number: job.number ?? null, job })

interface WishedJob {
  workOrderId: string
  workOrderNumber: string
  marker: string
  draft: JobDraft
  draftHash: string
  parts: DraftParts
  customerId: string
}

/**
 * The mapping that a confirmed intent stands for. A job that was just created shows the status that PropertyWare expects of a new one; one that was
 * found later may have been worked on by then, and what it shows still has to be written back.
 */
export const mappingOf = (intent: Intent, job: Job, how: JobMapping['how'], runId: string, isNew = false): JobMapping => ({
  workOrderId: intent.reference,
  workOrderNumber: intent.context['number'] ?? '',
  jobId: job.id,
  jobNumber: job.number ?? null,
  marker: intent.marker,
  how,
  parts: { address: intent.context['address'] ?? '', unit: intent.context['unit'] ?? '', text: intent.context['text'] ?? '' },
  syncedJobStatus: isNew ? (job.status ?? null) : null,
  createdAt: intent.settledAt ?? intent.createdAt,
  runId,
})

/** How to find and create the job of one work order. */
export const jobCreation = (context: ApplyContext, wished: WishedJob): Creation<RemoteJob> => {
  const { reader, writer } = context.servicefusion
  return {
    wish: {
      kind: 'job',
      reference: wished.workOrderId,
      marker: wished.marker,
      bodyHash: wished.draftHash,
      context: { number: wished.workOrderNumber, ...wished.parts },
    },
    label: `job ${wished.marker}`,
    operation: 'create-job',
    find: async () => (await reader.findJobs(wished.marker, context.signal)).map(remoteJob),
    create: async (ready) => remoteJob(await writer.createJob(wished.draft, context.signal, ready)),
    isWished: ({ job }) => (job.poNumber ?? '').trim() === wished.marker,
    onConfirmed: (store, intent, { job }, isNew) =>
      saveMapping(store, context.settings, mappingOf(intent, job, intent.attempt > 0 ? 'created' : 'linked', context.runId, isNew)),
  }
}

const same = (sent: string, stored: string | null | undefined): boolean => fold(sent) === fold(stored)

/**
 * Where a created job differs from what was sent, in members that send a technician to the wrong door or the bill to the wrong customer.
 * Members that the answer leaves out cannot be compared and are not reported.
 */
export const differences = (draft: JobDraft, customerId: string, job: Job): string[] => {
  const pairs: [string, string, string | null | undefined][] = [
    ['street_1', draft.street1, job.street1],
    ['street_2', draft.street2, job.street2],
    ['city', draft.city, job.city],
    ['state_prov', draft.state, job.state],
    ['postal_code', draft.postalCode, job.postalCode],
  ]
  const differing = pairs.filter(([, sent, stored]) => stored !== undefined && !same(sent, stored)).map(([member]) => member)
  if (job.customerId != null && job.customerId !== customerId) differing.push('customer')
  return differing
}
