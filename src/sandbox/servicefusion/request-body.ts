import type { IncomingMessage } from 'node:http'
import { failure, type Reply } from './replies.js'

const largest = 4 * 1024 * 1024

/** The whole request body, or undefined when it is larger than 4 MB. Rejects when the client breaks off. */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= largest) chunks.push(chunk)
  }
  return size > largest ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** The media type of the request, lower case and without parameters; the documented default when there is none. */
export const mediaTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? 'application/json').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** The JSON object in a body, or the answer that refuses it. */
export const parseObject = (text: string | undefined): { value: Record<string, unknown> } | { refusal: Reply } => {
  if (text === undefined) return { refusal: failure(413, 'The request body is too large.') }
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { value: value as Record<string, unknown> }
    return { refusal: failure(400, 'The request body must be a JSON object.') }
  } catch {
    return { refusal: failure(400, 'Invalid JSON data in request body: Syntax error.') }
  }
}
