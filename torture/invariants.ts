import type { Ledger } from './ledger.js'

/** A job as the sandbox holds it. */
export interface SandboxJob {
  id: number
  po_number: string | null
  status: string | null
}

const tables = {
  dim_portfolio: 'portfolio_id',
  dim_building: 'building_id',
  dim_unit: 'unit_id',
  dim_tenant: 'tenant_id',
  dim_vendor: 'vendor_id',
  fact_leases: 'lease_id',
  fact_work_orders: 'work_order_id',
  fact_jobs: 'job_id',
} as const

const isMarker = (text: string | null): text is string => /^PW-\d{7,}-X$/.test(text ?? '')

/** Queries that must find nothing. */
const forbidden = (table: string, key: string): [what: string, sql: string][] => {
  const known = `from ${table} where recorded_to is null and surrogate_key <> 0`
  const inOrder = `select ${key} as key, valid_from, valid_to, lead(valid_from) over (partition by ${key} order by valid_from, version) as next_from ${known}`
  return [
    [`${table}: two current versions`, `select ${key} as key from ${table} where is_current = 1 group by ${key} having count(*) > 1`],
    [`${table}: a key without a current version`, `select ${key} as key ${known} group by ${key} having sum(is_current) <> 1`],
    [
      `${table}: versions overlap or leave a gap`,
      `select key from (${inOrder}) as spans where next_from is not null and (valid_to is null or valid_to <> next_from)`,
    ],
    [`${table}: an interval that ends before it begins`, `select ${key} as key ${known} and valid_to is not null and valid_to <= valid_from`],
  ]
}

const namesOf = (rows: readonly Record<string, unknown>[]): string =>
  rows
    .slice(0, 5)
    .map((row) => Object.values(row).join(' '))
    .join(', ')

/** History invariants, whatever happened so far. */
export const checkHistory = async (ledger: Ledger): Promise<string[]> => {
  const broken: string[] = []
  for (const [table, key] of Object.entries(tables)) {
    for (const [what, sql] of forbidden(table, key)) {
      const rows = await ledger.rows(sql)
      if (rows.length > 0) broken.push(`${what}: ${namesOf(rows)}`)
    }
  }
  return broken
}

/** Each finished run must have given every work order one outcome. */
export const checkRuns = async (ledger: Ledger): Promise<string[]> => {
  const broken: string[] = []
  for (const { id, state, exit_code: exitCode, summary } of await ledger.rows('select id, state, exit_code, summary from sync_runs')) {
    if (state === 'finished' && exitCode === null) broken.push(`run ${String(id)} is finished without an exit code`)
    const { counts } = JSON.parse(String(summary)) as { counts?: Record<string, number> }
    if (counts === undefined) continue
    const { read = 0, ...outcomes } = counts
    const sum = Object.values(outcomes).reduce((total, count) => total + count, 0)
    if (sum !== read) broken.push(`run ${String(id)} read ${read} work orders and gave outcomes to ${sum}`)
  }
  return broken
}

/** What the ledger owes at any time, also right after a kill: no job without a trace, no confirmation without its mapping. */
export const checkTraces = async (ledger: Ledger, jobs: readonly SandboxJob[]): Promise<string[]> => {
  const broken: string[] = []
  const rows = await ledger.rows(`select marker from intents where kind = 'job' and state in ('sent', 'unknown', 'confirmed')
    union select marker from map_work_order_job`)
  const traced = new Set(rows.map(({ marker }) => marker))
  for (const job of jobs)
    if (isMarker(job.po_number) && !traced.has(job.po_number)) broken.push(`job ${job.id} (${job.po_number}) exists without a trace in the ledger`)
  const confirmed = `select i.reference from intents i left join map_work_order_job m on m.work_order_id = i.reference and m.job_id = i.remote_id
    where i.kind = 'job' and i.state = 'confirmed' and m.job_id is null`
  const unmapped = await ledger.rows(confirmed)
  if (unmapped.length > 0) broken.push(`intents are confirmed without the mapping: ${namesOf(unmapped)}`)
  return broken
}

/** Mappings, intents and the jobs that really exist, once everything is quiet. */
export const checkQuiet = async (ledger: Ledger, jobs: readonly SandboxJob[]): Promise<string[]> => {
  const broken: string[] = []
  const byId = new Map(jobs.map((job) => [String(job.id), job]))
  const mappings = await ledger.rows('select work_order_id, job_id, marker from map_work_order_job')
  const mapped = new Set(mappings.map((row) => String(row['job_id'])))
  for (const row of mappings) {
    const job = byId.get(String(row['job_id']))
    if (job === undefined) broken.push(`work order ${String(row['work_order_id'])} is mapped to job ${String(row['job_id'])}, which does not exist`)
    else if (job.po_number !== row['marker']) broken.push(`job ${job.id} is mapped with marker ${String(row['marker'])} and carries ${String(job.po_number)}`)
  }
  if (mapped.size !== mappings.length) broken.push('one job is mapped to two work orders')
  for (const job of jobs) if (isMarker(job.po_number) && !mapped.has(String(job.id))) broken.push(`job ${job.id} (${job.po_number}) has no mapping`)

  const open = await ledger.rows("select kind, reference, state from intents where state in ('intended', 'sent', 'unknown')")
  if (open.length > 0) broken.push(`intents are open: ${namesOf(open)}`)
  const [held] = await ledger.rows('select run_id from run_lock where run_id is not null')
  if (held !== undefined) broken.push(`the lock still names run ${String(held['run_id'])}`)
  const running = await ledger.rows("select id from sync_runs where state = 'running'")
  if (running.length > 0) broken.push(`runs still count as running: ${namesOf(running)}`)
  return broken
}

/** Records of which two warehouses hold different current versions; the second one read everything afresh. */
export const compareCurrent = async (ledger: Ledger, fresh: Ledger): Promise<string[]> => {
  const broken: string[] = []
  for (const [table, key] of Object.entries(tables)) {
    const sql = `select ${key} as key, row_hash from ${table} where is_current = 1 and is_deleted = 0 and surrogate_key <> 0`
    const [known, real] = await Promise.all([ledger, fresh].map(async (one) => new Map((await one.rows(sql)).map((row) => [row['key'], row['row_hash']]))))
    const different = [...(real ?? [])].filter(([id, hash]) => known?.get(id) !== hash).map(([id]) => String(id))
    if (different.length > 0) broken.push(`${table}: ${different.length} records are missing or out of date, e.g. ${different.slice(0, 3).join(', ')}`)
  }
  return broken
}
