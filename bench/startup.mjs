import { join } from 'node:path'
import { bench } from './support/bench.mjs'
import { median, milliseconds, thousands } from './support/figures.mjs'
import { inFolder, pwsf, runPwsf, wallOf } from './support/processes.mjs'
import { openSandbox } from './support/sandbox.mjs'

const about = {
  name: 'startup',
  measures:
    'from the start of the process to its end, the median over runs that take turns with the floor, node -e 0; status on a warehouse that a real sync filled',
  sizes: [1_000],
  quickSizes: [200],
}

const runs = 15

const measureSize = async (size, note) =>
  inFolder(async (folder) => {
    const sandbox = await openSandbox({ workOrders: size })
    const env = { PWSF_DATABASE_URL: `sqlite:${join(folder, 'warehouse.db')}` }
    try {
      await runPwsf(['sync', '--max-error-rate', '1', '--go-live', '2100-01-01'], { env: { ...sandbox.settings, ...env } })
    } finally {
      await sandbox.stop()
    }
    const cases = { floor: ['-e', '0'], version: [pwsf, '--version'], help: [pwsf, '--help'], status: [pwsf, 'status'] }
    const times = { floor: [], version: [], help: [], status: [] }
    for (let number = 0; number <= runs; number += 1) {
      for (const [name, argv] of Object.entries(cases)) {
        const wallMs = await wallOf(argv, { env })
        if (number > 0) times[name].push(wallMs) // the first ones warm the disk's cache
      }
    }
    const { floor, version, help, status } = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
    note(`node ${milliseconds(floor)}, version ${milliseconds(version)}, help ${milliseconds(help)}, status ${milliseconds(status)}`)
    const against = `node -e 0 ${milliseconds(floor)}`
    const over = (name, total, limit) => ({
      case: `${name}, over the floor`,
      value: milliseconds(total - floor),
      against,
      ratio: total / floor,
      figure: total - floor,
      limit,
      unit: 'ms',
    })
    return [
      over('pwsf --version', version, 40),
      over('pwsf --help', help),
      {
        case: `pwsf status (${thousands(size)} work orders), whole`,
        value: milliseconds(status),
        against,
        ratio: status / floor,
        figure: status,
        limit: 200,
        unit: 'ms',
      },
    ]
  })

await bench(about, async ({ sizes, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, note)))
  return rows
})
