import { join } from 'node:path'
import Database from 'better-sqlite3'
import { bench, built } from './support/bench.mjs'
import { median, perSecond, seconds, thousands, timed } from './support/figures.mjs'
import { openMerge } from './support/hand-written-merge.mjs'
import { inFolder } from './support/processes.mjs'
import { moment, pagesOf, workOrders } from './support/records.mjs'

const about = {
  name: 'warehouse',
  measures:
    'work orders merged through the Warehouse port (SQLite), page by page in transactions, the read confirmed at the end; peer: hand-written prepared SQL of the same merge into the same table with the same hash, alternating in the same process',
  sizes: [100_000],
  quickSizes: [10_000],
}

const limit = 2
const pageSize = 500
const hour = 3_600_000
const { openSqliteWarehouse } = await built('adapters/warehouse/index.js')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }

/** The port as sync uses it: what was read goes in and out of quarantine, and a complete read is confirmed. */
const throughPort = async (warehouse, records, runId, startMs) => {
  let opened = 0
  let at = moment(startMs)
  for (const [index, page] of [...pagesOf(records, pageSize)].entries()) {
    at = moment(startMs + index)
    opened += (
      await warehouse.transaction(async (writer) => {
        const counts = await writer.observe({ entity: 'work-orders', at, records: page, runId, origin: 'sync' })
        await writer.releaseFromQuarantine(
          'work-orders',
          page.map(({ id }) => id),
          at,
        )
        return counts
      })
    ).opened
  }
  const presentIds = new Set(records.map(({ id }) => id))
  await warehouse.transaction((writer) => writer.confirmRead({ entity: 'work-orders', at, runId, presentIds, closeAfter: 3 }))
  return opened
}

const byHand = (merge, records, runId, startMs) => {
  let opened = 0
  for (const [index, page] of [...pagesOf(records, pageSize)].entries()) opened += merge(page, moment(startMs + index), runId)
  return opened
}

const rowsIn = (file) => {
  const database = new Database(file, { readonly: true })
  try {
    const sum =
      "select count(*) as rows, sum(is_current) as current, group_concat(substr(row_hash, 1, 1), '') as hashes from (select * from fact_work_orders where surrogate_key > 0 order by work_order_id, version)"
    return JSON.stringify(database.prepare(sum).get())
  } finally {
    database.close()
  }
}

/** Both ways over fresh files; gives per case the two costs. */
const round = async (size, portFirst) =>
  inFolder(async (folder) => {
    const files = { port: join(folder, 'port.db'), hand: join(folder, 'hand.db') }
    const warehouse = await openSqliteWarehouse({ file: files.port, clock })
    await warehouse.migrate()
    const schema = await openSqliteWarehouse({ file: files.hand, clock })
    await schema.migrate()
    await schema.close()
    const database = new Database(files.hand)
    for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'temp_store = memory', 'cache_size = -32000'])
      database.pragma(pragma)
    const merge = openMerge(database)
    const cases = [
      { name: 'load', records: () => workOrders(size), opened: size },
      { name: '1% changed', records: () => workOrders(size, (index) => (index % 100 === 50 ? 1 : 0)), opened: Math.floor((size + 49) / 100) },
      { name: 'nothing changed', records: () => workOrders(size, (index) => (index % 100 === 50 ? 1 : 0)), opened: 0 },
    ]
    const costs = []
    for (const [index, { name, records, opened }] of cases.entries()) {
      const given = records()
      const port = () => timed(() => throughPort(warehouse, given, `run-${index}`, index * hour))
      const hand = () => timed(async () => byHand(merge, given, `run-${index}`, index * hour))
      const [first, second] = portFirst ? [await port(), await hand()] : [await hand(), await port()]
      const [ported, written] = portFirst ? [first, second] : [second, first]
      if (ported.result !== opened || written.result !== opened)
        throw new Error(`${name}: ${ported.result} and ${written.result} versions instead of ${opened}`)
      costs.push({ name, ported, written })
    }
    await warehouse.close()
    database.close()
    if (rowsIn(files.port) !== rowsIn(files.hand)) throw new Error('the two ways gave different rows')
    return costs
  })

const measureSize = async (size, rounds, note) => {
  const all = []
  for (let number = 0; number < rounds; number += 1) {
    all.push(await round(size, number % 2 === 0))
    for (const { name, ported, written } of all.at(-1)) {
      note(
        `${thousands(size)}: ${name} ${seconds(ported.wallMs)} (processor ${seconds(ported.cpuMs)}), by hand ${seconds(written.wallMs)} (${seconds(written.cpuMs)})`,
      )
    }
  }
  return all[0].map(({ name }, index) => {
    const of = (pick) => median(all.map((costs) => pick(costs[index])))
    const wallMs = of(({ ported }) => ported.wallMs)
    return {
      case: `${thousands(size)}: ${name}`,
      value: `${seconds(wallMs)} (processor ${seconds(of(({ ported }) => ported.cpuMs))}), ${perSecond(size, wallMs)}`,
      against: `by hand ${seconds(of(({ written }) => written.wallMs))} (processor ${seconds(of(({ written }) => written.cpuMs))})`,
      ratio: of(({ ported, written }) => ported.wallMs / written.wallMs),
      ...(name === 'nothing changed' ? {} : { limit }),
    }
  })
}

await bench(about, async ({ sizes, rounds, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, rounds, note)))
  return rows
})
