import { readFileSync } from 'node:fs'
import { checkServerIdentity, type ConnectionOptions } from 'node:tls'
import { PwsfError } from '../../core/errors.js'
import type { PostgresAddress } from './postgres-url.js'

/**
 * TLS as `sslmode` means it in libpq: `require` encrypts without asking who answers (unless a root certificate is given, then as
 * `verify-ca`), `verify-ca` asks for a trusted certificate, `verify-full` for one in the host's name. Throws `config`.
 */
export const tlsOptions = ({ host, sslMode, rootCertificate }: PostgresAddress): false | ConnectionOptions => {
  if (sslMode === 'disable') return false
  const trusted = rootCertificate === undefined ? {} : { ca: readCertificate(rootCertificate) }
  if (sslMode === 'verify-full')
    return { ...trusted, rejectUnauthorized: true, checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) }
  const verifies = sslMode === 'verify-ca' || (sslMode === 'require' && rootCertificate !== undefined)
  return verifies ? { ...trusted, rejectUnauthorized: true, checkServerIdentity: () => undefined } : { rejectUnauthorized: false }
}

const readCertificate = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PwsfError('config', `the root certificate cannot be read: ${path}`, { cause, next: 'Correct sslrootcert in PWSF_DATABASE_URL.' })
  }
}
