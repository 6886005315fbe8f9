import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type Ended, openFolder, runCli } from '../support/cli.js'

const folder = openFolder()
afterAll(folder.remove)
const pwsf = async (argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> => runCli(folder.path, argv, environment)

describe('pwsf', () => {
  it('says its version, from the shim too', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    const shim = fileURLToPath(new URL('../../bin/pwsf.js', import.meta.url))
    expect(execFileSync(shim, ['--version'], { cwd: folder.path, encoding: 'utf8' })).toBe(`${version}\n`)
    expect(await pwsf(['-V'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('lists its commands with examples', async () => {
    const { code, stdout, stderr } = await pwsf(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of ['sync', 'dry-run', 'status', 'runs', 'quarantine', 'sandbox']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    expect(stdout).toContain('$ pwsf sync --sandbox')
  })

  it.each(['sync', 'dry-run', 'status', 'runs', 'quarantine', 'sandbox'])('explains %s with examples and the variable of every flag', async (command) => {
    const { code, stdout } = await pwsf([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Examples:\n  $ pwsf ')
    const flags = stdout.split('\n').filter((line) => /^ {2}--/.test(line))
    expect(flags.length).toBeGreaterThan(15)
    expect(stdout.match(/\[PWSF_[A-Z_]+\]/g)?.length).toBe(flags.length)
  })

  it('suggests the command that was meant', async () => {
    expect(await pwsf(['snyc'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^pwsf: unknown command 'snyc' \(Did you mean sync\?\)\n {2}next: /) as string,
    })
  })

  it.each([
    ['no command', []],
    ['an unknown flag', ['sync', '--frobnicate']],
    ['a flag without its value', ['sync', '--out']],
    ['a surplus argument', ['status', 'now']],
    ['a wrong value', ['sync', '--max-creates', 'many']],
    ['a wrong log format', ['status', '--log-format', 'xml']],
    ['a plan for a dry run', ['dry-run', '--sandbox', '--plan', 'plan.json']],
    ['a plan file that is not there', ['sync', '--sandbox', '--plan', 'missing.json']],
    ['--db with --sandbox', ['sync', '--sandbox', '--db', 'sqlite:x.db']],
    ['a sandbox flag without the sandbox', ['sync', '--work-orders', '5']],
    ['an unknown fault', ['sync', '--sandbox', '--faults', 'earthquake']],
    ['a limit of nothing', ['runs', '--limit', '0']],
    ['an unknown run', ['runs', 'nothing']],
    ['an unknown quarantine action', ['quarantine', 'burn']],
    ['an unknown quarantine entry', ['quarantine', 'show', '99']],
  ])('answers %s with exit code 2 and the next step', async (_, argv) => {
    const { code, stdout, stderr } = await pwsf(argv)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^pwsf: .+\n {2}next: .+\n$/)
  })

  it('tells a wrong variable of a flag by its name, with exit code 2', async () => {
    const { code, stderr } = await pwsf(['status'], { PWSF_QUIET: 'perhaps', PWSF_MAX_CREATES: 'many' })
    expect(code).toBe(2)
    expect(stderr).toBe('pwsf: PWSF_QUIET is not true or false (also 1, 0, yes, no)\n  next: Give true or false (also 1, 0, yes, no).\n')
  })

  it('tells every missing variable at once, with exit code 4', async () => {
    const { code, stderr } = await pwsf(['sync'])
    expect(code).toBe(4)
    for (const name of ['PWSF_PW_URL', 'PWSF_PW_USERNAME', 'PWSF_PW_PASSWORD', 'PWSF_SF_CLIENT_ID', 'PWSF_SF_CLIENT_SECRET']) {
      expect(stderr).toContain(`pwsf: ${name} is not set\n  next: `)
    }
  })

  it('has a JSON document for failures too', async () => {
    const { code, stdout } = await pwsf(['sync', '--json'])
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ format: 1, command: 'sync', runId: null, ok: false, exitCode: 4, problems: { length: 5 } })
    const unknown = await pwsf(['sync', '--frobnicate'], { PWSF_JSON: 'true' })
    expect(JSON.parse(unknown.stdout)).toMatchObject({ ok: false, exitCode: 2, problems: [{ code: 'usage' }] })
  })

  it('reads .env and the settings file of the folder', async () => {
    const own = openFolder()
    try {
      writeFileSync(join(own.path, '.env'), 'PWSF_DATABASE_URL=sqlite:./from-env.db\n')
      expect((await runCli(own.path, ['status'])).stdout).toContain('sqlite:./from-env.db')
      writeFileSync(join(own.path, 'pwsf.config.json'), JSON.stringify({ statusOpne: ['Open'] }))
      const wrong = await runCli(own.path, ['status'])
      expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining('pwsf.config.json has settings that pwsf does not know: statusOpne') as string })
    } finally {
      own.remove()
    }
  })

  it('looks into a warehouse that is not there without making one', async () => {
    const own = openFolder()
    try {
      expect(await runCli(own.path, ['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Last success  none yet') as string })
      expect(await runCli(own.path, ['runs'])).toMatchObject({ code: 0, stdout: expect.stringContaining('No run yet') as string })
      expect(await runCli(own.path, ['quarantine', 'list'])).toMatchObject({ code: 0, stdout: 'Nothing is quarantined.\n' })
      expect(execFileSync('ls', ['-A', own.path], { encoding: 'utf8' })).toBe('')
    } finally {
      own.remove()
    }
  })

  it('loads neither zod nor a client nor a command to say its version', () => {
    const program = fileURLToPath(new URL('../support/loaded-modules.ts', import.meta.url))
    const loaded = execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), program], { encoding: 'utf8' })
    expect(loaded).toContain('src/main.ts')
    expect(loaded).not.toMatch(/node_modules\/(zod|commander|kysely|ora|cli-table3|soap|ky|better-sqlite3)\/|src\/(commands|wiring|adapters|sandbox)/)
  })
})
