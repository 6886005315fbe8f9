import { join } from 'node:path'
import { bench, built } from './support/bench.mjs'
import { median, megabytes, perSecond, seconds, thousands } from './support/figures.mjs'
import { inFolder, runScript } from './support/processes.mjs'
import { moment, pagesOf, surroundings, workOrders } from './support/records.mjs'

const about = {
  name: 'planner',
  measures:
    'a plan over every work order of a SQLite warehouse, a quarter open, of which a fifth have their job already; floor: the same rows read and parsed once by a bare prepared statement, each in a process of its own',
  sizes: [100_000],
  quickSizes: [10_000],
}

const memoryLimit = 200
/** As bin/pwsf.js sets it. */
const collectEarly = '--heap-growing-percent=40'
const { openSqliteWarehouse } = await built('adapters/warehouse/index.js')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }

const fill = async (file, size) => {
  const warehouse = await openSqliteWarehouse({ file, clock })
  try {
    await warehouse.migrate()
    for (const [entity, records] of Object.entries({ ...surroundings(size), 'work-orders': workOrders(size) })) {
      for (const page of pagesOf(records, 5000)) {
        await warehouse.transaction((writer) => writer.observe({ entity, at: moment(0), records: page, runId: 'bench', origin: 'sync' }))
      }
    }
  } finally {
    await warehouse.close()
  }
}

const measureSize = async (size, rounds, note) =>
  inFolder(async (folder) => {
    const file = join(folder, 'warehouse.db')
    await fill(file, size)
    const runs = []
    for (let number = 0; number < rounds; number += 1) {
      const plan = await runScript('plan-work-orders.mjs', [file], { nodeFlags: [collectEarly] })
      const scan = await runScript('scan-work-orders.mjs', [file])
      if (plan.result.tally.read !== size || scan.result.rows !== size)
        throw new Error(`planned ${plan.result.tally.read} and read ${scan.result.rows} of ${size}`)
      note(`${thousands(size)}: ${seconds(plan.result.wallMs)}, bare ${seconds(scan.result.wallMs)}; ${JSON.stringify(plan.result.tally)}`)
      runs.push({ plan, scan })
    }
    const wallMs = median(runs.map(({ plan }) => plan.result.wallMs))
    const peak = Math.round(megabytes(median(runs.map(({ plan }) => plan.peakRssBytes))))
    const { create, link } = runs[0].plan.result.tally
    return [
      {
        case: `${thousands(size)}: plan (${thousands(create)} to create, ${thousands(link)} to link)`,
        value: `${seconds(wallMs)} (processor ${seconds(median(runs.map(({ plan }) => plan.result.cpuMs)))}), ${perSecond(size, wallMs)}`,
        against: `bare read ${seconds(median(runs.map(({ scan }) => scan.result.wallMs)))}`,
        ratio: median(runs.map(({ plan, scan }) => plan.result.wallMs / scan.result.wallMs)),
      },
      { case: `${thousands(size)}: plan, peak memory`, value: `${peak} MB`, figure: peak, limit: memoryLimit, unit: 'MB' },
    ]
  })

await bench(about, async ({ sizes, rounds, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, rounds, note)))
  return rows
})
