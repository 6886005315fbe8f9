// npm run torture -- --seeds N [--from SEED] [--only SEED] [--lanes N] [--db sqlite|postgres] [--planted] [--verbose]
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Played, playSeed } from './play.js'
import { buildProgram } from './program.js'
import { plantedBugs } from './planted/bugs.js'
import { startPostgres } from '../test/support/postgres-cluster.js'
import { openPostgresStore, openSqliteStore, openSqliteTemplate } from './stores.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    db: { type: 'string', default: 'sqlite' },
    planted: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

/** Killing a process loses nothing that it gave to the system, so memory is as good a disk as any, and faster. */
const fastFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const show = ({ seed, trace, broken }: Played): string =>
  [`seed ${seed}`, ...trace.map((line) => `  ${line}`), ...broken.map((line) => `  BROKEN ${line}`)].join('\n')

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Plants each bug in a copy of the program and plays seeds until the suite sees it. A bug that it does not see is a failure of the suite. */
const playPlanted = async (): Promise<void> => {
  for (const { name, harm, patches, shows } of plantedBugs) {
    const folder = await mkdtemp(join(fastFolder, 'pwsf-planted-'))
    try {
      const program = await buildProgram(join(folder, 'program'), patches)
      const template = await openSqliteTemplate(folder, join(folder, 'program/dist/adapters/warehouse/real.js'))
      let caught: Played | undefined
      const more = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.from) + index)
      for (const seed of [...shows, ...more]) {
        if (caught !== undefined) break
        const played = await playSeed(program, seed, (fromNothing) => openSqliteStore(folder, template, fromNothing))
        if (played.broken.length > 0) caught = played
      }
      print(`${caught === undefined ? 'NOT SEEN' : `seen in seed ${caught.seed}`}: ${name} (${harm})`)
      if (caught === undefined) process.exitCode = 1
      else print(`  ${caught.broken[0] ?? ''}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

const main = async (): Promise<void> => {
  if (values.db !== 'sqlite' && values.db !== 'postgres') throw new Error('--db is sqlite or postgres')
  const folder = await mkdtemp(join(fastFolder, 'pwsf-torture-'))
  const server = values.db === 'postgres' ? await startPostgres() : undefined
  try {
    const program = await buildProgram(join(folder, 'program'))
    const template = await openSqliteTemplate(folder, join(folder, 'program/dist/adapters/warehouse/real.js'))
    const first = Number(values.only ?? values.from)
    const seeds = Array.from({ length: values.only === undefined ? Number(values.seeds) : 1 }, (_, index) => first + index)
    const total = seeds.length
    const startedAt = Date.now()
    const struck = new Map<string, number>()
    const failed: number[] = []
    let runs = 0
    const lane = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const played = await playSeed(program, seed, (fromNothing) =>
          server === undefined ? openSqliteStore(folder, template, fromNothing) : openPostgresStore(server.url),
        )
        runs += played.runs
        for (const point of played.struck) struck.set(point, (struck.get(point) ?? 0) + 1)
        if (played.broken.length > 0) {
          failed.push(seed)
          print(`${show(played)}\n  replay: npm run torture -- --only ${seed} --db ${values.db}`)
        } else if (values.verbose || total === 1) print(show(played))
        const done = total - seeds.length
        if (done % 10 === 0)
          print(`… ${done} of ${total} begun, ${failed.length} failed, ${((done / (Date.now() - startedAt)) * 60_000).toFixed(1)} seeds a minute`)
      }
    }
    await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
    const minutes = (Date.now() - startedAt) / 60_000
    print(
      `${total - failed.length} of ${total} seeds passed on ${values.db}: ${runs} runs of pwsf, ${[...struck.values()].reduce((a, b) => a + b, 0)} ended at ${struck.size} named points, ${(total / minutes).toFixed(1)} seeds a minute`,
    )
    if (values.verbose)
      print(
        [...struck]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([point, count]) => `  ${point} ${count}`)
          .join('\n'),
      )
    if (failed.length > 0) {
      print(`failed: ${failed.sort((a, b) => a - b).join(' ')}`)
      process.exitCode = 1
    }
  } finally {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await (values.planted ? playPlanted() : main())
