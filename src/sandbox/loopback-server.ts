import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** Stops listening and breaks every open connection. */
  stop: () => Promise<void>
}

/** An HTTP server on 127.0.0.1 only. Port 0: any free one. A handler that throws answers 500, or breaks the connection when it has begun to answer. */
export const startLoopbackServer = async (
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port: number,
): Promise<LoopbackServer> => {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (response.headersSent) request.socket.destroy()
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('The sandbox failed.\n')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${actual}`,
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
