import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, openFolder, runCli, startCli } from '../support/cli.js'

interface Document {
  format: number
  command: string
  runId: string | null
  ok: boolean
  exitCode: number
  problems: { code: string; message: string; next: string }[]
  counts: Record<string, number>
  items: { action: string; outcome?: string; workOrderId: string; number: string; why: string }[]
  requests: { propertyware: number; servicefusion: number }
}

const folder = openFolder()
afterAll(folder.remove)
const pwsf = async (argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> => runCli(folder.path, argv, environment)
const document = ({ stdout }: Ended): Document => JSON.parse(stdout) as Document
const file = (name: string): string => join(folder.path, name)
const hash = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(file(name)))
    .digest('hex')
const balance = ({ read = 0, ...outcomes }: Record<string, number>): number => read - Object.values(outcomes).reduce((sum, amount) => sum + amount, 0)

describe('a newcomer with the sandbox', () => {
  let plan: Ended
  let first: Ended
  beforeAll(async () => {
    plan = await pwsf(['dry-run', '--sandbox', '--work-orders', '120', '--out', 'plan.json', '--exit-code', '--json'])
    first = await pwsf(['sync', '--sandbox'], { PWSF_DATABASE_URL: 'sqlite:./real.db', PWSF_PW_URL: 'https://pw.example.com', PWSF_MAX_ERROR_RATE: '' })
  }, 60_000)

  it('sees in a dry run what would be done, and nothing is written', () => {
    expect(plan.code).toBe(3)
    expect(document(plan)).toMatchObject({ format: 1, command: 'dry-run', ok: true, exitCode: 3, dryRun: true })
    expect(document(plan).counts['created']).toBeGreaterThan(0)
    expect(readFileSync(file('plan.json'), 'utf8')).toContain('"formatVersion": 1')
  })

  it('syncs, and gets a summary that says where the history is', () => {
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^Sync \d{8}T\d{6}Z-\w{6} took /)
    expect(first.stdout).toContain('sqlite:./.pwsf-sandbox/warehouse.db (sandbox)')
    expect(first.stdout).toMatch(/\+ created +\d+/)
    expect(existsSync(file('.pwsf-sandbox/warehouse.db'))).toBe(true)
    expect(existsSync(file('real.db'))).toBe(false)
  })

  it('types it again, and nothing needs doing; the outcomes add up', async () => {
    const second = await pwsf(['sync', '--sandbox', '--json', '--all'])
    const { counts, items, ok, runId } = document(second)
    expect({ code: second.code, ok, balance: balance(counts) }).toEqual({ code: 0, ok: true, balance: 0 })
    expect(counts).toMatchObject({ read: 120, created: 0, linked: 0, updated: 0, failed: 0 })
    expect(items).toHaveLength(120)
    expect(runId).toMatch(/^\d{8}T/)
    expect((await pwsf(['sync', '--sandbox'])).stdout).toContain('Nothing needed doing')
  })

  it('finds the saved plan to be nothing to do any more, and is told so', async () => {
    const again = await pwsf(['sync', '--sandbox', '--plan', 'plan.json', '--json'])
    expect(document(again).counts).toMatchObject({ created: 0, linked: 0, updated: 0, failed: 0 })
    expect(balance(document(again).counts)).toBe(0)
  })

  it('changes no byte of the warehouse with a dry run, status, runs and quarantine', async () => {
    const before = hash('.pwsf-sandbox/warehouse.db')
    await pwsf(['dry-run', '--sandbox'])
    const status = await pwsf(['status', '--sandbox', '--json'])
    const runs = await pwsf(['runs', '--sandbox'])
    await pwsf(['quarantine', 'list', '--sandbox'])
    expect(JSON.parse(status.stdout)).toMatchObject({ command: 'status', exitCode: 0, lastSuccess: { exitCode: 0 }, records: { 'work-orders': 120 } })
    expect(runs.stdout).toContain('│ sync ')
    expect(hash('.pwsf-sandbox/warehouse.db')).toBe(before)
  })

  it('reads one run in full', async () => {
    const { runId } = document(await pwsf(['sync', '--sandbox', '--json']))
    const run = await pwsf(['runs', runId ?? '', '--sandbox'])
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('read completely') as string })
  })

  it('logs as JSON lines with the run, and is quiet when asked to be', async () => {
    const quiet = await pwsf(['sync', '--sandbox', '--quiet'])
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' })
    const { stderr } = await pwsf(['sync', '--sandbox', '--verbose', '--log-format', 'json'])
    for (const line of stderr.split('\n').filter((text) => text !== ''))
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) as string, message: expect.any(String) as string })
  })

  it('is refused another account in the same folder, until the sandbox is reset', async () => {
    const other = await pwsf(['sync', '--sandbox', '--work-orders', '30'])
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--sandbox-reset') as string })
    const reset = await pwsf(['sync', '--sandbox', '--sandbox-reset', '--work-orders', '30', '--json'])
    expect(document(reset).counts['read']).toBe(30)
  })

  it('is stopped by a guard with exit code 6, and nothing of that class is written', async () => {
    const guarded = await pwsf(['sync', '--sandbox', '--sandbox-reset', '--work-orders', '120', '--max-creates', '1', '--json'])
    expect(guarded.code).toBe(6)
    expect(document(guarded)).toMatchObject({ ok: false, exitCode: 6, counts: { created: 0 } })
    expect(balance(document(guarded).counts)).toBe(0)
    expect(document(guarded).problems.length).toBeGreaterThan(0)
  })

  it('ends with exit code 7 when more needs attention than is allowed', async () => {
    const strict = await pwsf(['sync', '--sandbox', '--max-error-rate', '0%', '--json'])
    expect(strict.code).toBe(7)
    expect(balance(document(strict).counts)).toBe(0)
  })
}, 120_000)

describe('pwsf sandbox', () => {
  const exportsOf = (text: string): Record<string, string> =>
    Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.replace(/^'(.*)'$/, '$1')]))

  it('prints settings with which pwsf works, and stops on a signal', async () => {
    const own = openFolder()
    const server = startCli(own.path, ['sandbox', '--work-orders', '40', '--requests-per-minute', '3000', '--truth', 'truth.json'])
    try {
      await server.until('# control: ')
      const settings = exportsOf(server.printed())
      expect(Object.keys(settings)).toEqual(expect.arrayContaining(['PWSF_PW_URL', 'PWSF_SF_CLIENT_SECRET', 'PWSF_TIMEZONE']))
      expect(JSON.parse(readFileSync(join(own.path, 'truth.json'), 'utf8'))).toBeTypeOf('object')

      const environment = { ...settings, PWSF_MAX_ERROR_RATE: '100%' }
      const first = await runCli(own.path, ['sync', '--json'], environment)
      expect(first.code).toBe(0)
      expect(document(first).counts['read']).toBe(40)
      expect(existsSync(join(own.path, 'pwsf.db'))).toBe(true)
      const refused = await runCli(own.path, ['sync'], { ...environment, PWSF_PW_PASSWORD: 'wrong-example' })
      expect(refused.code).toBe(4)
      expect(refused.stderr + refused.stdout).not.toContain('wrong-example')

      server.child.kill('SIGTERM')
      expect((await server.ended).code).toBe(0)
      const down = await runCli(own.path, ['sync', '--json'], environment)
      expect(down.code).toBe(8)
    } finally {
      server.child.kill('SIGKILL')
      await server.ended
      own.remove()
    }
  }, 120_000)

  it('has one JSON document, and stops by itself', async () => {
    const { code, stdout } = await pwsf(['sandbox', '--json', '--stop-after', '100ms', '--work-orders', '10'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ command: 'sandbox', settings: { PWSF_PW_URL: expect.stringContaining('http://127.0.0.1:') as string } })
  })
})

describe('signals and pipes', () => {
  it('SIGTERM ends a sync with 143 and leaves a run that can go on', async () => {
    const own = openFolder()
    // Every answer takes 0.4 s: far from finished when the signal comes.
    const running = startCli(own.path, ['sync', '--sandbox', '--work-orders', '60', '--latency', '400', '--json'])
    try {
      for (let tries = 0; tries < 200 && !existsSync(join(own.path, '.pwsf-sandbox/warehouse.db')); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 50))
      running.child.kill('SIGTERM')
      const ended = await running.ended
      expect(ended.code).toBe(143)
      expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, exitCode: 143 })
      const next = await runCli(own.path, ['sync', '--sandbox', '--json'])
      expect(next.code).toBe(0)
      expect(balance(document(next).counts)).toBe(0)
    } finally {
      running.child.kill('SIGKILL')
      await running.ended
      own.remove()
    }
  }, 60_000)

  it('a reader that goes away is no error', async () => {
    const running = startCli(folder.path, ['sync', '--help'])
    running.child.stdout?.destroy()
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
  })
})
