import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import { defaultSyncSettings } from '../../src/core/plan/settings.js'
import type { BriefAccount, BriefOffice } from './scenario-account.js'
import type { Bean } from './scenario-envelope.js'
import type { Row } from './scenario-servicefusion.js'

/** What an earlier run left: it is really run, against both sides as they were then. */
export interface Earlier {
  /** What was otherwise then, by ID; null: the record did not exist. */
  then: { propertyware?: Record<string, Bean | null>; servicefusion?: Record<string, Row | null> }
  /** What it left, by work order number. */
  mappings: Record<string, { job: string; jobStatus: string | null }>
}

export interface ExpectedItem {
  action: string
  /** The hold or block reason, or the skip rule. */
  reason?: string
  jobId?: string
  /** A part of the sentence. */
  why?: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

export interface ExpectedPlan {
  /** Outcomes that are not named are 0. */
  counts: Record<string, number>
  /** By number; a work order without one by its ID. */
  workOrders: Record<string, ExpectedItem>
  /** Codes of the run's problems; none when missing. */
  problems?: string[]
}

/** What the real sync does; without the file, or where it says nothing, it writes nothing. */
export interface ExpectedAfter {
  /** `outcome` or `outcome: reason` by number, where it is not what the action says. */
  outcomes?: Record<string, string>
  /** The jobs that exist now and did not before, with the members that matter. */
  newJobs?: Row[]
  newCustomers?: Row[]
  /** All members that changed, by number; custom fields by their names. */
  changedWorkOrders?: Record<string, Record<string, unknown>>
}

export interface Scenario {
  name: string
  pw: BriefAccount
  sf: BriefOffice
  settings: SyncSettings
  earlier: Earlier | undefined
  plan: ExpectedPlan
  after: ExpectedAfter
}

const root = new URL('../../fixtures/scenarios/', import.meta.url).pathname

const read = (name: string, file: string): unknown => {
  const path = join(root, name, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

const needed = (name: string, file: string): unknown => {
  const found = read(name, file)
  if (found === undefined) throw new Error(`fixtures/scenarios/${name} has no ${file}`)
  return found
}

const known = new Set(['pw.json', 'sf.json', 'config.json', 'warehouse.json', 'expected-plan.json', 'expected-after.json'])

const settingsOf = (overrides: Partial<SyncSettings> = {}): SyncSettings => ({
  ...defaultSyncSettings,
  ...overrides,
  customers: { ...defaultSyncSettings.customers, ...overrides.customers },
  flags: { ...defaultSyncSettings.flags, ...overrides.flags },
})

/** The names of all scenarios, one folder each. */
export const scenarioNames = (): string[] =>
  readdirSync(root)
    .filter((name) => statSync(join(root, name)).isDirectory())
    .sort()

export const readScenario = (name: string): Scenario => {
  const stray = readdirSync(join(root, name)).find((file) => !known.has(file))
  if (stray !== undefined) throw new Error(`fixtures/scenarios/${name}/${stray} is not a file of a scenario`)
  return {
    name,
    pw: needed(name, 'pw.json') as BriefAccount,
    sf: needed(name, 'sf.json') as BriefOffice,
    settings: settingsOf(read(name, 'config.json') as Partial<SyncSettings> | undefined),
    earlier: read(name, 'warehouse.json') as Earlier | undefined,
    plan: needed(name, 'expected-plan.json') as ExpectedPlan,
    after: (read(name, 'expected-after.json') as ExpectedAfter | undefined) ?? {},
  }
}
