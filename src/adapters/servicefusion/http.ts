import type ky from 'ky'
import { following } from './following.js'

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  /** Sent as JSON. */
  body?: unknown
}

export interface HttpAnswer {
  kind: 'answer'
  status: number
  headers: Headers
  /** Undefined when the body broke off. */
  text: string | undefined
}

/** No status arrived. `sent: false` is certain: the connection never came about, so nothing happened. */
export interface NoAnswer {
  kind: 'no-answer'
  sent: boolean
  reason: 'timed out' | 'broke off' | 'was stopped' | 'could not connect'
  cause: unknown
}

export type HttpResult = HttpAnswer | NoAnswer

/** Failures of certificates, of the TLS handshake, and of ports that `fetch` refuses to talk to. */
const neverConnected =
  /^(UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$|before secure TLS connection|^bad port$/

const isBeforeSending = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code = '', syscall = '' }: NodeJS.ErrnoException = error
  return /^(connect|getaddrinfo)$/.test(syscall) || neverConnected.test(code) || neverConnected.test(error.message)
}

/** True when the failure happened before a byte of the request could leave. Where several addresses were tried, all of them must have failed so. */
const failedToConnect = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined
  const errors: unknown[] = cause instanceof AggregateError ? cause.errors : [cause]
  return errors.length > 0 && errors.every(isBeforeSending)
}

/**
 * A body that can be read once. `fetch` repeats a POST by itself after a 421 when it can read the body again; this one it cannot. The
 * length is stated in the headers, so that it is not sent in chunks.
 */
const readOnce = (bytes: Uint8Array): ReadableStream =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    },
  })

/**
 * Sends one request exactly once: no retry, no redirect, a connection of its own (a kept-alive one may die unnoticed, and then nobody knows
 * whether the request arrived). The time-out holds for the whole answer, body included. Never throws for what the network does.
 */
export const openHttp = (options: { timeoutMs: number }) => {
  let client: Promise<typeof ky> | undefined
  const load = async () => (await import('ky')).default

  const sendOnce = async (send: typeof ky, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    const bytes = request.body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(request.body))
    const headers = { accept: 'application/json', connection: 'close', ...request.headers }
    const response = await send(request.url, {
      method: request.method,
      ...(bytes === undefined
        ? { headers }
        : { body: readOnce(bytes), headers: { ...headers, 'content-type': 'application/json', 'content-length': String(bytes.length) } }),
      redirect: 'manual',
      retry: 0,
      throwHttpErrors: false,
      timeout: false,
      signal,
    })
    const text = await response.text().catch(() => undefined)
    return { kind: 'answer', status: response.status, headers: response.headers, text }
  }

  return async (request: HttpRequest, signal: AbortSignal): Promise<HttpResult> => {
    const send = await (client ??= load())
    return following(
      [signal],
      async (both, timedOut) => {
        try {
          return await sendOnce(send, request, both)
        } catch (cause) {
          if (signal.aborted) return { kind: 'no-answer', sent: true, reason: 'was stopped', cause }
          if (timedOut()) return { kind: 'no-answer', sent: true, reason: 'timed out', cause }
          const sent = !failedToConnect(cause)
          return { kind: 'no-answer', sent, reason: sent ? 'broke off' : 'could not connect', cause }
        }
      },
      options.timeoutMs,
    )
  }
}

export type Http = ReturnType<typeof openHttp>
