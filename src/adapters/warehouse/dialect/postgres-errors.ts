import { PwsfError } from '../../../core/errors.js'
import type { ErrorKind } from '../../../core/errors.js'

type Explanation = readonly [code: RegExp, kind: ErrorKind, message: string, next: string]

const again = 'Run again; what was committed is safe.'

const explanations: readonly Explanation[] = [
  [/^28P01$|^28000$/, 'auth', 'the database refused user or password', 'Correct user and password in PWSF_DATABASE_URL.'],
  [/^3D000$/, 'config', 'the database does not exist', 'Create it, or correct the name in PWSF_DATABASE_URL.'],
  [/^42501$/, 'auth', 'this database user lacks a right', 'Grant it (docs/postgres.md lists the rights), or let the owner run pwsf migrate.'],
  [/^(42P01|42703|3F000)$/, 'config', 'the schema of the warehouse is missing or not up to date', 'Run pwsf migrate.'],
  [/^53100$/, 'storage', 'the disk of the database is full; the last change was undone', 'Free some space on the database server, then run again.'],
  [/^53300$/, 'storage', 'the database has no connection left', 'Close other clients or raise the limit, or use the pooler address, then run again.'],
  [/^53/, 'storage', 'the database server is out of resources', again],
  [/^55P03$/, 'storage', 'the warehouse is locked by another program', 'Wait until the other program has finished, then run again.'],
  [/^57014$/, 'storage', 'the database took too long for one statement', 'Run again at a quieter time; what was committed is safe.'],
  [/^25006$/, 'storage', 'the warehouse cannot be written', 'Use the address of the primary server; a replica can only be read.'],
  [/^(57P|08|25P03$)/, 'storage', 'the connection to the database was lost', again],
  [/^40/, 'storage', 'other programs changed the same rows again and again', again],
  [/^23/, 'storage', 'the warehouse refused a row that contradicts what it holds', 'Run again; when it happens again, report it with this message.'],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|ENOENT)$/,
    'storage',
    'the database cannot be reached',
    'Check host and port in PWSF_DATABASE_URL, and that the server is running and may be reached from here.',
  ],
  [/^(ECONNRESET|EPIPE|LOST)$/, 'storage', 'the connection to the database was lost', again],
  [/^NO_TLS$/, 'config', 'the database server does not offer TLS', 'Use sslmode=disable only on a network that you trust.'],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|CERT_|ERR_TLS_|ERR_SSL_)/,
    'config',
    'the certificate of the database server is not trusted',
    'Give its root certificate with sslrootcert=FILE in PWSF_DATABASE_URL.',
  ],
  [/^NO_PASSWORD$/, 'auth', 'the database asks for a password and none was given', 'Give the password in PWSF_DATABASE_URL.'],
]

/** What the driver says without a code. */
const wordings: readonly (readonly [RegExp, string])[] = [
  [/^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/, 'LOST'],
  [/timeout expired|timeout exceeded when trying to connect|due to connection timeout/, 'CONNECT_TIMEOUT'],
  [/does not support SSL/, 'NO_TLS'],
  [/password must be a string/, 'NO_PASSWORD'],
  // Poolers have no codes of their own for a user that they do not know.
  [/Tenant or user not found|no such user/i, '28P01'],
]

/** The server's or the system's code of a failure, also of one that is wrapped; '' when it is not the database's. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  const known = wordings.find(([words]) => words.test(error.message))?.[1]
  if (known !== undefined) return known
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (!(error instanceof PwsfError) && 'code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

/** True when the connection is gone, and with it the transaction, unless that was being committed. */
export const isLost = (error: unknown): boolean => /^(57P0[1-4]|08|25P03|ECONNRESET|EPIPE|LOST)/.test(codeOf(error))

/** True for failures that the database itself asks to answer by running the transaction again. */
export const isConflict = (error: unknown): boolean => codeOf(error).startsWith('40')

/** Failures in pwsf's terms. A PwsfError passes through; an error that is not the database's stays what it is, a bug. */
export const mapPostgresError = (error: unknown, location: string): Error => {
  if (error instanceof PwsfError) return error
  const code = codeOf(error)
  const found = explanations.find(([pattern]) => pattern.test(code))
  if (found !== undefined)
    return new PwsfError(found[1], `${found[2]}: ${location}${detailOf(error, code)}`, { cause: error, context: { code }, next: found[3] })
  if (isServerError(error)) return new PwsfError('storage', `the warehouse failed (${code}): ${location}`, { cause: error, context: { code } })
  return error instanceof Error ? error : new Error(String(error))
}

const isServerError = (error: unknown): boolean => error instanceof Error && 'severity' in error && 'code' in error

/** Which right is missing is said by the server only, and holds no data. */
const detailOf = (error: unknown, code: string): string => (code === '42501' && error instanceof Error ? ` (${error.message.split('\n')[0]})` : '')
