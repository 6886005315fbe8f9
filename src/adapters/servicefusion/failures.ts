import { type ErrorKind, PwsfError, type PwsfErrorOptions } from '../../core/errors.js'
import type { HttpAnswer, NoAnswer } from './http.js'
import { describeBody } from './messages.js'

const nextSteps: Partial<Record<ErrorKind, string>> = {
  auth: 'Check PWSF_SF_CLIENT_ID and PWSF_SF_CLIENT_SECRET, and that the account may use the API.',
  config: 'Check PWSF_SF_URL.',
  'rate-limit': 'Wait a minute; something else may be using the request limit of this account.',
  unavailable: 'Try again later; nothing was changed.',
  untrusted: 'Run again; if it stays, look at the list in ServiceFusion.',
  'unknown-outcome': 'Look the record up before sending it again.',
}

/** A ServiceFusion failure with the next step that fits its kind. */
export const failure = (kind: ErrorKind, message: string, options: PwsfErrorOptions = {}): PwsfError => {
  const next = options.next ?? nextSteps[kind]
  return new PwsfError(kind, message, { ...options, ...(next === undefined ? {} : { next }) })
}

/** The abort reason as an error of kind `interrupted`, unless it is a PwsfError already. */
export const stopped = (what: string, reason: unknown): PwsfError =>
  reason instanceof PwsfError ? reason : new PwsfError('interrupted', `${what} was stopped`, { cause: reason })

/** What ServiceFusion answered, without the query of the request: it may name people. */
export const answerFailure = (kind: ErrorKind, what: string, answer: HttpAnswer, secrets: readonly string[], retryAfterMs?: number): PwsfError =>
  failure(kind, `ServiceFusion answered ${what} with ${answer.status}: ${describeBody(answer.text, secrets)}`, {
    context: { status: answer.status },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

export const noAnswerFailure = (kind: ErrorKind, what: string, result: NoAnswer): PwsfError =>
  failure(
    kind,
    result.reason === 'could not connect' ? `${what}: could not connect to ServiceFusion` : `ServiceFusion gave no answer to ${what}: it ${result.reason}`,
    {
      cause: result.cause,
    },
  )
