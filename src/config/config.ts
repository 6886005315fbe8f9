import { defaultQuarantineMs } from '../core/apply/intent.js'
import { PwsfError } from '../core/errors.js'
import { defaultSyncSettings, type SyncSettings, type WriteLimit } from '../core/plan/settings.js'
import { startOfDay } from './day.js'
import type { LoadedSettings, Origin } from './load.js'
import { combine } from './mistakes.js'
import type { RawSettings } from './schema.js'
import { isPostgresUrl } from './rules.js'
import { type Secret, secret } from './secret.js'
import { nameOf, settings as knownSettings } from './settings.js'

export interface Remotes {
  propertyware: { url: string; username: string; password: Secret }
  servicefusion: { url: string; clientId: string; clientSecret: Secret }
}

export interface Config {
  /** Path of the SQLite file; of no use when `postgres` is there. */
  databasePath: string
  /** The production store, when it is configured. The address holds a password. */
  postgres: { url: Secret; schema: string; isPooled: boolean | undefined } | undefined
  /** Where in a Postgres database `pwsf migrate --to` puts the warehouse. */
  targetOfMigration: { schema: string; isPooled: boolean | undefined }
  /** Undefined when at least one of the settings is missing; `requireRemotes` says which. */
  remotes: Remotes | undefined
  missing: readonly string[]
  /** Zone of the ServiceFusion account. */
  timezone: string
  sync: SyncSettings
  overlapMs: number
  /** How long a record whose creation has an unknown outcome is only looked for. */
  quarantineMs: number
  maxCreates: WriteLimit
  maxUpdates: WriteLimit
  /** 0..1 */
  maxErrorRate: number
  /** 0..1 */
  emptySourceShare: number
  /** 0..1: how much of the ServiceFusion request limit a backfill may use. */
  backfillShare: number
  /** Days for which records are kept as they came; 0: not at all. */
  rawPayloadDays: number
  origins: ReadonlyMap<string, Origin>
}

/** What applies when nothing is said. The sandbox has its own for some. */
export interface Defaults {
  databasePath: string
  timezone: string
  maxErrorRate: number
}

export const realDefaults: Defaults = { databasePath: './pwsf.db', timezone: 'UTC', maxErrorRate: 0.01 }

const defaultSchema = 'pwsf'
const defaultServiceFusionUrl = 'https://api.servicefusion.com'
const defaultOverlapHours = 26
const defaultEmptySourceShare = 0.5
const defaultBackfillShare = 0.3
const defaultRawPayloadDays = 30
const minute = 60_000
const hour = 3_600_000

const shareOf = (value: number | string): number => (typeof value === 'number' ? value : Number.parseFloat(value) / 100)

const writeLimit = (value: number | string | null | undefined): WriteLimit => {
  if (value == null) return null
  return typeof value === 'number' ? { count: value } : { share: shareOf(value) }
}

const remotesOf = (raw: RawSettings): Remotes | undefined => {
  const { pwUrl, pwUsername, pwPassword, sfClientId, sfClientSecret } = raw
  if (pwUrl === undefined || pwUsername === undefined || pwPassword === undefined || sfClientId === undefined || sfClientSecret === undefined) return undefined
  return {
    propertyware: { url: pwUrl, username: pwUsername, password: secret(pwPassword) },
    servicefusion: { url: raw.sfUrl ?? defaultServiceFusionUrl, clientId: sfClientId, clientSecret: secret(sfClientSecret) },
  }
}

const required = ['pwUrl', 'pwUsername', 'pwPassword', 'sfClientId', 'sfClientSecret'] as const

const syncSettings = (raw: RawSettings, timezone: string): SyncSettings => {
  const base = defaultSyncSettings
  return {
    statusOpen: raw.statusOpen ?? base.statusOpen,
    statusClosed: raw.statusClosed ?? base.statusClosed,
    goLive: raw.goLive == null ? base.goLive : startOfDay(raw.goLive, timezone),
    includePortfolios: raw.portfolios?.include ?? base.includePortfolios,
    excludePortfolios: raw.portfolios?.exclude ?? base.excludePortfolios,
    conflictPolicy: raw.conflictPolicy ?? base.conflictPolicy,
    serviceStatusField: raw.serviceStatusField ?? base.serviceStatusField,
    jobStatuses: raw.jobStatuses === undefined ? base.jobStatuses : (withoutUndefined(raw.jobStatuses) as SyncSettings['jobStatuses']),
    newJobStatus: raw.newJobStatus === undefined ? base.newJobStatus : raw.newJobStatus,
    categories: raw.categories ?? base.categories,
    defaultCategory: raw.defaultCategory === undefined ? base.defaultCategory : raw.defaultCategory,
    customers: {
      building: raw.customers?.building ?? base.customers.building,
      portfolio: raw.customers?.portfolio ?? base.customers.portfolio,
      owner: raw.customers?.owner ?? base.customers.owner,
      fixed: raw.customers?.fixed === undefined ? base.customers.fixed : raw.customers.fixed,
      matchByName: raw.customers?.matchByName ?? base.customers.matchByName,
    },
    jobNumberField: raw.jobNumberField === undefined ? base.jobNumberField : raw.jobNumberField,
    flags: {
      createJobs: raw.flags?.['servicefusion.create'] ?? base.flags.createJobs,
      writeBack: raw.flags?.['propertyware.write-back'] ?? base.flags.writeBack,
      createCustomers: raw.flags?.['customers.create'] ?? base.flags.createCustomers,
    },
  }
}

// zod's optional members may be present as undefined; the rules of core ask for present or missing.
const withoutUndefined = (value: object): object => JSON.parse(JSON.stringify(value)) as object

const poolers: Readonly<Record<string, boolean | undefined>> = { auto: undefined, transaction: true, none: false }

const placeOf = ({ databaseSchema = defaultSchema, databasePooler = 'auto' }: RawSettings): Config['targetOfMigration'] => ({
  schema: databaseSchema,
  isPooled: poolers[databasePooler],
})

const postgresOf = (raw: RawSettings): Config['postgres'] =>
  raw.databaseUrl !== undefined && isPostgresUrl(raw.databaseUrl) ? { url: secret(raw.databaseUrl), ...placeOf(raw) } : undefined

/** Turns checked settings into what the program works with. */
export const buildConfig = ({ settings: raw, origins }: LoadedSettings, defaults: Defaults): Config => {
  const timezone = raw.timezone ?? defaults.timezone
  return {
    databasePath: isPostgresUrl(raw.databaseUrl) ? defaults.databasePath : (raw.databaseUrl?.slice('sqlite:'.length).trim() ?? defaults.databasePath),
    postgres: postgresOf(raw),
    targetOfMigration: placeOf(raw),
    remotes: remotesOf(raw),
    missing: required.filter((name) => raw[name] === undefined),
    timezone,
    sync: syncSettings(raw, timezone),
    overlapMs: (raw.overlapHours ?? defaultOverlapHours) * hour,
    quarantineMs: raw.quarantineMinutes === undefined ? defaultQuarantineMs : raw.quarantineMinutes * minute,
    maxCreates: writeLimit(raw.maxCreates),
    maxUpdates: writeLimit(raw.maxUpdates),
    maxErrorRate: raw.maxErrorRate === undefined ? defaults.maxErrorRate : shareOf(raw.maxErrorRate),
    emptySourceShare: raw.emptySourceShare === undefined ? defaultEmptySourceShare : shareOf(raw.emptySourceShare),
    backfillShare: raw.backfill?.share === undefined ? defaultBackfillShare : shareOf(raw.backfill.share),
    rawPayloadDays: raw.rawPayloads?.keepDays ?? defaultRawPayloadDays,
    origins,
  }
}

/** The accounts to work with. Throws `config` naming every variable that is missing. */
export const requireRemotes = ({ remotes, missing }: Config): Remotes => {
  if (remotes !== undefined) return remotes
  throw combine(
    missing.map((name) => {
      const env = knownSettings.find((setting) => nameOf(setting) === name)?.env ?? name
      return new PwsfError('config', `${env} is not set`, { next: `Set ${env}, or try pwsf without an account: add --sandbox.`, context: { setting: name } })
    }),
  )
}
