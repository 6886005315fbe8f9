import { PwsfError, type PwsfErrorOptions } from '../../core/errors.js'
import { type Operation, operations } from './operations.js'

/** How far a request got: nothing was sent, or PropertyWare may have acted on it. */
export type Progress = 'not-sent' | 'sent'

/**
 * A request without a usable answer. Nothing changed when it was a read or never left; otherwise nobody knows.
 * `untrusted` marks answers that another try will not make better.
 */
export const unusable = (
  operation: Operation,
  progress: Progress,
  what: string,
  options: PwsfErrorOptions & { kind?: 'unavailable' | 'untrusted' } = {},
): PwsfError => {
  const lost = progress === 'sent' && operations[operation] === 'write'
  return new PwsfError(lost ? 'unknown-outcome' : (options.kind ?? 'unavailable'), `PropertyWare ${operation}: ${what}`, {
    ...options,
    next: options.next ?? (lost ? 'Read the record again before you repeat the change.' : 'Try again later; `pwsf doctor` tests the connection.'),
    context: { operation, ...options.context },
  })
}

/** PropertyWare refused the credentials, or the user's role does not allow the call. */
export const refused = (operation: Operation, what: string): PwsfError =>
  new PwsfError('auth', `PropertyWare ${operation}: ${what}`, {
    next: "Check PWSF_PW_USERNAME and PWSF_PW_PASSWORD and the rights of that user's role.",
    context: { operation },
  })

/** PropertyWare understood and did nothing. */
export const rejected = (operation: Operation, what: string, options: PwsfErrorOptions = {}): PwsfError =>
  new PwsfError('rejected', `PropertyWare ${operation}: ${what}`, { ...options, context: { operation, ...options.context } })

/** The caller's signal, as an error of pwsf. */
export const interruption = (signal: AbortSignal): PwsfError =>
  signal.reason instanceof PwsfError ? signal.reason : new PwsfError('interrupted', 'Interrupted while talking to PropertyWare', { cause: signal.reason })
