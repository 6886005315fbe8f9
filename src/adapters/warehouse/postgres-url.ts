import { PwsfError } from '../../core/errors.js'

const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/** What a `postgres://` address says. Undefined members are left to the driver (PGUSER, PGPASSWORD, ~/.pgpass and the like). */
export interface PostgresAddress {
  host: string
  port: number
  user: string | undefined
  password: string | undefined
  database: string | undefined
  sslMode: SslMode
  /** File of the certificates that are trusted; undefined: those that Node trusts. */
  rootCertificate: string | undefined
  /** True when the address itself says that a transaction pooler is in between. */
  isPooled: boolean
}

/** Port on which Supabase's pooler gives out connections per transaction. */
const poolerPort = 6543

const mistaken = (message: string, next: string): PwsfError => new PwsfError('config', `PWSF_DATABASE_URL ${message}`, { next })

const example = 'Write postgres://USER:PASSWORD@HOST:PORT/DATABASE, with # / ? @ : % in user and password as %23 %2F %3F %40 %3A %25.'

/** Reads the address. Throws `config`; what it says never repeats the address, which may hold a password. */
export const parsePostgresUrl = (text: string): PostgresAddress => {
  if (!URL.canParse(text)) throw mistaken('is not an address', example)
  const url = new URL(text)
  if (!/^postgres(ql)?:$/.test(url.protocol)) throw mistaken('does not begin with postgres://', example)
  const port = url.port === '' ? 5432 : Number(url.port)
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])?$/.test(url.hostname)
  return {
    host: decode(url.searchParams.get('host') ?? (url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[|\]$/g, ''))),
    port,
    user: optional(url.username),
    password: optional(url.password),
    database: optional(url.pathname.slice(1)),
    sslMode: readSslMode(url.searchParams.get('sslmode') ?? (isLocal ? 'disable' : 'prefer')),
    rootCertificate: readRootCertificate(url.searchParams.get('sslrootcert')),
    isPooled: port === poolerPort || url.searchParams.get('pgbouncer') === 'true',
  }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw mistaken('has a % that stands for nothing', example)
  }
}

const optional = (text: string): string | undefined => (text === '' ? undefined : decode(text))

const readSslMode = (text: string): SslMode => {
  const mode = sslModes.find((one) => one === text)
  if (mode === undefined) throw mistaken('has an unknown sslmode', `Use one of ${sslModes.join(', ')}.`)
  return mode
}

// `system` is how libpq names the certificates that the machine trusts anyway.
const readRootCertificate = (text: string | null): string | undefined => (text === null || text === '' || text === 'system' ? undefined : text)

/** The address as people may see it. */
export const describeAddress = ({ host, port, user, database }: PostgresAddress, schema: string): string => {
  const who = user === undefined ? '' : `${user}@`
  return `postgres://${who}${host.includes(':') ? `[${host}]` : host}:${port}/${database ?? user ?? ''}?schema=${schema}`
}
