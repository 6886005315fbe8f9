import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openTextReader } from './charset.js'
import { interruption, type Progress, unusable } from './errors.js'
import type { Operation } from './operations.js'
import { openTree, type Root, UntrustedXml } from './tree.js'

export interface Limits {
  timeoutMs: number
  maxBytes: number
  maxDepth: number
}

export interface Post {
  operation: Operation
  url: URL
  headers: Record<string, string>
  body: string
  limits: Limits
  signal: AbortSignal
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** The document, once its last byte arrived; undefined when the body is not one that could matter. */
  root: Root | undefined
  /** Why a body that should have been a document is none. */
  problem: Error | undefined
}

/** After this many bytes the event loop gets a turn: a page of 20 MB must not stop timers and other requests. */
const sliceBytes = 32 * 1024

const charsetOf = (contentType: string | undefined): string | undefined => /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1]

/** Bodies worth reading: those of success, and errors that say they are XML (Axis sends faults with 500). The rest are pages for people. */
const mayHoldEnvelope = (status: number, contentType: string | undefined): boolean =>
  (status >= 200 && status < 300) || status === 500 || (status >= 400 && status !== 401 && status !== 403 && /\bxml\b/i.test(contentType ?? ''))

async function* slices(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of body) for (let at = 0; at < chunk.length; at += sliceBytes) yield chunk.subarray(at, at + sliceBytes)
}

/** Reads the body to its last byte while building the document. What is wrong with the text is returned; what is wrong with the connection is thrown. */
const readDocument = async (response: IncomingMessage, limits: Limits): Promise<Pick<Answer, 'root' | 'problem'>> => {
  const text = openTextReader(charsetOf(response.headers['content-type']))
  const tree = openTree(limits.maxDepth)
  let problem: Error | undefined
  const attempt = (step: () => void): void => {
    if (problem !== undefined) return
    try {
      step()
    } catch (error) {
      problem = error instanceof RangeError ? new UntrustedXml('is in an encoding that is not known') : (error as Error)
    }
  }
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') return { root: undefined, problem: new UntrustedXml('is compressed, unasked') }
  let bytes = 0
  for await (const slice of slices(response as AsyncIterable<Buffer>)) {
    bytes += slice.length
    if (bytes > limits.maxBytes) return { root: undefined, problem: new UntrustedXml(`is larger than ${limits.maxBytes} bytes`) }
    attempt(() => tree.write(text.write(slice)))
    if (problem instanceof UntrustedXml) return { root: undefined, problem }
    await nextTurn()
  }
  if (!response.complete) throw new Error('the connection closed before the answer was complete')
  let root: Root | undefined
  attempt(() => {
    tree.write(text.end())
    root = tree.end()
  })
  return { root: problem === undefined ? root : undefined, problem }
}

const reasonOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? `the connection failed (${code})` : 'the connection failed'
}

/**
 * Sends one request on a connection of its own and reads the answer completely: kept-alive connections to PropertyWare hung, so there is no
 * connection pool and no redirect is followed. One deadline bounds it all, also an answer that drips.
 * Throws a PwsfError when there is no complete answer.
 */
export const post = async ({ operation, url, headers, body, limits, signal }: Post): Promise<Answer> => {
  const deadline = AbortSignal.timeout(limits.timeoutMs)
  const stop = AbortSignal.any([signal, deadline])
  const secure = url.protocol === 'https:'
  let connected = false
  try {
    if (signal.aborted) throw interruption(signal)
    const request = (secure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      signal: stop,
      headers: { ...headers, Connection: 'close', 'Accept-Encoding': 'identity', 'Content-Length': Buffer.byteLength(body) },
    })
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('socket', (socket) =>
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          connected = true
        }),
      )
      request.on('response', resolve)
      // Stays for the life of the request: a reset after the answer began is also emitted here, and the reader of the body reports it.
      request.on('error', reject)
      request.end(body)
    })
    try {
      const status = response.statusCode ?? 0
      const found = mayHoldEnvelope(status, response.headers['content-type']) ? await readDocument(response, limits) : { root: undefined, problem: undefined }
      return { status, headers: response.headers, ...found }
    } finally {
      response.destroy()
    }
  } catch (error) {
    const progress: Progress = connected ? 'sent' : 'not-sent'
    if (signal.aborted) throw progress === 'sent' ? interruptedAfter(operation, signal) : interruption(signal)
    if (deadline.aborted) throw unusable(operation, progress, `no complete answer within ${limits.timeoutMs} ms`, { cause: error })
    throw unusable(operation, progress, reasonOf(error), { cause: error })
  }
}

const interruptedAfter = (operation: Operation, signal: AbortSignal): Error => {
  const lost = unusable(operation, 'sent', 'interrupted before the answer came', { cause: signal.reason })
  return lost.kind === 'unknown-outcome' ? lost : interruption(signal)
}
