import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { dayOf } from '../../src/config/day.js'
import { addDays } from '../../src/core/backfill/days.js'
import { instant } from '../../src/core/model/instant.js'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { believedRows } from '../support/backfill-rig.js'
import { openFolder, runCli, startCli } from '../support/cli.js'

interface Document {
  ok: boolean
  exitCode: number
  complete: boolean
  stopped: string | null
  reads: { entity: string; chunks: { planned: number; done: number } }[]
  problems: { code: string; message: string }[]
}

const folder = openFolder()
let sandbox: RunningSandbox
let range: string[]
beforeAll(async () => {
  sandbox = await startSandbox({ workOrders: 80, portfolios: 4, requestsPerMinute: 100_000, latencyMs: 15 })
  const today = dayOf(instant(Date.now()), sandbox.timezone)
  range = ['--from', addDays(today, -420), '--to', today, '--chunk', '60d']
})
afterAll(async () => {
  await sandbox.stop()
  folder.remove()
})

const environment = (file: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...sandbox.settings,
  PWSF_DATABASE_URL: `sqlite:./${file}`,
  ...more,
})
const path = (file: string): string => join(folder.path, file)
const document = ({ stdout }: { stdout: string }): Document => JSON.parse(stdout) as Document
const mistake = async (...argv: string[]): Promise<{ code: number | null; line: string | undefined }> => {
  const { code, stderr } = await runCli(folder.path, ['backfill', ...argv], environment('never.db'))
  return { code, line: stderr.split('\n')[0] }
}

/** True as soon as the first chunk of leases has its checkpoint: somewhere in the middle. */
const hasProgress = (file: string): boolean => {
  if (!existsSync(path(file))) return false
  const database = new Database(path(file), { readonly: true })
  try {
    return database.prepare("select 1 from checkpoints where name = 'backfill:leases' and value <> '[]'").all().length > 0
  } catch {
    return false // no table yet
  } finally {
    database.close()
  }
}

const untilProgress = async (file: string): Promise<void> => {
  for (let look = 0; look < 600 && !hasProgress(file); look += 1) await sleep(50)
  expect(hasProgress(file)).toBe(true)
}

describe('pwsf backfill', () => {
  it('killed in the middle goes on with --resume, and has the same rows as one that was not', async () => {
    const killed = startCli(folder.path, ['backfill', ...range, '--json'], environment('killed.db'))
    await untilProgress('killed.db')
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toMatchObject({ code: null, stdout: '' })
    const resumed = document(await runCli(folder.path, ['backfill', '--resume', '--json'], environment('killed.db')))
    const whole = document(await runCli(folder.path, ['backfill', ...range, '--json'], environment('whole.db')))
    expect([resumed.complete, whole.complete]).toEqual([true, true])
    const leases = (of: Document): number => of.reads.find(({ entity }) => entity === 'leases')?.chunks.planned ?? 0
    expect(leases(resumed)).toBeLessThan(leases(whole))
    expect(believedRows(path('killed.db'))).toEqual(believedRows(path('whole.db')))
    const runs = JSON.parse((await runCli(folder.path, ['runs', '--json'], environment('killed.db'))).stdout) as { runs: { command: string; state: string }[] }
    expect(runs.runs.map(({ command, state }) => [command, state])).toEqual([
      ['backfill', 'finished'],
      ['backfill', 'abandoned'],
    ])
  }, 120_000)

  it('finishes the page in flight on SIGTERM, says how to go on, and ends with 143', async () => {
    const running = startCli(folder.path, ['backfill', ...range], environment('stopped.db'))
    await untilProgress('stopped.db')
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    expect(code).toBe(143)
    expect(stdout).toContain('pwsf backfill --resume goes on.')
  }, 60_000)

  it('is refused while another one runs, and a sync is not', async () => {
    const clock = { now: () => instant(Date.now()), sleep: async () => undefined }
    const warehouse = await openSqliteWarehouse({ file: path('both.db'), clock })
    await warehouse.migrate()
    const lock = await warehouse.lock({ runId: 'load-1', host: 'bastion', pid: 1, since: clock.now() }, 'backfill')
    try {
      const second = await runCli(folder.path, ['backfill', ...range], environment('both.db'))
      expect(second).toMatchObject({ code: 5, stderr: expect.stringContaining('pwsf: run load-1 holds the backfill lock') as string })
      const sync = await runCli(folder.path, ['sync', '--json'], environment('both.db', { PWSF_MAX_ERROR_RATE: '1' }))
      expect(sync.code).toBe(0)
    } finally {
      await lock.release()
      await warehouse.close()
    }
  }, 90_000)

  it('is stopped by --max-requests with exit code 0, and says that it is not done', async () => {
    const ended = await runCli(folder.path, ['backfill', ...range, '--max-requests', '10', '--json'], environment('limited.db'))
    expect(ended.code).toBe(0)
    expect(document(ended)).toMatchObject({ complete: false, stopped: 'max-requests' })
  })

  it('says in a dry run what it would read, and makes no file', async () => {
    const ended = await runCli(folder.path, ['backfill', ...range, '--dry-run'], environment('dry.db'))
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was written.') as string })
    expect(existsSync(path('dry.db'))).toBe(false)
  })

  it('ends with 8 when a system is down', async () => {
    const ended = await runCli(folder.path, ['backfill', ...range, '--entity', 'jobs', '--json'], environment('down.db', { PWSF_SF_URL: 'http://127.0.0.1:9' }))
    expect(ended.code).toBe(8)
    expect(document(ended).problems).toMatchObject([{ code: 'read-unavailable' }])
  }, 60_000)

  it.each([
    [['--from', '2030-02-02', '--to', '2030-02-01'], 'the range is turned round: it begins on 2030-02-02 and ends on 2030-02-01'],
    [['--from', '2030-02-30', '--to', '2030-03-01'], '--from is not a day such as 2031-03-02'],
    [['--from', '2999-01-01', '--to', '2999-01-02'], 'the range begins on 2999-01-01, which has not come yet'],
    [['--from', '2020-01-01', '--to', '2020-01-02', '--entity', 'invoices'], '--entity is wrong: there is no entity "invoices"'],
    [['--from', '2020-01-01', '--to', '2020-01-02', '--chunk', '0d'], '--chunk is wrong: a chunk has at least 1 day'],
    [['--from', '2020-01-01', '--to', '2020-01-02', '--chunk', '0'], '--chunk is not a number of days or weeks such as 7d or 2w'],
    [['--from', '2020-01-01', '--to', '2020-01-02', '--by', 'colour'], '--by is wrong: give created or changed'],
    [['--to', '2020-01-02'], '--from is missing'],
  ])('refuses %j with one clear line', async (argv, line) => {
    expect(await mistake(...argv)).toMatchObject({ code: 2, line: expect.stringContaining(line) as string })
    expect(existsSync(path('never.db'))).toBe(false)
  })
})
