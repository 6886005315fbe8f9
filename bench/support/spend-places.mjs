// Takes and ends places of a shared budget as a process of its own. Arguments: file, places, requests a minute.
import { built } from './bench.mjs'

const [file, places, limit] = process.argv.slice(2)
const { openSqliteSharedState } = await built('adapters/warehouse/index.js')
const { sharedCell } = await built('adapters/servicefusion/budget-cell.js')
const { openBudget } = await built('adapters/servicefusion/budget-queue.js')
const { systemClock } = await built('adapters/system-clock.js')

const shared = await openSqliteSharedState({ file })
const budget = openBudget({ clock: systemClock, limit: Number(limit), abandonedMs: 210_000, cell: sharedCell(shared, 'bench', Number(limit)) })
const { signal } = new AbortController()
const spend = async () => {
  const place = await budget.take(signal)
  await budget.ended(place, { status: 200, limit: Number(limit) })
}

await spend()
const times = []
const before = process.cpuUsage()
for (let spent = 0; spent < Number(places); spent += 1) {
  const begin = performance.now()
  await spend()
  times.push(performance.now() - begin)
}
const { user, system } = process.cpuUsage(before)
await shared.close()
times.sort((left, right) => left - right)
const mean = times.reduce((sum, time) => sum + time, 0) / times.length
console.log(JSON.stringify({ cpuMs: (user + system) / 1000 / times.length, meanMs: mean, p99Ms: times[Math.floor(times.length * 0.99)] }))
