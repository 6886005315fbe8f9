import { setImmediate as nextTurn } from 'node:timers/promises'
import { built, root } from './bench.mjs'
import { timed } from './figures.mjs'

// Reads one large answer, with pwsf's adapter or with soap's own decoder, and prints what that cost. Arguments: pwsf|soap, address.

const [, , which, url = ''] = process.argv

const openPwsf = async () => {
  const { openPropertyWare } = await built('adapters/propertyware/index.js')
  const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
  const { reader } = openPropertyWare({ url, username: 'operator', password: 'none', serviceStatusField: 'Service Status', clock, random: Math.random })
  return async () => {
    const { records, rejects } = await reader.page('work-orders', { page: 1 })
    if (rejects.length > 0) throw new Error(`${rejects.length} rows were refused`)
    return records.length
  }
}

/** As its manual shows it: no checking, no records, only what the library returns. */
const openSoap = async () => {
  const { createClientAsync } = await import('soap')
  const client = await createClientAsync(`${root}dist/adapters/propertyware/wsdl/PWServices.wsdl`, { endpoint: url })
  return async () => {
    const [result] = await client.getWorkOrdersAsync(null)
    const rows = result?.getWorkOrdersReturn?.w ?? []
    return Array.isArray(rows) ? rows.length : 1
  }
}

const read = await (which === 'soap' ? openSoap() : openPwsf())
await read()
global.gc?.()
await nextTurn()

const before = process.memoryUsage.rss()
let last = performance.now()
let longestStallMs = 0
let peak = before
const beat = setInterval(() => {
  const now = performance.now()
  longestStallMs = Math.max(longestStallMs, now - last - 5)
  last = now
  peak = Math.max(peak, process.memoryUsage.rss())
}, 5)
const { result: rows, wallMs, cpuMs } = await timed(read)
await nextTurn()
longestStallMs = Math.max(longestStallMs, performance.now() - last)
peak = Math.max(peak, process.memoryUsage.rss())
clearInterval(beat)
process.stdout.write(JSON.stringify({ rows, wallMs, cpuMs, longestStallMs, growthBytes: peak - before }))
