import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy before ServiceFusion that keeps the answers to POSTs back, so that a test knows that a call is under way. */
export interface HeldProxy {
  url: string
  /** Resolves when a POST for a job was answered by ServiceFusion and its answer is being held. */
  held(): Promise<void>
  /** POSTs for jobs that went through so far. */
  posts(): number
  /** Lets all answers go, held and later ones. */
  letGo(): void
  close(): Promise<void>
}

const withResolvers = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const readAll = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const openHeldProxy = async (target: string): Promise<HeldProxy> => {
  const free = withResolvers()
  const first = withResolvers()
  let posts = 0

  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readAll(incoming)
    const url = new URL(incoming.url ?? '/', target)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(url, { method: incoming.method, headers: { ...incoming.headers, host: url.host } }, resolve)
      call.once('error', reject)
      call.end(body)
    })
    const text = await readAll(answer)
    if (incoming.method === 'POST' && url.pathname === '/v1/jobs') {
      posts += 1
      first.resolve()
      await free.promise
    }
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' }).end(text)
  }

  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    held: () => first.promise,
    posts: () => posts,
    letGo: () => free.resolve(),
    close: async () => {
      free.resolve()
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}
