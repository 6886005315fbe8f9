import { sql, type Selectable } from 'kysely'
import { groupBy } from '../../../core/model/group-by.js'
import type { CustomerMapping, JobMapping } from '../../../core/ports/ledger.js'
import type { VanishedMapping } from '../../../core/ports/warehouse.js'
import type { Session } from '../dialect/dialect.js'
import type { Tables } from '../tables.js'

export const selectJobMappings = async ({ db, dialect }: Session, workOrderIds: readonly string[]): Promise<Map<string, JobMapping>> => {
  const rows = await db.selectFrom('map_work_order_job').selectAll().where('work_order_id', 'in', dialect.list(workOrderIds)).execute()
  return new Map(rows.map((row) => [row.work_order_id, toMapping(row)]))
}

export const selectOwnersOfJobs = async ({ db, dialect }: Session, jobIds: readonly string[]): Promise<Map<string, string[]>> => {
  const query = db.selectFrom('map_work_order_job').select(['job_id', 'work_order_id']).where('job_id', 'in', dialect.list(jobIds))
  const rows = await query.orderBy('work_order_id').execute()
  return new Map([...groupBy(rows, (row) => row.job_id)].map(([jobId, owners]) => [jobId, owners.map((row) => row.work_order_id)]))
}

const toMapping = (row: Selectable<Tables['map_work_order_job']>): JobMapping => ({
  workOrderId: row.work_order_id,
  workOrderNumber: row.work_order_number,
  jobId: row.job_id,
  jobNumber: row.job_number,
  marker: row.marker,
  how: row.how,
  parts: { address: row.address_hash, unit: row.unit_hash, text: row.text_hash },
  syncedJobStatus: row.synced_job_status,
  ...(row.has_synced_statuses === 1 && { syncedStatuses: { status: row.synced_status, serviceStatus: row.synced_service_status } }),
  ...(row.written_hash !== null && { writtenHash: row.written_hash }),
  createdAt: row.created_at,
  runId: row.run_id,
})

/** Driven by the deletions, which are few and have an index of their own. */
export const selectVanishedMappings = async ({ db }: Session): Promise<VanishedMapping[]> => {
  const query = sql<Selectable<Tables['map_work_order_job']> & { gone_work_order: number; gone_job: number }>`
    with gone (work_order_id, side) as (
      select mapping.work_order_id, 1 from map_work_order_job as mapping
      where mapping.work_order_id in (select work_order_id from fact_work_orders where is_current = 1 and is_deleted = 1)
      union all
      select mapping.work_order_id, 2 from map_work_order_job as mapping
      where mapping.job_id in (select job_id from fact_jobs where is_current = 1 and is_deleted = 1)
    )
    select mapping.*, max(case when gone.side = 1 then 1 else 0 end) as gone_work_order, max(case when gone.side = 2 then 1 else 0 end) as gone_job
    from gone join map_work_order_job as mapping on mapping.work_order_id = gone.work_order_id
    group by mapping.work_order_id
    order by mapping.work_order_id`
  const { rows } = await query.execute(db)
  return rows.map((row) => ({ mapping: toMapping(row), workOrder: row.gone_work_order === 1, job: row.gone_job === 1 }))
}

export const saveJobMapping = async ({ db }: Session, mapping: JobMapping): Promise<void> => {
  const columns = {
    work_order_number: mapping.workOrderNumber,
    job_id: mapping.jobId,
    job_number: mapping.jobNumber,
    marker: mapping.marker,
    how: mapping.how,
    address_hash: mapping.parts.address,
    unit_hash: mapping.parts.unit,
    text_hash: mapping.parts.text,
    synced_job_status: mapping.syncedJobStatus,
    synced_status: mapping.syncedStatuses?.status ?? null,
    synced_service_status: mapping.syncedStatuses?.serviceStatus ?? null,
    has_synced_statuses: mapping.syncedStatuses === undefined ? 0 : 1,
    written_hash: mapping.writtenHash ?? null,
    created_at: mapping.createdAt,
    run_id: mapping.runId,
  }
  await db
    .insertInto('map_work_order_job')
    .values({ work_order_id: mapping.workOrderId, ...columns })
    .onConflict((conflict) => conflict.column('work_order_id').doUpdateSet(columns))
    .execute()
}

export const selectCustomerMappings = async ({ db }: Session): Promise<CustomerMapping[]> => {
  const rows = await db.selectFrom('map_customer').selectAll().orderBy('scope').orderBy('key').execute()
  return rows.map((row) => ({
    scope: row.scope,
    key: row.key,
    customerId: row.customer_id,
    customerName: row.customer_name,
    source: row.source,
    createdAt: row.created_at,
  }))
}

export const saveCustomerMapping = async ({ db }: Session, mapping: CustomerMapping): Promise<void> => {
  const { scope, key } = mapping
  const columns = { customer_id: mapping.customerId, customer_name: mapping.customerName, source: mapping.source, created_at: mapping.createdAt }
  await db
    .insertInto('map_customer')
    .values({ scope, key, ...columns })
    .onConflict((conflict) => conflict.columns(['scope', 'key']).doUpdateSet(columns))
    .execute()
}

export const deleteCustomerMapping = async ({ db }: Session, scope: CustomerMapping['scope'], key: string): Promise<void> => {
  await db.deleteFrom('map_customer').where('scope', '=', scope).where('key', '=', key).execute()
}
