/**
 * What went wrong, in the terms on which pwsf decides what to do next. Adapters translate their library's errors into these at the boundary;
 * core switches on `kind`, never on text or on a library's class.
 *
 * - `usage` a mistake in flags or arguments · `config` a setting is missing or wrong · `auth` credentials refused or rights missing
 * - `locked` another run holds the lock · `guard` a safety limit would be exceeded
 * - `rate-limit` refused before processing · `unavailable` the remote system could not be reached or is broken; nothing is known to have changed
 * - `rejected` the remote system understood and refused: nothing happened · `unknown-outcome` it may or may not have happened
 * - `untrusted` an answer that must not be believed (an ignored filter, a short list) · `bad-data` one record is not usable
 * - `storage` the warehouse failed · `interrupted` a signal asked to stop · `bug` everything else
 */
export type ErrorKind =
  | 'usage'
  | 'config'
  | 'auth'
  | 'locked'
  | 'guard'
  | 'rate-limit'
  | 'unavailable'
  | 'rejected'
  | 'unknown-outcome'
  | 'untrusted'
  | 'bad-data'
  | 'storage'
  | 'interrupted'
  | 'bug'

/** Facts about the failure that are safe to log: ids, numbers, attempts, HTTP status. Never URLs with queries, tokens, bodies or people's data. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>

export interface PwsfErrorOptions {
  cause?: unknown
  context?: ErrorContext
  /** What the operator should do, as one sentence. */
  next?: string
  /** How long the remote system asked to wait, in milliseconds. */
  retryAfterMs?: number
}

/** The one error class of pwsf. `message` says what failed and on which record, in one line. */
export class PwsfError extends Error {
  override readonly name = 'PwsfError'
  readonly kind: ErrorKind
  readonly context: ErrorContext
  readonly next: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(kind: ErrorKind, message: string, options: PwsfErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.context = options.context ?? {}
    this.next = options.next
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The kind of any thrown value; what is not a PwsfError is a bug. */
export const errorKind = (error: unknown): ErrorKind => (error instanceof PwsfError ? error.kind : 'bug')
