import { join } from 'node:path'
import { bench } from './support/bench.mjs'
import { inFolder, runScript } from './support/processes.mjs'

const about = {
  name: 'budget',
  measures:
    'what a place in the shared request budget costs (asked for and ended, two changes of the file beside a SQLite warehouse), for one process and for three at once; target: 1 ms of the processor a request',
}

/** A minute's worth of the real limit would be used up at once: so high that nobody waits for the limit, only for the file and for each other. */
const limit = 1_000_000
const places = 2_000

const ms = (value) => `${value.toFixed(2)} ms`

const measure = async (processes) =>
  inFolder(async (folder) => {
    const file = join(folder, 'warehouse.db.shared')
    const runs = await Promise.all(Array.from({ length: processes }, () => runScript('spend-places.mjs', [file, places, limit])))
    const mean = (of) => runs.reduce((sum, { result }) => sum + of(result), 0) / processes
    const cpu = mean(({ cpuMs }) => cpuMs)
    const worst = Math.max(...runs.map(({ result }) => result.p99Ms))
    const value = `processor ${ms(cpu)} a request, wall ${ms(mean(({ meanMs }) => meanMs))}, 99% within ${ms(worst)}`
    return { case: processes === 1 ? 'one process' : `${processes} processes at once`, value, figure: cpu, limit: 1, unit: 'ms' }
  })

await bench(about, async () => [await measure(1), await measure(3)])
