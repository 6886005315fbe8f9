import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import type { Spending } from '../support/spend-budget.js'

const program = fileURLToPath(new URL('../support/spend-budget.ts', import.meta.url))
const limit = 120

let folder: string
let sandbox: RunningSandbox
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pwsf-budget-'))
  sandbox = await startSandbox({ workOrders: 20, portfolios: 2, requestsPerMinute: limit, servicefusion: { rateLimitPer: 'client' } })
})
afterEach(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const spend = async (file?: string): Promise<number> => {
  const { sfClientId: clientId, sfClientSecret: clientSecret } = sandbox.credentials
  const account = { url: sandbox.serviceFusionUrl, clientId, clientSecret, timezone: sandbox.timezone }
  const spending: Spending = { ...account, workers: 6, quietMs: 2_000, ...(file !== undefined && { file }) }
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), program, JSON.stringify(spending)])
  return (JSON.parse(stdout) as { sent: number }).sent
}

test('two processes that share a budget use the whole limit together, and are never refused', async () => {
  const file = join(folder, 'warehouse.db.shared')
  const [one, other] = await Promise.all([spend(file), spend(file)])
  expect(sandbox.counters().servicefusion.tooMany).toBe(0)
  expect(one + other).toBe(limit)
  // A third one finds the limit used up although it never sent a request.
  expect(await spend(file)).toBe(0)
}, 50_000)

test('two processes with budgets of their own are refused', async () => {
  await Promise.all([spend(), spend()])
  expect(sandbox.counters().servicefusion.tooMany).toBeGreaterThan(0)
}, 50_000)
