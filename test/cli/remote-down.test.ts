import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { type Ended, openFolder, runCli } from '../support/cli.js'

interface Document {
  exitCode: number
  counts: Record<string, number>
  requests: { propertyware: number; servicefusion: number }
  budget: { limit: number; used: number } | null
  problems: { code: string; message: string; next: string }[]
  remotes: {
    propertyware: { breaker: { state: string } }
    servicefusion: { breaker: { state: string; retryAt?: string }; budget: { limit: number; used: number } | null }
  }
}

/** An address on which nobody listens. */
const deadAddress = async (): Promise<string> => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return `http://127.0.0.1:${port}`
}

const folder = openFolder()
let sandbox: RunningSandbox
let dead: string
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'cli-down', workOrders: 30, portfolios: 2, requestsPerMinute: 6_000 })
  dead = await deadAddress()
})
afterAll(async () => {
  await sandbox.stop()
  folder.remove()
})

const pwsf = (argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runCli(folder.path, argv, { ...sandbox.settings, PWSF_MAX_ERROR_RATE: '1', ...environment })
const document = ({ stdout }: Ended): Document => JSON.parse(stdout) as Document

describe('ServiceFusion cannot be reached', () => {
  it('the run reports, ends with 8, and the next one does not ask again', async () => {
    const first = await pwsf(['sync', '--json'], { PWSF_SF_URL: dead })
    expect(first.code).toBe(8)
    expect(document(first).counts['read']).toBe(30)

    const second = await pwsf(['sync'], { PWSF_SF_URL: dead })
    expect(second.code).toBe(8)
    expect(second.stdout).toMatch(/ServiceFusion has not answered since .*could not connect.*; it is tried again at /)
    expect(second.stdout).toContain('--ignore-breaker')

    const status = await pwsf(['status'])
    expect(status.stdout).toMatch(/ServiceFusion has not answered since .*; it is tried again at /)
    expect(status.stdout).toContain('PropertyWare  no outage known')
    expect(document(await pwsf(['status', '--json'])).remotes).toMatchObject({
      propertyware: { breaker: { state: 'closed' } },
      servicefusion: { breaker: { state: 'open' } },
    })
  }, 60_000)

  it('--ignore-breaker asks all the same, and when it answers it is asked by everyone', async () => {
    const run = document(await pwsf(['sync', '--json', '--ignore-breaker']))
    expect(run.exitCode).toBe(0)
    expect(run.counts['created']).toBeGreaterThan(0)
    expect(run.budget).toEqual({ limit: 6_000, used: run.requests.servicefusion })
    const { servicefusion } = document(await pwsf(['status', '--json'])).remotes
    expect(servicefusion.breaker.state).toBe('closed')
    expect(servicefusion.budget).toMatchObject({ limit: 6_000 })
    expect((await pwsf(['sync'])).code).toBe(0)
  }, 60_000)
})

it('a dry run without a warehouse makes no file for what processes share', async () => {
  const empty = openFolder()
  const run = await runCli(empty.path, ['dry-run', '--json'], { ...sandbox.settings, PWSF_MAX_ERROR_RATE: '1' })
  expect(run.code).toBe(0)
  expect(readdirSync(empty.path)).toEqual([])
  empty.remove()
}, 60_000)
