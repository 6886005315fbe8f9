import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect } from './soap-loopback.js'

// Run as a process of its own, because the memory of a test runner says nothing: reads one page from the address given and prints what it cost.
const { reader } = connect(process.argv[2] ?? '')
await reader.page('work-orders', { page: 1 })
global.gc?.()
await nextTurn()

const before = process.memoryUsage().rss
let last = performance.now()
let longestStallMs = 0
let peak = before
const beat = setInterval(() => {
  const now = performance.now()
  longestStallMs = Math.max(longestStallMs, now - last)
  last = now
  peak = Math.max(peak, process.memoryUsage.rss())
}, 5)
const { records, rejects } = await reader.page('work-orders', { page: 2 })
await nextTurn()
longestStallMs = Math.max(longestStallMs, performance.now() - last)
clearInterval(beat)
process.stdout.write(
  JSON.stringify({
    records: records.length,
    rejects: rejects.length,
    last: records.at(-1)?.description?.length,
    longestStallMs: Math.round(longestStallMs),
    growthMb: Math.round((peak - before) / 1048576),
  }),
)
