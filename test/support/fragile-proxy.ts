import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** `up` passes everything on, `hangs` takes connections and never answers, `refuses` closes them at once. */
export type ProxyMode = 'up' | 'hangs' | 'refuses'

/** Stands before a server and can be it, dead. */
export const openFragileProxy = async (target: string) => {
  const { port: targetPort, pathname } = new URL(target)
  const sockets = new Set<Socket>()
  let mode: ProxyMode = 'up'
  let requests = 0

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
    return socket
  }

  const server = createServer((socket) => {
    keep(socket)
    if (mode === 'refuses') {
      requests += 1
      socket.resetAndDestroy()
      return
    }
    // Clients open connections that they then do not use.
    socket.once('data', () => {
      requests += 1
    })
    if (mode === 'hangs') return
    const behind = keep(connect(Number(targetPort), '127.0.0.1'))
    socket.pipe(behind).pipe(socket)
    socket.once('close', () => behind.destroy())
    behind.once('close', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`,
    /** Requests since the last look. */
    takeRequests: (): number => {
      const taken = requests
      requests = 0
      return taken
    },
    turn: (next: ProxyMode): void => {
      mode = next
    },
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FragileProxy = Awaited<ReturnType<typeof openFragileProxy>>
