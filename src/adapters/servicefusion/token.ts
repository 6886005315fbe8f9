import { z } from 'zod'
import { PwsfError } from '../../core/errors.js'
import { backoff } from './backoff.js'
import { pauseAfterRefusal } from './budget.js'
import type { RequestBudget } from './budget-queue.js'
import { answerFailure, failure, noAnswerFailure, stopped } from './failures.js'
import type { Http, HttpAnswer, HttpResult } from './http.js'
import { parseJson } from './json.js'
import { observationOf } from './rate-headers.js'
import type { Settings } from './settings.js'

const what = 'the token request'
const renewBeforeMs = 60_000
/** Assumed when the answer does not say how long its token lives. */
const shortLifeMs = 300_000

const Grant = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\s*\d+(\.\d+)?\s*$/)
        .transform(Number),
    ])
    .nullish()
    .catch(null),
})

interface Token {
  value: string
  /** Epoch milliseconds. */
  renewAt: number
}

const readGrant = (text: string | undefined): z.infer<typeof Grant> | undefined => {
  try {
    const body = parseJson(text ?? '')
    return Grant.safeParse(Array.isArray(body) ? body[0] : body).data
  } catch {
    return undefined
  }
}

const isWorthRepeating = (status: number): boolean => status === 408 || status === 429 || status >= 500

const refusalKind = (status: number) => {
  if (status === 429) return 'rate-limit'
  if (isWorthRepeating(status)) return 'unavailable'
  return [400, 401, 403, 422].includes(status) ? 'auth' : 'config'
}

/**
 * The access token of one client: asked for with client credentials (refresh tokens rotate and die when two processes use them), shared by
 * all waiters, renewed a minute before it expires. Asking again is harmless, so this POST is repeated. Throws `auth`, `config`,
 * `rate-limit` or `unavailable`.
 */
export const openTokens = (settings: Settings, http: Http, budget: RequestBudget, closed: AbortSignal) => {
  const { clock } = settings
  let token: Token | undefined
  /** The newest tokens, refused ones too: an answer that repeats one may come late. */
  let issued: string[] = []
  let pending: Promise<Token> | undefined

  const now = () => Date.parse(clock.now())
  const secrets = () => [settings.clientSecret, ...issued]

  const grantOf = (answer: HttpAnswer, askedAt: number): Token | PwsfError => {
    if (answer.status < 200 || answer.status > 299) return answerFailure(refusalKind(answer.status), what, answer, secrets())
    const grant = readGrant(answer.text)
    if (grant === undefined) return failure('unavailable', `ServiceFusion answered ${what} without a token`, { context: { status: answer.status } })
    const lifeMs = grant.expires_in == null ? shortLifeMs : grant.expires_in * 1000
    return { value: grant.access_token, renewAt: askedAt + lifeMs - Math.min(renewBeforeMs, lifeMs / 2) }
  }

  /** One request: the token, or why there is none and how long to wait before another try (undefined: it is final). */
  const attempt = async (tried: number): Promise<{ token: Token } | { error: PwsfError; waitMs: number | undefined }> => {
    const askedAt = now()
    const body = { grant_type: 'client_credentials', client_id: settings.clientId, client_secret: settings.clientSecret }
    const result: HttpResult = await http({ method: 'POST', url: `${settings.origin}/oauth/access_token`, headers: {}, body }, closed)
    if (result.kind === 'no-answer') return { error: noAnswerFailure('unavailable', what, result), waitMs: backoff(tried, settings.random) }
    const seen = observationOf(result.status, result.headers, now())
    if (seen.limit !== undefined || seen.status === 429) await budget.observed(seen)
    const got = grantOf(result, askedAt)
    if (!(got instanceof PwsfError)) return { token: got }
    if (result.status === 429) return { error: got, waitMs: pauseAfterRefusal(seen, tried) }
    return { error: got, waitMs: result.status < 300 || isWorthRepeating(result.status) ? backoff(tried, settings.random) : undefined }
  }

  const fetchToken = async (): Promise<Token> => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt(tried)
      if ('token' in outcome) return outcome.token
      if (closed.aborted) throw stopped(what, closed.reason)
      if (outcome.waitMs === undefined || tried >= settings.tries) throw outcome.error
      settings.log('warn', 'ServiceFusion gave no token, asking again', { tried, waitMs: outcome.waitMs, error: outcome.error.message })
      await clock.sleep(outcome.waitMs, closed)
    }
  }

  const renew = (): Promise<Token> => {
    pending ??= fetchToken()
      .then((fresh) => {
        token = fresh
        issued = [...issued.slice(-7), fresh.value]
        return fresh
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  /** Follows the shared request; one waiter's abort ends its own waiting only. */
  const waitFor = (shared: Promise<Token>, signal: AbortSignal): Promise<Token> =>
    new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })

  return {
    secrets,
    async current(signal: AbortSignal): Promise<string> {
      signal.throwIfAborted()
      if (token !== undefined && now() < token.renewAt) return token.value
      return (await waitFor(renew(), signal)).value
    },
    /** Forgets a refused token, unless it was replaced meanwhile. */
    drop(refused: string): void {
      if (token?.value === refused) token = undefined
    },
  }
}
