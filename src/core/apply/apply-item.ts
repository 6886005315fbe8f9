import { PwsfError } from '../errors.js'
import { prepareJob } from '../plan/prepare-job.js'
import type { JobMapping } from '../ports/ledger.js'
import { changeStatus } from './change-status.js'
import type { ApplyContext } from './context.js'
import { customerCreation, customerDraft } from './create-customer.js'
import { differences, jobCreation } from './create-job.js'
import { createOnce } from './create-once.js'
import { type ItemResult, staleResult, type Writing } from './result.js'
import { saveMapping } from './save-mapping.js'

type Of<A extends Writing['action']> = Extract<Writing, { action: A }>

/**
 * Applies one item after checking its precondition again. Everything it sends is rebuilt from the warehouse and must hash to what the plan
 * says; otherwise the item is stale and nothing is sent. Throws PwsfError when the remote system could not be asked at all.
 */
export const applyItem = async (context: ApplyContext, item: Writing): Promise<ItemResult> => {
  switch (item.action) {
    case 'create':
      return createJob(context, item)
    case 'link':
      return linkJob(context, item)
    case 'update':
      return changeStatus(context, item)
    case 'unchanged':
      return noteStatus(context, item)
  }
}

const createJob = async (context: ApplyContext, item: Of<'create'>): Promise<ItemResult> => {
  const { view, directory, settings } = { view: context.warehouse.reader, directory: context.directory, settings: context.settings }
  if ('create' in item.customer) {
    const refused = await createCustomer(context, item, item.customer.create.key)
    if (refused !== undefined) return { ...refused, item }
  }
  const prepared = await prepareJob({ view, directory, settings, workOrderId: item.workOrderId })
  if ('refused' in prepared) return staleResult(item, `the work order no longer calls for a job (${prepared.refused.why})`)
  if (prepared.draftHash !== item.draftHash) return staleResult(item, 'the work order changed since the plan was made')
  if (!('customerId' in prepared.customer)) return staleResult(item, 'its customer does not exist yet')

  const { draft, newMapping } = prepared
  if (newMapping !== undefined) await context.warehouse.transaction((writer) => writer.saveCustomerMapping({ ...newMapping, createdAt: context.clock.now() }))
  const { customerId } = prepared.customer
  const wished = {
    workOrderId: item.workOrderId,
    workOrderNumber: item.number,
    marker: item.marker,
    draft,
    draftHash: item.draftHash,
    parts: item.parts,
    customerId,
  }
  const result = await createOnce(context, jobCreation(context, wished))
  switch (result.outcome) {
    case 'found':
      return {
        item,
        outcome: 'linked',
        jobId: result.remote.id,
        why: `job ${result.remote.number ?? result.remote.id} already carries the marker ${item.marker}`,
      }
    case 'created': {
      const { job } = result.remote
      const differing = differences(draft, customerId, job)
      const name = `job ${job.number ?? job.id}`
      if (differing.length === 0) return { item, outcome: 'created', jobId: job.id, why: `${name} created: ${item.why}` }
      return {
        item,
        outcome: 'blocked',
        reason: 'stored-differently',
        jobId: job.id,
        why: `${name} was created, but ServiceFusion stored another ${differing.join(', ')} than was sent: correct it there`,
      }
    }
    case 'ambiguous':
      return {
        item,
        outcome: 'blocked',
        reason: 'duplicate-marker',
        why: `jobs ${result.ids.join(', ')} all carry the marker ${item.marker}: clear it on all but the right one`,
      }
    case 'rejected':
      return { item, outcome: 'failed', reason: 'rejected', why: `ServiceFusion refused the job: ${result.error.message}` }
    case 'unknown':
      return {
        item,
        outcome: 'failed',
        reason: 'unknown-outcome',
        why: `the job may or may not exist (${result.reason}); the next run looks for it before anything is sent again`,
      }
  }
}

/** Makes sure that the portfolio's customer exists. Returns a result only when it does not. Several work orders of a portfolio share one attempt. */
const createCustomer = async (context: ApplyContext, item: Of<'create'>, portfolioId: string): Promise<ItemResult | undefined> =>
  context.customerOnce(portfolioId, async () => {
    const mapped = (await context.warehouse.reader.customerMappings()).some(({ scope, key }) => scope === 'portfolio' && key === portfolioId)
    if (mapped) return undefined
    const portfolio = (await context.warehouse.reader.byId('portfolios', [portfolioId])).get(portfolioId)
    const workOrder = (await context.warehouse.reader.byId('work-orders', [item.workOrderId])).get(item.workOrderId)
    const buildingId = workOrder?.buildingId
    const building = buildingId == null ? undefined : (await context.warehouse.reader.byId('buildings', [buildingId])).get(buildingId)
    const result = await createOnce(context, customerCreation(context, portfolioId, customerDraft(portfolio?.name ?? '', building)))
    switch (result.outcome) {
      case 'created':
      case 'found':
        return undefined
      case 'ambiguous':
        return {
          item,
          outcome: 'held',
          reason: 'customer-ambiguous',
          why: `customers ${result.ids.join(', ')} have the same name: map portfolio ${portfolioId} to one of them`,
        }
      case 'rejected':
        return { item, outcome: 'failed', reason: 'rejected', why: `ServiceFusion refused the customer of portfolio ${portfolioId}: ${result.error.message}` }
      case 'unknown':
        return { item, outcome: 'failed', reason: 'unknown-outcome', why: `the customer of portfolio ${portfolioId} may or may not exist (${result.reason})` }
    }
  })

const linkJob = async (context: ApplyContext, item: Of<'link'>): Promise<ItemResult> => {
  const { warehouse, clock, runId, settings } = context
  if ((await warehouse.reader.jobMappings([item.workOrderId])).has(item.workOrderId)) return staleResult(item, 'the work order has a job by now')
  if ((await warehouse.reader.ownersOfJobs([item.jobId])).has(item.jobId)) return staleResult(item, 'the job belongs to another work order by now')
  const mapping: JobMapping = {
    workOrderId: item.workOrderId,
    workOrderNumber: item.number,
    jobId: item.jobId,
    jobNumber: item.jobNumber,
    marker: item.marker,
    how: 'linked',
    parts: item.parts,
    syncedJobStatus: null,
    createdAt: clock.now(),
    runId,
  }
  await warehouse.transaction((writer) => saveMapping(writer, settings, mapping))
  return { item, outcome: 'linked', jobId: item.jobId }
}

/** Brings the ledger up to date where PropertyWare keeps what it shows; a value that gave way by policy is kept in the log. */
const noteStatus = async ({ warehouse, settings, clock, runId }: ApplyContext, item: Of<'unchanged'>): Promise<ItemResult> => {
  const { workOrderId, syncedJobStatus, conflict } = item
  if (syncedJobStatus === undefined) return { item, outcome: 'unchanged', jobId: item.jobId }
  const mapping = (await warehouse.reader.jobMappings([workOrderId])).get(workOrderId)
  if (mapping === undefined) throw new PwsfError('bug', `work order ${workOrderId} lost its mapping while its status was noted`)
  await warehouse.transaction(async (writer) => {
    await saveMapping(writer, settings, { ...mapping, syncedJobStatus })
    if (conflict === undefined) return
    await writer.recordOperation({
      at: clock.now(),
      runId,
      system: 'propertyware',
      operation: 'resolve-conflict',
      reference: workOrderId,
      outcome: 'confirmed',
      remoteId: item.jobId,
      detail: `by conflictPolicy PropertyWare's side stands; ServiceFusion's "${conflict.lost}" gave way`,
    })
  })
  return { item, outcome: 'unchanged', jobId: item.jobId }
}
