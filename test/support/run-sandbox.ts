// A sandbox as a process of its own, for tests that kill it: prints its addresses as one JSON line and runs on.
import { startSandbox } from '../../src/sandbox/sandbox.js'

const { serviceFusionUrl, controlUrl, credentials } = await startSandbox({
  workOrders: 150,
  portfolios: 3,
  folder: process.argv[2] ?? null,
  requestsPerMinute: 1000,
})
process.stdout.write(`${JSON.stringify({ serviceFusionUrl, controlUrl, credentials })}\n`)
