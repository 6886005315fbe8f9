import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildConfig, realDefaults, requireRemotes } from '../../src/config/config.js'
import { type ConfigInput, loadSettings } from '../../src/config/load.js'
import { separate } from '../../src/config/mistakes.js'
import { PwsfError } from '../../src/core/errors.js'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pwsf-config-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const input = (more: Partial<ConfigInput> = {}): ConfigInput => ({ flags: {}, environment: {}, dotEnv: {}, cwd, file: undefined, sandbox: false, ...more })
const writeFile = (value: unknown): void => writeFileSync(join(cwd, 'pwsf.config.json'), typeof value === 'string' ? value : JSON.stringify(value))
const load = (more: Partial<ConfigInput> = {}) => loadSettings(input(more))
const config = (more: Partial<ConfigInput> = {}) => buildConfig(load(more), realDefaults)

const mistakesOf = (attempt: () => unknown): PwsfError[] => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof PwsfError) return separate(error)
    throw error
  }
  return []
}
const mistakes = (more: Partial<ConfigInput> = {}): PwsfError[] => mistakesOf(() => load(more))

describe('where a setting comes from', () => {
  const flag = { flags: { maxCreates: '1' } }
  const environment = { environment: { PWSF_MAX_CREATES: '2' } }
  const dotEnv = { dotEnv: { PWSF_MAX_CREATES: '3' } }

  it('is decided in the order flag, environment, .env, file, default', () => {
    writeFile({ maxCreates: 4 })
    expect(config({ ...flag, ...environment, ...dotEnv }).maxCreates).toEqual({ count: 1 })
    expect(config({ ...environment, ...dotEnv }).maxCreates).toEqual({ count: 2 })
    expect(config(dotEnv).maxCreates).toEqual({ count: 3 })
    expect(config().maxCreates).toEqual({ count: 4 })
    writeFile({})
    expect(config().maxCreates).toBeNull()
  })

  it('is remembered', () => {
    writeFile({ timezone: 'America/Denver', customers: { fixed: 'Example Homes' } })
    const { origins } = load({ ...flag, environment: { PWSF_STATUS_OPEN: 'Open' }, dotEnv: { PWSF_CUSTOMERS_MATCH_BY_NAME: 'no' } })
    expect(Object.fromEntries(origins)).toEqual({
      maxCreates: { source: 'flag', name: '--max-creates' },
      statusOpen: { source: 'environment', name: 'PWSF_STATUS_OPEN' },
      'customers.matchByName': { source: '.env', name: 'PWSF_CUSTOMERS_MATCH_BY_NAME' },
      timezone: { source: 'file', name: 'pwsf.config.json' },
      'customers.fixed': { source: 'file', name: 'pwsf.config.json' },
    })
  })

  it('leaves a nested group in the file alone where only one member is overruled', () => {
    writeFile({ flags: { 'servicefusion.create': false, 'customers.create': false } })
    const { flags } = config({ environment: { PWSF_CUSTOMERS_CREATE: 'yes' } }).sync
    expect(flags).toMatchObject({ createJobs: false, createCustomers: true })
  })

  it('takes a variable that is set to nothing as not set', () => {
    expect(config({ environment: { PWSF_MAX_CREATES: ' ' } }).maxCreates).toBeNull()
  })
})

describe('mistakes', () => {
  it('are all told at once, each with its source', () => {
    writeFile({ statusOpen: 'Open', sfUrl: 'http://api.example.com', colour: 'red', overlapHours: -1 })
    const found = mistakes({ environment: { PWSF_TIMEZONE: 'Mars/Olympus', PWSF_STATUS_CLOSED: 'Closed', PWSF_EMPTY_SOURCE_SHARE: 'some' } })
    expect(found.map(({ message }) => message)).toEqual([
      'PWSF_EMPTY_SOURCE_SHARE is not a percentage such as 1%, or a number from 0 to 1',
      expect.stringContaining('statusOpen (pwsf.config.json)'),
      expect.stringContaining('overlapHours (pwsf.config.json)'),
      expect.stringContaining('colour'),
    ])
    expect(found.every(({ kind }) => kind === 'config')).toBe(true)
  })

  it('against the rules between settings are all told too', () => {
    writeFile({ sfUrl: 'http://api.example.com', statusOpen: ['Open', 'closed '], statusClosed: ['Closed'] })
    const found = mistakes({ environment: { PWSF_TIMEZONE: '+05:00', PWSF_DATABASE_URL: 'mysql://somewhere' } })
    expect(found.map(({ message }) => message)).toEqual([
      'databaseUrl (PWSF_DATABASE_URL) must begin with sqlite: or postgres://',
      'sfUrl (pwsf.config.json) must be https (http is accepted only for this machine)',
      'timezone (PWSF_TIMEZONE) is not the name of a time zone',
      'statusOpen (pwsf.config.json) has "closed ", which is in statusClosed too',
    ])
  })

  it('in a flag or its variable are usage errors', () => {
    expect(mistakes({ environment: { PWSF_MAX_CREATES: 'lots' } })).toMatchObject([{ kind: 'usage', message: expect.stringContaining('PWSF_MAX_CREATES') }])
    expect(mistakes({ flags: { goLive: 'soon' } })).toMatchObject([{ kind: 'usage', message: expect.stringContaining('--go-live') }])
  })

  it('name a secret that is in the file, never its value', () => {
    writeFile({ pwPassword: 'hunter2-example' })
    const found = mistakes()
    expect(found.map(({ message }) => message)).toEqual(['pwPassword must not be in pwsf.config.json'])
    expect(JSON.stringify(found.map(({ message, next }) => ({ message, next })))).not.toContain('hunter2')
  })

  it('in the JSON are told by position, without quoting the file', () => {
    writeFile('{"pwPassword": "hunter2-example" oops}')
    expect(mistakes()[0]?.message).toMatch(/^pwsf\.config\.json is not valid JSON: /)
    expect(mistakes()[0]?.message).not.toContain('hunter2')
  })

  it('a named file that does not exist is one', () => {
    expect(mistakes({ file: 'other.json' })[0]?.message).toBe('other.json does not exist')
  })

  it('a Postgres address is a secret with a schema', () => {
    const found = config({ flags: { databaseUrl: 'postgres://u:hidden@localhost/pwsf' }, environment: { PWSF_DATABASE_POOLER: 'transaction' } })
    expect(found.postgres).toMatchObject({ schema: 'pwsf', isPooled: true })
    expect(found.postgres?.url.reveal()).toBe('postgres://u:hidden@localhost/pwsf')
    expect(JSON.stringify(found)).not.toContain('hidden')
  })

  it('a Postgres address that is none is refused without being repeated', () => {
    const [mistake] = mistakes({ environment: { PWSF_DATABASE_URL: 'postgres://u:hid den@/#?:x' } })
    expect(mistake).toMatchObject({ kind: 'config', next: expect.stringContaining('%40') })
    expect(mistake?.message).not.toContain('hid')
  })
})

describe('accounts', () => {
  const account = {
    PWSF_PW_URL: 'https://pw.example.com/services',
    PWSF_PW_USERNAME: 'operator',
    PWSF_PW_PASSWORD: 'secret-one',
    PWSF_SF_CLIENT_ID: 'id',
    PWSF_SF_CLIENT_SECRET: 'secret-two',
  }

  it('are complete with the five variables, and their secrets do not show', () => {
    const found = config({ environment: account })
    expect(requireRemotes(found).servicefusion.url).toBe('https://api.servicefusion.com')
    expect(requireRemotes(found).propertyware.password.reveal()).toBe('secret-one')
    expect(JSON.stringify(found)).not.toMatch(/secret-one|secret-two/)
  })

  it('that are incomplete name every missing variable', () => {
    const found = config({ environment: { PWSF_PW_URL: account.PWSF_PW_URL, PWSF_PW_USERNAME: 'operator' } })
    expect(mistakesOf(() => requireRemotes(found)).map(({ message }) => message)).toEqual([
      'PWSF_PW_PASSWORD is not set',
      'PWSF_SF_CLIENT_ID is not set',
      'PWSF_SF_CLIENT_SECRET is not set',
    ])
  })

  it('and database are not looked at with the sandbox, the rules are', () => {
    writeFile({ pwUrl: 'not even an address', statusOpen: ['New'] })
    const found = config({ environment: { ...account, PWSF_DATABASE_URL: 'postgres://real/db' }, sandbox: true })
    expect(found.remotes).toBeUndefined()
    expect(found.databasePath).toBe(realDefaults.databasePath)
    expect(found.sync.statusOpen).toEqual(['New'])
  })
})
