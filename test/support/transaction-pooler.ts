import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** A pooler in front of a Postgres server: gives out server connections for one transaction each, and says nothing about it. */
export interface TransactionPooler {
  /** The server's address, by way of the pooler. */
  url: string
  /** How often a client got another server connection than the time before. */
  switches(): number
  stop(): Promise<void>
}

const backends = 4
const sslRequest = 80_877_103
const cancelRequest = 80_877_102
const terminate = 'X'

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type, 0)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const int32 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => buffer.writeInt32BE(value, index * 4))
  return buffer
}

const greeting = Buffer.concat([
  message('R', int32(0)),
  message('S', Buffer.from('server_version\x0016.0\0')),
  message('S', Buffer.from('client_encoding\0UTF8\0')),
  message('K', int32(1, 1)),
  message('Z', Buffer.from('I')),
])

/** Calls `each` with every whole message of a stream of typed messages. */
const splitMessages = (each: (type: string, whole: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5) {
      const end = rest.readInt32BE(1) + 1
      if (rest.length < end) return
      const whole = rest.subarray(0, end)
      rest = rest.subarray(end)
      each(String.fromCharCode(whole[0] ?? 0), whole)
    }
  }
}

interface Backend {
  socket: Socket
  /** The client that is in a transaction here. */
  client: Socket | undefined
}

/** Starts the pooler. The server must let its user in without a password. */
export const startTransactionPooler = async (serverUrl: string): Promise<TransactionPooler> => {
  const target = new URL(serverUrl)
  const pool: Backend[] = []
  const waiting: (() => void)[] = []
  const clients = new Set<Socket>()
  let switches = 0
  let turn = 0

  const openBackend = async (): Promise<Backend> => {
    const socket = connect({ port: Number(target.port), host: target.hostname, noDelay: true })
    const body = Buffer.concat([int32(196_608), Buffer.from(`user\0${target.username}\0database\0${target.pathname.slice(1)}\0\0`)])
    socket.write(Buffer.concat([int32(body.length + 4), body]))
    const backend: Backend = { socket, client: undefined }
    await new Promise<void>((ready, failed) => {
      let isReady = false
      const read = splitMessages((type, whole) => {
        if (isReady) {
          backend.client?.write(whole)
          if (type === 'Z' && whole[5] === 73) free(backend)
        } else if (type === 'Z') {
          isReady = true
          ready()
        }
      })
      socket.on('data', read)
      socket.on('error', failed)
      socket.on('close', () => {
        pool.splice(pool.indexOf(backend), 1)
        backend.client?.destroy()
        void openBackend().then(
          (fresh) => void pool.push(fresh),
          () => undefined,
        )
      })
    })
    return backend
  }

  const free = (backend: Backend): void => {
    backend.client = undefined
    waiting.shift()?.()
  }

  /** Another one than last time, whenever there is a choice. */
  const take = async (client: Socket, last: Backend | undefined): Promise<Backend> => {
    for (;;) {
      const idle = pool.filter((backend) => backend.client === undefined)
      const others = idle.filter((backend) => backend !== last)
      const found = others[(turn += 1) % Math.max(1, others.length)] ?? idle[0]
      if (found !== undefined) {
        if (last !== undefined && found !== last) switches += 1
        found.client = client
        return found
      }
      await new Promise<void>((done) => waiting.push(done))
    }
  }

  const serve = (client: Socket): void => {
    clients.add(client)
    let isStarted = false
    let startup: Buffer = Buffer.alloc(0)
    let last: Backend | undefined
    let queue: Promise<void> = Promise.resolve()
    const mine = (): Backend | undefined => pool.find((backend) => backend.client === client)
    const forward = splitMessages((type, whole) => {
      queue = queue.then(async () => {
        if (type === terminate) {
          client.end()
          return
        }
        const backend = mine() ?? (await take(client, last))
        last = backend
        backend.socket.write(whole)
      })
    })
    client.on('data', (chunk) => {
      if (isStarted) {
        forward(chunk)
        return
      }
      startup = Buffer.concat([startup, chunk])
      if (startup.length < 8 || startup.length < startup.readInt32BE(0)) return
      const code = startup.readInt32BE(4)
      const rest = startup.subarray(startup.readInt32BE(0))
      startup = Buffer.from(rest)
      if (code === sslRequest) client.write('N')
      else if (code === cancelRequest) client.destroy()
      else {
        isStarted = true
        client.write(greeting)
        if (rest.length > 0) forward(rest)
      }
    })
    client.on('error', () => client.destroy())
    client.on('close', () => {
      clients.delete(client)
      // A client that is gone takes its open transaction with it.
      mine()?.socket.destroy()
    })
  }

  for (let count = 0; count < backends; count += 1) pool.push(await openBackend())
  const server = createServer({ noDelay: true }, serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = new URL(serverUrl)
  url.port = String(port)
  return {
    url: url.href,
    switches: () => switches,
    stop: async () => {
      server.close()
      for (const client of clients) client.destroy()
      for (const { socket } of pool.splice(0)) {
        socket.removeAllListeners('close')
        socket.destroy()
      }
    },
  }
}
