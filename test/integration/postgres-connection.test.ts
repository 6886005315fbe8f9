import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mapPostgresError } from '../../src/adapters/warehouse/dialect/postgres-errors.js'
import { lookIntoPostgresWarehouse, openPostgresWarehouse } from '../../src/adapters/warehouse/index.js'
import { tlsOptions } from '../../src/adapters/warehouse/postgres-tls.js'
import { describeAddress, parsePostgresUrl } from '../../src/adapters/warehouse/postgres-url.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { at, believed, observeAt, tickingClock, workOrder } from '../contract/warehouse/support.js'
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.js'
import { type TransactionPooler, startTransactionPooler } from '../support/transaction-pooler.js'

let server: PostgresServer
let pooler: TransactionPooler
const opened: Warehouse[] = []

beforeAll(async () => {
  server = await openPostgresServer({ own: true })
  pooler = await startTransactionPooler(server.url)
})

afterEach(async () => {
  for (const warehouse of opened.splice(0)) await warehouse.close()
})

afterAll(async () => {
  await pooler.stop()
  await server.stop()
})

const open = async (schema: string, options: Partial<Parameters<typeof openPostgresWarehouse>[0]> = {}): Promise<Warehouse> => {
  const warehouse = await openPostgresWarehouse({ url: server.url, schema, clock: tickingClock(), ...options })
  opened.push(warehouse)
  return warehouse
}

const openMigrated = async (options: Partial<Parameters<typeof openPostgresWarehouse>[0]> = {}): Promise<{ warehouse: Warehouse; schema: string }> => {
  const schema = server.freshSchema()
  const warehouse = await open(schema, options)
  await warehouse.migrate()
  return { warehouse, schema }
}

/** Ends every connection of pwsf; `query` narrows it to those whose last statement looks so. */
const terminate = (query = '%'): Promise<unknown> =>
  server.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pwsf' and query ilike $1`, [query])

describe('a connection that drops', () => {
  it('is made again for the next read and the next transaction', async () => {
    const { warehouse } = await openMigrated()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await terminate()
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
    await terminate()
    await observeAt(warehouse, 2, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['B', 2, null],
    ])
  })

  it('in the middle of a transaction undoes it, and the whole of it runs again', async () => {
    const { warehouse } = await openMigrated()
    let tries = 0
    await warehouse.transaction(async (writer) => {
      tries += 1
      await writer.setCheckpoint(`try-${tries}`, 'seen')
      if (tries === 1) await terminate('%checkpoints%')
      await writer.setCheckpoint('c', 'kept')
    })
    expect(tries).toBe(2)
    expect(await warehouse.reader.checkpoint('c')).toBe('kept')
    expect(await warehouse.reader.checkpoint('try-1')).toBeUndefined()
  })

  it('takes the run lock again, unless somebody else has it by then', async () => {
    const { warehouse, schema } = await openMigrated()
    const lock = await warehouse.lock({ runId: 'run-1', host: 'h', pid: 1, since: at(1) })
    const holders = async (): Promise<number[]> =>
      (await server.query<{ pid: number }>("select pid from pg_locks where locktype = 'advisory' and granted")).map(({ pid }) => pid)
    const [before] = await holders()
    await terminate('%pg_try_advisory_lock%')
    await expect.poll(holders).toEqual([expect.not.toSatisfy((pid: number) => pid === before)])
    await warehouse.transaction((writer) => writer.setCheckpoint('c', '1'))
    const other = await open(schema)
    const mine = { runId: 'run-2', host: 'h', pid: 2, since: at(2) }
    await expect(other.lock(mine)).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('run-1') })
    // As if the network had been gone for longer: somebody else is there first.
    await server.query(`update ${schema}.run_lock set fencing_token = fencing_token + 1, run_id = 'run-2'`)
    await expect(warehouse.transaction((writer) => writer.setCheckpoint('c', 'zombie'))).rejects.toMatchObject({ kind: 'locked' })
    await expect(lock.assertHeld()).rejects.toMatchObject({ kind: 'locked' })
    expect(await other.reader.checkpoint('c')).toBe('1')
  })
})

describe('a transaction that the server asks to repeat', () => {
  const raise = (schema: string, code: string, times: number): Promise<unknown> =>
    server.query(`
      create sequence ${schema}.tries;
      create function ${schema}.refuse() returns trigger language plpgsql as $$
        begin if nextval('${schema}.tries') <= ${times} then raise exception 'try again' using errcode = '${code}'; end if; return new; end $$;
      create trigger refuse before insert on ${schema}.checkpoints for each row execute function ${schema}.refuse()`)

  it.each(['40001', '40P01'])('runs again as a whole (%s)', async (code) => {
    const { warehouse, schema } = await openMigrated()
    await raise(schema, code, 2)
    let tries = 0
    await warehouse.transaction(async (writer) => {
      tries += 1
      await writer.setCheckpoint('c', String(tries))
    })
    expect(tries).toBe(3)
    expect(await warehouse.reader.checkpoint('c')).toBe('3')
  })

  it('is given up after some tries, with nothing kept', async () => {
    const { warehouse, schema } = await openMigrated()
    await raise(schema, '40001', 1000)
    await expect(warehouse.transaction((writer) => writer.setCheckpoint('c', '1'))).rejects.toMatchObject({ kind: 'storage', next: expect.any(String) })
    expect(await warehouse.reader.checkpoint('c')).toBeUndefined()
  })
})

describe('a statement that fails inside a transaction', () => {
  it('undoes it even when somebody goes on as if nothing had happened', async () => {
    const { warehouse, schema } = await openMigrated()
    await server.query(`alter table ${schema}.checkpoints add check (value <> 'bad')`)
    const work = warehouse.transaction(async (writer) => {
      await writer.setCheckpoint('a', 'good')
      await writer.setCheckpoint('b', 'bad').catch(() => undefined)
    })
    await expect(work).rejects.toMatchObject({ kind: 'bug' })
    expect(await warehouse.reader.checkpoint('a')).toBeUndefined()
  })
})

describe('the run lock between processes', () => {
  const startHolder = async (url: string, schema: string) => {
    const script = fileURLToPath(new URL('../contract/warehouse/hold-postgres-lock.mjs', import.meta.url))
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, url, schema], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    return { kill, token: Number(line.toString()) }
  }

  const mine = { runId: 'run-mine', host: 'here', pid: 1, since: at(1) }

  it('is free as soon as a holder on a direct connection is killed', async () => {
    const { warehouse, schema } = await openMigrated()
    const { kill, token } = await startHolder(server.url, schema)
    await expect(warehouse.lock(mine)).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('run-child') })
    await kill()
    await expect
      .poll(
        () =>
          warehouse.lock(mine).then(
            ({ fencingToken }) => fencingToken,
            () => 0,
          ),
        { timeout: 2000 },
      )
      .toBe(token + 1)
  })

  it('is waited for behind a pooler until the holder gives no more sign of life', { timeout: 60_000 }, async () => {
    const { warehouse, schema } = await openMigrated({ url: pooler.url })
    const direct = await open(schema)
    const { kill, token } = await startHolder(pooler.url, schema)
    await expect(warehouse.lock(mine)).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('run-child') })
    await expect(direct.lock(mine)).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('run-child') })
    await kill()
    const lock = await warehouse.lock(mine)
    expect(lock.fencingToken).toBe(token + 1)
    await lock.release()
  })

  it('keeps out a pooled host while a direct one holds it', async () => {
    const { warehouse, schema } = await openMigrated()
    const pooled = await open(schema, { url: pooler.url })
    const lock = await warehouse.lock({ ...mine, runId: 'run-direct' })
    await expect(pooled.lock(mine)).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('run-direct') })
    await lock.release()
    await (await pooled.lock(mine)).release()
  })
})

describe('a schema', () => {
  it('can be made by two at once', async () => {
    const schema = server.freshSchema()
    const both = [await open(schema), await open(schema)]
    const steps = await Promise.all(both.map((warehouse) => warehouse.migrate()))
    expect(new Set(steps.flat()).size).toBe(steps.flat().length)
    expect(steps.flat().length).toBeGreaterThan(3)
  })

  it('that is newer than the program is refused before anything is written', async () => {
    const { warehouse, schema } = await openMigrated()
    await server.query(`insert into ${schema}.schema_migrations values (999, 'future', '2030')`)
    await expect(warehouse.migrate()).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('999') })
    await expect(lookIntoPostgresWarehouse({ url: server.url, schema, clock: tickingClock() })).rejects.toMatchObject({ kind: 'config' })
  })

  it('that is not there is told, and is nothing to look at', async () => {
    const schema = server.freshSchema()
    const warehouse = await open(schema)
    await expect(warehouse.reader.currentCount('units')).rejects.toMatchObject({ kind: 'config', next: 'Run pwsf migrate.' })
    expect(await lookIntoPostgresWarehouse({ url: server.url, schema, clock: tickingClock() })).toBeUndefined()
  })

  it('has rows in the order of bytes, whatever the order of the database', async () => {
    const { warehouse } = await openMigrated()
    await observeAt(warehouse, 1, ...['b', 'B', 'a', '_', 'é', '10', '9'].map((id) => workOrder(id)))
    expect((await warehouse.reader.workOrdersAfter(null, 10)).map(({ id }) => id)).toEqual(['10', '9', 'B', '_', 'a', 'b', 'é'])
  })

  it('that is only looked at cannot be written', async () => {
    const { schema } = await openMigrated()
    for (const url of [server.url, pooler.url]) {
      const looking = await lookIntoPostgresWarehouse({ url, schema, clock: tickingClock() })
      await expect(looking?.transaction((writer) => writer.setCheckpoint('c', '1'))).rejects.toMatchObject({ kind: 'storage' })
      await looking?.close()
    }
  })
})

describe('an address', () => {
  it('is shown without its password', () => {
    const address = parsePostgresUrl('postgres://us%40er:p%2Fw@db.example.com/pwsf?sslmode=require')
    expect(address).toMatchObject({ user: 'us@er', password: 'p/w', port: 5432, sslMode: 'require', isPooled: false })
    expect(describeAddress(address, 'pwsf')).toBe('postgres://us@er@db.example.com:5432/pwsf?schema=pwsf')
  })

  it('says when a pooler is in between', () => {
    expect(parsePostgresUrl('postgres://u@db.example.com:6543/d').isPooled).toBe(true)
    expect(parsePostgresUrl('postgres://u@db.example.com/d?pgbouncer=true').isPooled).toBe(true)
  })

  it.each(['postgres://u:hid#den@h/d x:y', 'postgres://u:hidden@h/d?sslmode=maybe', 'postgres://u:hidden%zz@h/d'])(
    'that is wrong is not repeated (%#)',
    (url) => {
      let message = ''
      try {
        parsePostgresUrl(url)
      } catch (error) {
        message = `${String(error)} ${JSON.stringify(error)}`
      }
      expect(message).not.toBe('')
      expect(message).not.toContain('hid')
    },
  )

  it.each([
    ['disable', false],
    ['prefer', { rejectUnauthorized: false }],
    ['require', { rejectUnauthorized: false }],
    ['verify-ca', { rejectUnauthorized: true }],
    ['verify-full', { rejectUnauthorized: true }],
  ])('with sslmode=%s asks for %j', (mode, expected) => {
    const options = tlsOptions(parsePostgresUrl(`postgres://db.example.com/d?sslmode=${mode}`))
    expect(options === false ? false : { rejectUnauthorized: options.rejectUnauthorized }).toEqual(expected)
  })

  it('that asks for TLS from a server without it is refused, unless TLS is only preferred', async () => {
    const schema = server.freshSchema()
    const url = (mode: string): string => `${server.url}?sslmode=${mode}`
    await expect(open(schema, { url: url('require') })).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('does not offer TLS') })
    expect(await (await open(schema, { url: url('prefer') })).migrate()).not.toEqual([])
  })

  it.each([
    ['28P01', 'auth', 'refused user or password'],
    ['53100', 'storage', 'disk of the database is full'],
    ['53300', 'storage', 'no connection left'],
    ['42501', 'auth', 'lacks a right'],
    ['57014', 'storage', 'too long'],
    ['ENOTFOUND', 'storage', 'cannot be reached'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'config', 'not trusted'],
  ])('and what the server says to it is put into words (%s)', (code, kind, words) => {
    const error = Object.assign(new Error('x'), { code, severity: 'FATAL' })
    expect(mapPostgresError(error, 'postgres://h/d')).toMatchObject({ kind, message: expect.stringContaining(words), next: expect.any(String) })
  })
})
