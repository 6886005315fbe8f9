import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { bench, built } from './support/bench.mjs'
import { median, perSecond, seconds, thousands, timed } from './support/figures.mjs'
import { moment, pagesOf, sha256, workOrders } from './support/records.mjs'

const about = {
  name: 'warehouse-postgres',
  measures:
    'work orders merged through the Warehouse port (Postgres named by PWSF_BENCH_DATABASE_URL), page by page in transactions, the read confirmed at the end; peer: hand-written COPY into a staging table and set-based SQL of the same merge into the same table with the same hash, in turns',
  sizes: [100_000],
  quickSizes: [10_000],
}

const limit = 2
const pageSize = 500
const hour = 3_600_000
const { openPostgresWarehouse } = await built('adapters/warehouse/index.js')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const url = process.env.PWSF_BENCH_DATABASE_URL
if (!url) throw new Error('PWSF_BENCH_DATABASE_URL names no Postgres server')

const throughPort = async (warehouse, records, runId, startMs) => {
  let opened = 0
  let at = moment(startMs)
  for (const [index, page] of [...pagesOf(records, pageSize)].entries()) {
    at = moment(startMs + index)
    opened += (await warehouse.transaction((writer) => writer.observe({ entity: 'work-orders', at, records: page, runId, origin: 'sync' }))).opened
  }
  const presentIds = new Set(records.map(({ id }) => id))
  await warehouse.transaction((writer) => writer.confirmRead({ entity: 'work-orders', at, runId, presentIds, closeAfter: 3 }))
  return opened
}

const readable = {
  work_order_id: (it) => it.id,
  number: (it) => it.number,
  status: (it) => it.status,
  category: (it) => it.category,
  type: (it) => it.type,
  priority: (it) => it.priority,
  source: (it) => it.source,
  portfolio_id: (it) => it.portfolioId,
  building_id: (it) => it.buildingId,
  unit_id: (it) => it.unitIds[0],
  lease_id: (it) => it.leaseId,
  requester_id: (it) => it.requesterId,
  vendor_id: (it) => it.vendorIds[0],
  approved: (it) => Number(it.approved),
  created_at: (it) => it.createdAt,
  start_date: (it) => it.startDate,
  scheduled_end_date: (it) => it.scheduledEndDate,
  completed_at: (it) => it.completedAt,
  cost_estimate_cents: (it) => it.costEstimateCents,
  total_cost_cents: (it) => it.totalCostCents,
}
const names = Object.keys(readable).join(', ')
const escape = (value) =>
  value == null ? '\\N' : String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')

const lineOf = (record) => {
  const text = JSON.stringify(record, Object.keys(record).toSorted())
  return `${[...Object.values(readable).map((of) => of(record)), text, sha256(text)].map(escape).join('\t')}\n`
}

/** What a person would write: one staging table, one update and one insert per page. */
const openByHand = async (client) => {
  await client.query(`create temp table staging on commit delete rows as select ${names}, record, row_hash from fact_work_orders with no data`)
  return async (page, at, runId) => {
    await client.query('begin')
    await pipeline(Readable.from(page.map(lineOf)), client.query(copyFrom('copy staging from stdin')))
    await client.query(
      `update fact_work_orders f set valid_to = $1, is_current = 0 from staging s
       where f.work_order_id = s.work_order_id and f.is_current = 1 and f.row_hash <> s.row_hash`,
      [at],
    )
    const { rowCount } = await client.query(
      `insert into fact_work_orders (${names}, record, row_hash, version, valid_from, recorded_from, is_current, is_deleted, run_id, origin)
       select ${names.replaceAll(/(\w+)/g, 's.$1')}, s.record, s.row_hash,
         1 + coalesce((select max(version) from fact_work_orders o where o.work_order_id = s.work_order_id), 0), $1, $1, 1, 0, $2, 'sync'
       from staging s where not exists (select 1 from fact_work_orders f where f.work_order_id = s.work_order_id and f.is_current = 1)`,
      [at, runId],
    )
    await client.query('commit')
    return rowCount
  }
}

const byHand = async (merge, records, runId, startMs) => {
  let opened = 0
  for (const [index, page] of [...pagesOf(records, pageSize)].entries()) opened += await merge(page, moment(startMs + index), runId)
  return opened
}

const rowsIn = async (client, schema) => {
  const { rows } = await client.query(`select count(*) as rows, sum(is_current) as current from ${schema}.fact_work_orders where surrogate_key > 0`)
  return JSON.stringify(rows)
}

const round = async (size, portFirst) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const schemas = { port: `pwsf_bench_${process.pid}_port`, hand: `pwsf_bench_${process.pid}_hand` }
  try {
    const warehouse = await openPostgresWarehouse({ url, schema: schemas.port, clock })
    await warehouse.migrate()
    const other = await openPostgresWarehouse({ url, schema: schemas.hand, clock })
    await other.migrate()
    await other.close()
    await client.query(`set search_path to ${schemas.hand}`)
    const merge = await openByHand(client)
    const cases = [
      { name: 'load', records: () => workOrders(size), opened: size },
      { name: '1% changed', records: () => workOrders(size, (index) => (index % 100 === 50 ? 1 : 0)), opened: Math.floor((size + 49) / 100) },
      { name: 'nothing changed', records: () => workOrders(size, (index) => (index % 100 === 50 ? 1 : 0)), opened: 0 },
    ]
    const costs = []
    for (const [index, { name, records, opened }] of cases.entries()) {
      const given = records()
      const port = () => timed(() => throughPort(warehouse, given, `run-${index}`, index * hour))
      const hand = () => timed(() => byHand(merge, given, `run-${index}`, index * hour))
      const [first, second] = portFirst ? [await port(), await hand()] : [await hand(), await port()]
      const [ported, written] = portFirst ? [first, second] : [second, first]
      if (ported.result !== opened || written.result !== opened)
        throw new Error(`${name}: ${ported.result} and ${written.result} versions instead of ${opened}`)
      costs.push({ name, ported, written })
    }
    await warehouse.close()
    if ((await rowsIn(client, schemas.port)) !== (await rowsIn(client, schemas.hand))) throw new Error('the two ways gave different rows')
    return costs
  } finally {
    for (const schema of Object.values(schemas)) await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  }
}

await bench(about, async ({ sizes, rounds, note }) => {
  const rows = []
  for (const size of sizes) {
    const all = []
    for (let number = 0; number < rounds; number += 1) {
      all.push(await round(size, number % 2 === 0))
      for (const { name, ported, written } of all.at(-1)) note(`${thousands(size)}: ${name} ${seconds(ported.wallMs)}, by hand ${seconds(written.wallMs)}`)
    }
    for (const [index, { name }] of all[0].entries()) {
      const of = (pick) => median(all.map((costs) => pick(costs[index])))
      const wallMs = of(({ ported }) => ported.wallMs)
      rows.push({
        case: `${thousands(size)}: ${name}`,
        value: `${seconds(wallMs)}, ${perSecond(size, wallMs)}`,
        against: `by hand ${seconds(of(({ written }) => written.wallMs))}`,
        ratio: of(({ ported, written }) => ported.wallMs / written.wallMs),
        ...(name === 'nothing changed' ? {} : { limit }),
      })
    }
  }
  return rows
})
