import { join } from 'node:path'
import { bench } from './support/bench.mjs'
import { seconds, thousands } from './support/figures.mjs'
import { inFolder, runPwsf } from './support/processes.mjs'
import { openSandbox } from './support/sandbox.mjs'

const about = {
  name: 'limit',
  measures:
    'a first sync that creates jobs at 100 ms latency under the real limit of 60 requests a minute; floor: the time that the limit alone imposes on the requests sent, one minute for every full allowance before the last; sizes are work orders',
  sizes: [1_400],
  quickSizes: [300],
}

const latencyMs = 100
const requestsPerMinute = 60

const measureSize = async (size, note) =>
  inFolder(async (folder) => {
    const sandbox = await openSandbox({ workOrders: size, requestsPerMinute, latencyMs })
    try {
      const env = { ...sandbox.settings, PWSF_DATABASE_URL: `sqlite:${join(folder, 'warehouse.db')}` }
      const { document, wallMs } = await runPwsf(['sync', '--max-error-rate', '1'], { env })
      const { servicefusion } = await sandbox.counters()
      const { created } = document.counts
      const { servicefusion: sent } = document.requests
      const floorMs = Math.floor((sent - 1) / requestsPerMinute) * 60_000
      note(`${thousands(created)} jobs, ${sent} requests, ${seconds(wallMs)}, ${servicefusion.tooMany} answers of 429`)
      const name = `${thousands(created)} jobs at ${requestsPerMinute} a minute`
      return [
        { case: name, value: `${seconds(wallMs)}, ${sent} requests`, against: `limit alone ${seconds(floorMs)}`, ratio: wallMs / floorMs, limit: 1.05 },
        { case: `${name}, answers of 429`, value: String(servicefusion.tooMany), figure: servicefusion.tooMany, limit: 0, unit: 'answers' },
      ]
    } finally {
      await sandbox.stop()
    }
  })

await bench(about, async ({ sizes, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, note)))
  return rows
})
