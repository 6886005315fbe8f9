import type { CustomerMapping, JobMapping } from '../../../core/ports/ledger.js'
import type { Session } from '../dialect/dialect.js'

export const selectJobMappings = async ({ db, dialect }: Session, workOrderIds: readonly string[]): Promise<Map<string, JobMapping>> => {
  const rows = await db.selectFrom('map_work_order_job').selectAll().where('work_order_id', 'in', dialect.list(workOrderIds)).execute()
  const mappings = rows.map(
    (row): JobMapping => ({
      workOrderId: row.work_order_id,
      workOrderNumber: row.work_order_number,
      jobId: row.job_id,
      jobNumber: row.job_number,
      marker: row.marker,
      how: row.how,
      parts: { address: row.address_hash, unit: row.unit_hash, text: row.text_hash },
      syncedJobStatus: row.synced_job_status,
      createdAt: row.created_at,
      runId: row.run_id,
    }),
  )
  return new Map(mappings.map((mapping) => [mapping.workOrderId, mapping]))
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
