import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { envelope, fixture, openLoopback, sendXml } from '../support/soap-loopback.js'

const bytes = 20 * 1024 * 1024
const script = fileURLToPath(new URL('../support/read-large-answer.ts', import.meta.url))
/** The records of one work order as Axis hoists them: itself, its building, lease, people, custom fields, notes. */
const graph = /<multiRef.*<\/multiRef>/s.exec(fixture('get-work-order.multiref.xml').toString('utf8'))?.[0] ?? ''

/** A copy of the graph with ids and texts of its own, so that nothing is shared between the rows. */
const rows = (row: number): string =>
  graph
    .replace(/(id="|href="#)id(\d+)"/g, `$1r${row}-$2"`)
    .replace(/>69\d{8}</, `>${6_900_000_000 + row}<`)
    .replace(/(xsi:type="xsd:string">)([^<]{8,}<)/g, `$1${row} $2`)

const count = Math.ceil(bytes / rows(10_000).length)

const sendLarge = async (response: ServerResponse): Promise<void> => {
  const links = Array.from({ length: count }, (_, row) => `<w href="#r${row}-0"/>`).join('')
  const [start = '', end = ''] = envelope('getWorkOrders', `<getWorkOrdersReturn>${links}</getWorkOrdersReturn>`, '<!-- rows -->').split('<!-- rows -->')
  response.writeHead(200, { 'Content-Type': 'text/xml' })
  response.write(start)
  for (let row = 0; row < count; row += 20) {
    const batch = Array.from({ length: Math.min(20, count - row) }, (_, index) => rows(row + index)).join('')
    if (!response.write(batch)) await once(response, 'drain')
  }
  response.end(end)
}

it('an answer of 20 MB neither stalls the event loop for a second nor takes 200 MB', async () => {
  const empty = envelope('getWorkOrders', '<getWorkOrdersReturn/>')
  const server = await openLoopback(({ number }, response) => {
    if (number === 1) sendXml(response, empty)
    else void sendLarge(response)
  })
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', script, server.url], { timeout: 60_000 })
    const cost = JSON.parse(stdout) as { records: number; rejects: number; longestStallMs: number; growthMb: number }
    expect(cost).toMatchObject({ records: count, rejects: 0 })
    expect(cost.longestStallMs).toBeLessThan(1000)
    expect(cost.growthMb).toBeLessThan(200)
  } finally {
    await server.close()
  }
}, 90_000)
