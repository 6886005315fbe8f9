import { join } from 'node:path'
import { bench } from './support/bench.mjs'
import { megabytes, perSecond, seconds, thousands } from './support/figures.mjs'
import { inFolder, runPwsf, runScript } from './support/processes.mjs'
import { openSandbox } from './support/sandbox.mjs'

const about = {
  name: 'sync',
  measures:
    'whole runs of pwsf sync against the sandbox in a process of its own (first, again, 1% changed, everything planned); floor: the same SOAP pages by a bare client loop that scans the XML and keeps nothing; the ratio is of processor time, as both wait for the same server',
  sizes: [1_000, 10_000, 100_000],
  quickSizes: [1_000],
}

const memoryLimit = 200
/** Reading everything again is as long as the first run; small sizes show what it costs. */
const largestFullRead = 10_000
const day = 86_400_000
const tomorrow = new Date(Date.now() + day).toISOString().slice(0, 10)
/** Nothing is old enough to be dispatched: reading, storing and deciding is measured, not the waiting for ServiceFusion (see limit.mjs). */
const readOnly = ['sync', '--go-live', tomorrow, '--max-error-rate', '1']

const memory = ({ peakRssBytes }) => Math.round(megabytes(peakRssBytes))

/** Reads as many pages of each listing as the run that was just counted. */
const readFloor = async (sandbox, propertyware) => {
  const pages = Object.fromEntries(Object.entries(propertyware.byOperation).filter(([operation]) => operation.startsWith('get')))
  return runScript('read-pages.mjs', [JSON.stringify(pages)], { env: sandbox.settings })
}

const describe = ({ document, wallMs, cpuMs }, rows) => {
  const { requests, history } = document
  return `${seconds(wallMs)} (processor ${seconds(cpuMs)}), ${perSecond(rows, wallMs)}, ${requests.propertyware}+${requests.servicefusion} requests, ${thousands(history.opened)} versions`
}

const measureSize = async (size, note) =>
  inFolder(async (folder) => {
    const sandbox = await openSandbox({ workOrders: size })
    try {
      const env = { ...sandbox.settings, PWSF_DATABASE_URL: `sqlite:${join(folder, 'warehouse.db')}` }
      const named = (name) => `${thousands(size)}: ${name}`
      const rows = []

      const line = (name, run, floor) => {
        rows.push(
          {
            case: named(name),
            value: describe(run, size),
            ...(floor && {
              against: `bare pages ${seconds(floor.result.wallMs)} (processor ${seconds(floor.cpuMs)}), ${Math.round(megabytes(floor.result.bytes))} MB of XML`,
              ratio: run.cpuMs / floor.cpuMs,
            }),
          },
          { case: named(`${name}, peak memory`), value: `${memory(run)} MB`, figure: memory(run), limit: memoryLimit, unit: 'MB' },
        )
      }
      const sync = async (name, args, codes = [0]) => {
        const run = await runPwsf(args, { env, codes })
        note(named(`${name} ${describe(run, size)}, ${memory(run)} MB`))
        return run
      }

      await sandbox.resetCounters()
      const first = await sync('first run', readOnly)
      const { propertyware } = await sandbox.counters()
      const floor = await readFloor(sandbox, propertyware)
      note(named(`bare pages ${seconds(floor.result.wallMs)} (processor ${seconds(floor.cpuMs)}); ${JSON.stringify(propertyware.byOperation)}`))
      line('first run', first, floor)
      line('no change', await sync('no change', readOnly))
      for (const number of floor.result.numbers.filter((_, index) => index % 100 === 50)) {
        await sandbox.edit({ action: 'edit', entity: 'work-order', number: Number(number), set: { description: `Changed by a person, ${number}` } })
      }
      const changed = await sync('1% changed', readOnly)
      if (changed.document.history.opened < size / 100) throw new Error(`only ${changed.document.history.opened} changes were noticed`)
      line('1% changed', changed)
      // Exit code 6: everything is planned and kept in memory, and the limit lets nothing of it be sent.
      const planned = await sync('all planned, none sent', ['sync', '--max-creates', '0', '--max-error-rate', '1'], [6])
      note(named(`${planned.document.items.length} items kept`))
      line('all planned, none sent', planned)
      if (size <= largestFullRead) line('full read, no change', await sync('full read, no change', [...readOnly, '--full']), floor)
      return rows
    } finally {
      await sandbox.stop()
    }
  })

await bench(about, async ({ sizes, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, note)))
  return rows
})
