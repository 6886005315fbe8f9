import type { Kind } from '../config/kinds.js'

/** One flag. Its variable is `PWSF_` and its name, unless `env` says otherwise. */
export interface Flag {
  /** As commander writes it, e.g. `--out <file>`. */
  syntax: string
  description: string
  kind: Kind
  /** The setting that the flag gives (config/settings.ts); the settings loader then takes care of its variable. */
  setting?: string
  env?: string
}

/** The long name without dashes and without `no-`, e.g. `max-creates`. */
const longName = ({ syntax }: Flag): string => /--(?:no-)?([a-z-]+)/.exec(syntax)?.[1] ?? ''

/** Under which name a command finds the flag's value, e.g. `maxCreates`. */
export const keyOf = (flag: Flag): string => longName(flag).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

export const isNegated = ({ syntax }: Flag): boolean => syntax.includes('--no-')

export const variableOf = (flag: Flag): string => flag.env ?? `PWSF_${isNegated(flag) ? 'NO_' : ''}${longName(flag).toUpperCase().replaceAll('-', '_')}`

/** Flags that every command has. */
export const globalFlags: readonly Flag[] = [
  { syntax: '--config <file>', description: 'settings file (default: pwsf.config.json, if there is one)', kind: 'text' },
  { syntax: '--db <url>', description: 'warehouse, e.g. sqlite:./pwsf.db (the default)', kind: 'text', setting: 'databaseUrl', env: 'PWSF_DATABASE_URL' },
  { syntax: '--json', description: 'print one JSON document on stdout', kind: 'switch' },
  { syntax: '--quiet', description: 'print nothing but errors', kind: 'switch' },
  { syntax: '--verbose', description: 'log details', kind: 'switch' },
  { syntax: '--log-format <format>', description: 'log lines on stderr as text or json', kind: 'text' },
  { syntax: '--ignore-breaker', description: 'ask a system that is known to be down all the same', kind: 'switch' },
  { syntax: '--no-input', description: 'never ask anything', kind: 'switch' },
  { syntax: '--no-color', description: 'no colours', kind: 'switch' },
  { syntax: '--sandbox', description: 'work with a simulated PropertyWare and ServiceFusion in ./.pwsf-sandbox', kind: 'switch' },
  { syntax: '--sandbox-reset', description: 'sandbox: start over', kind: 'switch' },
  { syntax: '--sandbox-real-limits', description: 'sandbox: 60 requests a minute, as the real ServiceFusion', kind: 'switch' },
  { syntax: '--seed <text>', description: 'sandbox: what the accounts are generated from', kind: 'text' },
  { syntax: '--work-orders <n>', description: 'sandbox: how many work orders (default: 1000)', kind: 'count' },
  { syntax: '--portfolios <n>', description: 'sandbox: how many portfolios', kind: 'count' },
  { syntax: '--latency <ms>', description: 'sandbox: delay of every answer', kind: 'count' },
  { syntax: '--faults <names>', description: 'sandbox: faults to produce, by name, separated by commas', kind: 'list' },
]
