import type { RawSettings } from './schema.js'

/** A setting that is well formed and still wrong. */
export interface Mistake {
  path: readonly string[]
  message: string
  next: string
}

const loopback = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

const urlMistake = (path: string, value: string): Mistake | undefined => {
  const next = 'Give a full https address.'
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return { path: [path], message: 'is not an address', next }
  if (url.username !== '' || url.password !== '')
    return { path: [path], message: 'must not contain a user or password', next: 'Set them in their own variables.' }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))) return undefined
  return { path: [path], message: 'must be https (http is accepted only for this machine)', next }
}

/** True for a name of the IANA time zone database, such as America/Chicago. Offsets such as +05:00 are refused: they know no summer time. */
export const isTimeZone = (zone: string): boolean => {
  if (/^[+-]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** True for the address of a Postgres database. */
export const isPostgresUrl = (url: string | undefined): boolean => /^postgres(ql)?:\/\//.test(url ?? '')

const escapeAdvice = 'Write # / ? @ : % in user and password as %23 %2F %3F %40 %3A %25.'

const databaseMistake = (url: string): Mistake | undefined => {
  const path = ['databaseUrl']
  const next = 'Give sqlite: and a file, e.g. sqlite:./pwsf.db, or postgres://USER:PASSWORD@HOST/DATABASE'
  if (isPostgresUrl(url)) return URL.canParse(url) ? undefined : { path, message: 'is not an address', next: escapeAdvice }
  if (!url.startsWith('sqlite:')) return { path, message: 'must begin with sqlite: or postgres://', next }
  return url.slice('sqlite:'.length).trim() === '' ? { path, message: 'names no file', next } : undefined
}

const bothLists = ({ statusOpen = [], statusClosed = [] }: RawSettings): Mistake[] => {
  const closed = new Set(statusClosed.map((status) => status.trim().toLowerCase()))
  return statusOpen
    .filter((status) => closed.has(status.trim().toLowerCase()))
    .map((status) => ({
      path: ['statusOpen'],
      message: `has ${JSON.stringify(status)}, which is in statusClosed too`,
      next: 'Leave it in one of the two lists.',
    }))
}

/** Everything that a schema cannot say: shapes of addresses, zone names, lists that contradict each other. All mistakes, not the first. */
export const checkRules = (settings: RawSettings): Mistake[] => {
  const found = [
    settings.databaseUrl === undefined ? undefined : databaseMistake(settings.databaseUrl),
    settings.pwUrl === undefined ? undefined : urlMistake('pwUrl', settings.pwUrl),
    settings.sfUrl === undefined ? undefined : urlMistake('sfUrl', settings.sfUrl),
    settings.timezone === undefined || isTimeZone(settings.timezone)
      ? undefined
      : { path: ['timezone'], message: 'is not the name of a time zone', next: 'Use a name such as America/Chicago.' },
    ...bothLists(settings),
  ]
  return found.filter((mistake) => mistake !== undefined)
}
