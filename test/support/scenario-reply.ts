import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Splits between any two bytes, also inside a character. */
const pieces = (bytes: Buffer, count: number): Buffer[] => {
  const size = Math.max(1, Math.ceil(bytes.length / count))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}

const write = (response: ServerResponse, piece: Buffer): Promise<void> =>
  new Promise((done) => {
    response.write(piece, () => setImmediate(done))
  })

/** Sends an answer in the given manner; header names go out exactly as written. */
export const reply = async (
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer,
  manner: 'whole' | 'chunked' | 'dripping' = 'whole',
): Promise<void> => {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  if (manner === 'whole') {
    response.writeHead(status, { ...headers, 'CONTENT-LENGTH': String(bytes.length) }).end(bytes)
    return
  }
  response.writeHead(status, headers)
  for (const piece of pieces(bytes, manner === 'chunked' ? 3 : 41)) await write(response, piece)
  response.end()
}

export const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Serves on a free loopback port. What a handler throws is kept and thrown by `stop`, so that a mistake of the server fails the test. */
export const serve = async (
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ url: string; stop: () => Promise<void> }> => {
  const failures: unknown[] = []
  const listener: RequestListener = (request, response) => {
    handle(request, response).catch((error: unknown) => {
      failures.push(error)
      response.destroy()
    })
  }
  const server = createServer(listener)
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => {
        server.close(done)
      })
      if (failures.length > 0) throw failures[0]
    },
  }
}
