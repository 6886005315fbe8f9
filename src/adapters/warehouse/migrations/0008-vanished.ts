import type { Migration } from './migration.js'

/** Deleted work orders and jobs are few, and asked for by every plan. */
export const vanished: Migration = {
  number: 8,
  name: 'vanished',
  statements: () => [
    'create index fact_work_orders_deleted on fact_work_orders (work_order_id) where is_current = 1 and is_deleted = 1',
    'create index fact_jobs_deleted on fact_jobs (job_id) where is_current = 1 and is_deleted = 1',
  ],
}
