import { PwsfError } from '../../core/errors.js'
import { lingering } from '../../core/ports/linger.js'
import type { Ready } from '../../core/ports/ready.js'
import { backoff } from './backoff.js'
import { sharedCell } from './budget-cell.js'
import { openBudget, type RequestBudget } from './budget-queue.js'
import { budgetName } from './budget-text.js'
import { answerFailure, failure, noAnswerFailure, stopped } from './failures.js'
import { following } from './following.js'
import { type HttpAnswer, type HttpRequest, type HttpResult, openHttp } from './http.js'
import { parseJson } from './json.js'
import { isHtml } from './messages.js'
import { observationOf } from './rate-headers.js'
import type { Settings } from './settings.js'
import { openTokens } from './token.js'

/** A readable answer of a read. */
export interface ReadAnswer {
  body: unknown
  headers: Headers
}

/** The end of one POST: what the server answered, or that it did not. */
export interface Posted {
  result: HttpResult
  /** How long the server asks to wait. */
  retryAfterMs: number | undefined
  secrets: readonly string[]
}

export interface Client {
  /** GET, repeated within the budget until it is answered readably. Throws PwsfError. */
  read(path: string, signal?: AbortSignal): Promise<ReadAnswer>
  /** POST, sent once or (when it throws) not at all: `auth`, `config`, `rate-limit`, `unavailable`, `interrupted`, or what `ready` threw. */
  post(path: string, body: unknown, signal?: AbortSignal, ready?: Ready): Promise<Posted>
  /** Requests for resources sent so far; token requests are not counted. */
  requests(): number
  budget: RequestBudget
  /** Resolves when every request under way has ended. */
  close(): Promise<void>
}

interface Exchange {
  result: HttpResult
  token: string
  retryAfterMs: number | undefined
}

type Verdict = { done: ReadAnswer } | { error: PwsfError; again: 'never' | 'after-backoff' | 'after-pause' | 'with-new-token' }

/** What a person knows the request by: method and path, without the query. */
const nameOf = (method: string, path: string): string => `${method} ${path.split('?')[0] ?? path}`

const readable = (answer: HttpAnswer): { body: unknown } | undefined => {
  try {
    return { body: parseJson(answer.text ?? '') }
  } catch {
    return undefined
  }
}

const judgeRefusal = (what: string, answer: HttpAnswer, secrets: readonly string[], retryAfterMs: number | undefined): Verdict => {
  const refused = (kind: PwsfError['kind']) => answerFailure(kind, what, answer, secrets, retryAfterMs)
  if (answer.status === 401) return { error: refused('auth'), again: 'with-new-token' }
  if (answer.status === 403) return { error: refused('auth'), again: 'never' }
  if (answer.status === 429) return { error: refused('rate-limit'), again: 'after-pause' }
  if (answer.status === 408 || answer.status >= 500) return { error: refused('unavailable'), again: 'after-backoff' }
  // Only documented paths are read, so a page of HTML for one of them comes from something in front of the API.
  if (answer.status === 404 && isHtml(answer.text ?? '')) return { error: refused('unavailable'), again: 'after-backoff' }
  if (answer.status >= 400) return { error: refused('rejected'), again: 'never' }
  return { error: failure('config', `ServiceFusion sent ${what} elsewhere (${answer.status})`, { context: { status: answer.status } }), again: 'never' }
}

const judgeRead = (what: string, exchange: Exchange, secrets: readonly string[]): Verdict => {
  const { result } = exchange
  if (result.kind === 'no-answer') return { error: noAnswerFailure('unavailable', what, result), again: 'after-backoff' }
  if (result.status < 200 || result.status > 299) return judgeRefusal(what, result, secrets, exchange.retryAfterMs)
  const json = readable(result)
  if (json !== undefined) return { done: { body: json.body, headers: result.headers } }
  return { error: answerFailure('unavailable', what, result, secrets), again: 'after-backoff' }
}

/** The API of one account: token, budget, retries of reads. */
export const openClient = (settings: Settings): Client => {
  const { clock, random, log } = settings
  const closing = new AbortController()
  const http = openHttp({ timeoutMs: settings.timeoutMs })
  const { requestsPerMinute: limit, limitShare: share, shared } = settings
  const budget = openBudget({
    clock,
    limit,
    share,
    // Whoever keeps to a share does it for all that keep to one, so that they do not add up to the whole.
    lane: share < 1 ? 'background' : 'main',
    abandonedMs: settings.timeoutMs + 120_000,
    ...(shared !== undefined && { cell: sharedCell(shared, budgetName(settings.origin, settings.clientId), limit) }),
    log,
  })
  const tokens = openTokens(settings, http, budget, closing.signal)
  let sent = 0

  /** One request, drawn from the budget. Throws only before anything was sent. */
  const exchange = async (
    request: Omit<HttpRequest, 'headers' | 'url'>,
    path: string,
    signal: AbortSignal,
    send: (work: (signal: AbortSignal) => Promise<HttpResult>) => Promise<HttpResult> = (work) => work(signal),
    ready?: Ready,
  ): Promise<Exchange> => {
    const place = await budget.take(signal)
    const prepare = async (): Promise<string> => {
      const token = await tokens.current(signal)
      await ready?.()
      signal.throwIfAborted()
      return token
    }
    const token = await prepare().catch(async (error: unknown) => {
      await budget.returned(place)
      throw error
    })
    const result = await send((until) => http({ ...request, url: settings.origin + path, headers: { authorization: `Bearer ${token}` } }, until))
    if (result.kind === 'no-answer' && !result.sent) {
      await budget.returned(place)
      return { result, token, retryAfterMs: undefined }
    }
    sent += 1
    if (result.kind === 'no-answer') {
      await budget.ended(place)
      return { result, token, retryAfterMs: undefined }
    }
    const seen = observationOf(result.status, result.headers, Date.parse(clock.now()))
    // The limit belongs to a token, and a refused one has none: what such an answer states is not about us.
    await budget.ended(place, result.status === 401 ? undefined : seen)
    if (result.status === 401) tokens.drop(token)
    return { result, token, retryAfterMs: seen.retryAfterMs ?? (result.status === 429 ? seen.resetMs : undefined) }
  }

  const readUntilAnswered = async (path: string, signal: AbortSignal): Promise<ReadAnswer> => {
    const what = nameOf('GET', path)
    const used = { 'after-backoff': 0, 'after-pause': 0, 'with-new-token': 0 }
    const most = { 'after-backoff': settings.tries - 1, 'after-pause': 2 * settings.tries, 'with-new-token': 1 }
    for (;;) {
      const verdict = judgeRead(what, await exchange({ method: 'GET' }, path, signal), tokens.secrets())
      if ('done' in verdict) return verdict.done
      signal.throwIfAborted()
      if (verdict.again === 'never' || used[verdict.again] >= most[verdict.again]) throw verdict.error
      used[verdict.again] += 1
      const waitMs = verdict.again === 'after-backoff' ? backoff(used[verdict.again], random) : 0
      log('warn', `repeating ${what}`, { why: verdict.error.message, waitMs })
      if (waitMs > 0) await clock.sleep(waitMs, signal)
    }
  }

  /** Turns an abort, whatever it surfaced as, into `interrupted`. */
  const guarded = <T>(what: string, signal: AbortSignal | undefined, work: (both: AbortSignal) => Promise<T>): Promise<T> =>
    following(signal === undefined ? [closing.signal] : [signal, closing.signal], async (both) => {
      try {
        return await work(both)
      } catch (error) {
        if (both.aborted) throw stopped(what, both.reason)
        throw error
      }
    })

  return {
    read: (path, signal) => guarded(nameOf('GET', path), signal, (both) => readUntilAnswered(path, both)),
    post: (path, body, signal, ready) =>
      guarded(nameOf('POST', path), signal, async (both) => {
        const finish = (work: (until: AbortSignal) => Promise<HttpResult>): Promise<HttpResult> =>
          lingering(clock, signal, (late) => following([late, closing.signal], work))
        const { result, retryAfterMs } = await exchange({ method: 'POST', body }, path, both, finish, ready)
        return { result, retryAfterMs, secrets: tokens.secrets() }
      }),
    requests: () => sent,
    budget,
    close: () => {
      closing.abort(new PwsfError('interrupted', 'the ServiceFusion client was closed'))
      return budget.settled()
    },
  }
}
