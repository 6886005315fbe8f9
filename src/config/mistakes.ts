import { PwsfError } from '../core/errors.js'

/**
 * Several mistakes as one error, so that an operator sees all of them at once: each is a PwsfError in the AggregateError that is the cause.
 * One mistake alone is returned as it is.
 */
export const combine = (mistakes: readonly PwsfError[]): PwsfError => {
  const [only] = mistakes
  if (only !== undefined && mistakes.length === 1) return only
  const kind = mistakes.some((mistake) => mistake.kind === 'usage') ? 'usage' : 'config'
  return new PwsfError(kind, `${mistakes.length} settings are missing or wrong`, {
    cause: new AggregateError(mistakes),
    next: 'Put all of them right, then run the command again.',
  })
}

/** The single mistakes behind a combined error; the error itself when it stands alone. */
export const separate = (error: PwsfError): PwsfError[] => {
  const errors: unknown[] = error.cause instanceof AggregateError ? error.cause.errors : []
  const inner = errors.filter((one) => one instanceof PwsfError)
  return inner.length === 0 ? [error] : inner
}
