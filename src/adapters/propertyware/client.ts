import { fileURLToPath } from 'node:url'
import type { Client, IHttpClient, SoapMethodAsync } from 'soap'
import { PwsfError } from '../../core/errors.js'
import type { Clock, Random } from '../../core/ports/clock.js'
import type { Events } from '../../core/ports/events.js'
import { resultOf } from './answer.js'
import { encode } from './encode.js'
import { interruption } from './errors.js'
import { openGate } from './gate.js'
import { namespaces, type WireNode } from './node.js'
import { isAllowed, type Operation, operations } from './operations.js'
import { type Answer, type Limits, post } from './transport.js'

export interface ClientOptions {
  url: URL
  username: string
  password: string
  limits: Limits
  /** Tries of a read, the first included. Writes are sent once. */
  tries: number
  concurrency: number
  clock: Clock
  random: Random
  log: Events['log'] | undefined
}

/** PropertyWare's operations on the wire. Parts are the operation's parameters in order; the result is its return part. */
export interface PropertyWareClient {
  call(operation: Operation, parts: Readonly<Record<string, WireNode>>, signal?: AbortSignal): Promise<WireNode>
  requests(): number
  /** Ends the requests that are under way. */
  close(): void
}

/** Travels through soap as the options of one call, so that its HTTP client knows which call it serves. */
interface Exchange {
  operation: Operation
  signal: AbortSignal
  answer?: Answer
}

/** How soap is told what came of a request. */
type Done = (error: unknown, response?: unknown, text?: string) => void

const firstDelayMs = 500
const longestDelayMs = 10_000
const longestAskedDelayMs = 60_000

const wsdl = fileURLToPath(new URL('./wsdl/PWServices.wsdl', import.meta.url))

/** soap asks for an envelope back; the real one has been read by then, without the losses of soap's own decoder. */
const stubFor = (operation: Operation): string =>
  `<soap:Envelope xmlns:soap="${namespaces.envelope}"><soap:Body><r:${operation}Response xmlns:r="${namespaces.service}"><done>1</done></r:${operation}Response></soap:Body></soap:Envelope>`

/**
 * Repairs what soap leaves out of an rpc/encoded request: the wrapper's namespace (soap takes the WSDL's target namespace), the encoding style
 * and the declarations of the prefixes that our values use.
 */
const completeEnvelope = (operation: Operation, xml: string): string => {
  const open = new RegExp(`<(?:[\\w.-]+:)?${operation}>`)
  const close = new RegExp(`</(?:[\\w.-]+:)?${operation}>(?=</soap:Body>)`)
  return xml
    .replace(/<soap:Envelope [^>]*>/, () => `<soap:Envelope ${declarations}>`)
    .replace(open, () => `<ser:${operation} soap:encodingStyle="${namespaces.encoding}">`)
    .replace(close, () => `</ser:${operation}>`)
}

const declarations = [
  ['soap', namespaces.envelope],
  ['xsd', namespaces.schema],
  ['xsi', namespaces.instance],
  ['soapenc', namespaces.encoding],
  ['ser', namespaces.service],
  ['pw', namespaces.types],
]
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(' ')

/** Another try may help: the server was unreachable or broken, or its own code failed (a fault that does not blame the client). */
const mayPass = (error: unknown): error is PwsfError =>
  error instanceof PwsfError && (error.kind === 'unavailable' || (error.kind === 'rejected' && String(error.context['faultCode'] ?? '').startsWith('Server')))

/** Opens the client. Nothing is loaded or sent before the first call. */
export const openClient = (options: ClientOptions): PropertyWareClient => {
  const { url, limits, tries, clock, random, log } = options
  const authorization = `Basic ${Buffer.from(`${options.username}:${options.password}`, 'utf8').toString('base64')}`
  const gate = openGate(options.concurrency)
  const closing = new AbortController()
  let sent = 0
  let loading: Promise<Client> | undefined

  const send = (body: string, headers: Record<string, string>, { operation, signal }: Exchange): Promise<Answer> => {
    sent += 1
    return post({ operation, url, body, limits, signal, headers: { ...headers, Authorization: authorization } })
  }

  const serve = async (body: string, headers: Record<string, string>, exchange: Exchange, done: Done): Promise<void> => {
    try {
      exchange.answer = await send(body, headers, exchange)
    } catch (error) {
      done(error)
      return
    }
    done(null, { status: 200, headers: {} }, stubFor(exchange.operation))
  }

  const httpClient = {
    request: (_url: string, body: string, done: Done, headers: Record<string, string>, { exchange }: { exchange: Exchange }) =>
      serve(body, headers, exchange, done),
  } as unknown as IHttpClient

  const load = async (): Promise<Client> => {
    const { createClientAsync } = await import('soap')
    return createClientAsync(wsdl, { endpoint: url.href, httpClient })
  }

  const once = async (operation: Operation, xml: string, signal: AbortSignal): Promise<WireNode> => {
    loading ??= load()
    const client = await loading
    const exchange: Exchange = { operation, signal }
    const method = client[`${operation}Async`] as SoapMethodAsync
    await method(xml === '' ? null : { $xml: xml }, { exchange, postProcess: (envelope: string) => completeEnvelope(operation, envelope) })
    if (exchange.answer === undefined) throw new PwsfError('bug', `PropertyWare ${operation}: the request was not sent`)
    return resultOf(operation, exchange.answer)
  }

  const repeat = async (operation: Operation, xml: string, signal: AbortSignal): Promise<WireNode> => {
    const allowed = operations[operation] === 'read' ? tries : 1
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await gate.run(() => once(operation, xml, signal), signal)
      } catch (error) {
        if (attempt >= allowed || !mayPass(error) || signal.aborted) throw error
        const jittered = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1))
        const delay = Math.max(jittered, Math.min(error.retryAfterMs ?? 0, longestAskedDelayMs))
        log?.('warn', `${error.message}; trying again`, { operation, attempt, delayMs: Math.round(delay) })
        await clock.sleep(delay, signal)
      }
    }
  }

  return {
    async call(operation, parts, given) {
      if (!isAllowed(operation)) throw new PwsfError('bug', `The operation ${String(operation)} is not on the list of those that may be called`)
      const signal = given === undefined ? closing.signal : AbortSignal.any([closing.signal, given])
      const xml = Object.entries(parts)
        .map(([name, node]) => encode(name, node))
        .join('')
      try {
        return await repeat(operation, xml, signal)
      } catch (error) {
        throw signal.aborted && !(error instanceof PwsfError) ? interruption(signal) : error
      }
    },
    requests: () => sent,
    close() {
      closing.abort(new PwsfError('interrupted', 'The connection to PropertyWare was closed'))
    },
  }
}
