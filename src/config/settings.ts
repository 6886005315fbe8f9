import type { Kind } from './kinds.js'

/** One setting: where it lives in `pwsf.config.json`, its variable, and its flag where it has one. */
export interface Setting {
  path: readonly string[]
  env: string
  kind: Kind
  flag?: string
  /** Comes from the environment only, never from a file that could be shared. */
  secret?: true
  /** Says which account or database is used. With `--sandbox` the sandbox's own applies and the operator's is not even looked at. */
  connection?: true
}

const setting = (path: string | readonly string[], env: string, kind: Kind, more: Partial<Setting> = {}): Setting => ({
  path: typeof path === 'string' ? path.split('.') : path,
  env,
  kind,
  ...more,
})

export const settings: readonly Setting[] = [
  setting('databaseUrl', 'PWSF_DATABASE_URL', 'text', { flag: '--db', connection: true }),
  setting('databaseSchema', 'PWSF_DATABASE_SCHEMA', 'text', { connection: true }),
  setting('databasePooler', 'PWSF_DATABASE_POOLER', 'text', { connection: true }),
  setting('pwUrl', 'PWSF_PW_URL', 'text', { connection: true }),
  setting('pwUsername', 'PWSF_PW_USERNAME', 'text', { connection: true }),
  setting('pwPassword', 'PWSF_PW_PASSWORD', 'text', { connection: true, secret: true }),
  setting('sfUrl', 'PWSF_SF_URL', 'text', { connection: true }),
  setting('sfClientId', 'PWSF_SF_CLIENT_ID', 'text', { connection: true }),
  setting('sfClientSecret', 'PWSF_SF_CLIENT_SECRET', 'text', { connection: true, secret: true }),
  setting('timezone', 'PWSF_TIMEZONE', 'text', { connection: true }),
  setting('statusOpen', 'PWSF_STATUS_OPEN', 'list'),
  setting('statusClosed', 'PWSF_STATUS_CLOSED', 'list'),
  setting('goLive', 'PWSF_GO_LIVE', 'day', { flag: '--go-live' }),
  setting('portfolios.include', 'PWSF_PORTFOLIOS_INCLUDE', 'list'),
  setting('portfolios.exclude', 'PWSF_PORTFOLIOS_EXCLUDE', 'list'),
  setting('serviceStatusField', 'PWSF_SERVICE_STATUS_FIELD', 'text'),
  setting('conflictPolicy', 'PWSF_CONFLICT_POLICY', 'text', { flag: '--conflict-policy' }),
  setting('jobStatuses', 'PWSF_JOB_STATUSES', 'json'),
  setting('newJobStatus', 'PWSF_NEW_JOB_STATUS', 'text'),
  setting('categories', 'PWSF_CATEGORIES', 'map'),
  setting('defaultCategory', 'PWSF_DEFAULT_CATEGORY', 'text'),
  setting('customers.building', 'PWSF_CUSTOMERS_BUILDING', 'map'),
  setting('customers.portfolio', 'PWSF_CUSTOMERS_PORTFOLIO', 'map'),
  setting('customers.owner', 'PWSF_CUSTOMERS_OWNER', 'map'),
  setting('customers.fixed', 'PWSF_CUSTOMERS_FIXED', 'text'),
  setting('customers.matchByName', 'PWSF_CUSTOMERS_MATCH_BY_NAME', 'switch'),
  setting('jobNumberField', 'PWSF_JOB_NUMBER_FIELD', 'text'),
  setting(['flags', 'servicefusion.create'], 'PWSF_SERVICEFUSION_CREATE', 'switch'),
  setting(['flags', 'propertyware.write-back'], 'PWSF_PROPERTYWARE_WRITE_BACK', 'switch'),
  setting(['flags', 'customers.create'], 'PWSF_CUSTOMERS_CREATE', 'switch', { flag: '--customers-create' }),
  setting('overlapHours', 'PWSF_OVERLAP_HOURS', 'count'),
  setting('quarantineMinutes', 'PWSF_QUARANTINE_MINUTES', 'count'),
  setting('maxCreates', 'PWSF_MAX_CREATES', 'limit', { flag: '--max-creates' }),
  setting('maxUpdates', 'PWSF_MAX_UPDATES', 'limit', { flag: '--max-updates' }),
  setting('maxErrorRate', 'PWSF_MAX_ERROR_RATE', 'share', { flag: '--max-error-rate' }),
  setting('emptySourceShare', 'PWSF_EMPTY_SOURCE_SHARE', 'share'),
  setting('backfill.share', 'PWSF_BACKFILL_SHARE', 'share'),
  setting('rawPayloads.keepDays', 'PWSF_RAW_PAYLOADS_KEEP_DAYS', 'count'),
]

/** The setting's name in messages, e.g. `portfolios.include`. */
export const nameOf = ({ path }: Setting): string => path.join('.')
