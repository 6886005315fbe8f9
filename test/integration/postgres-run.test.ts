import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { openFolder, runCli } from '../support/cli.js'
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.js'
import { type TransactionPooler, startTransactionPooler } from '../support/transaction-pooler.js'

let server: PostgresServer
let pooler: TransactionPooler
let sandbox: RunningSandbox
const folder = openFolder()

beforeAll(async () => {
  server = await openPostgresServer()
  pooler = await startTransactionPooler(server.url)
  sandbox = await startSandbox({ workOrders: 60, portfolios: 2, requestsPerMinute: 100_000 })
})

afterAll(async () => {
  await sandbox.stop()
  await pooler.stop()
  await server.stop()
  folder.remove()
})

interface Document {
  ok: boolean
  exitCode: number
  counts: Record<string, number>
  requests: Record<string, number>
  warehouse: string
  problems: { code: string; message: string; next: string }[]
}

const variables = (url: string, schema: string): Record<string, string> => ({
  ...sandbox.settings,
  PWSF_DATABASE_URL: url,
  PWSF_DATABASE_SCHEMA: schema,
  PWSF_MAX_ERROR_RATE: '50%',
})

const call = async (environment: Record<string, string>, ...argv: string[]): Promise<Document> => {
  const { stdout } = await runCli(folder.path, [...argv, '--json'], environment)
  return JSON.parse(stdout) as Document
}

const asRole = (user: string): string => {
  const url = new URL(server.url)
  url.username = user
  url.password = 'CHANGE-ME'
  return url.href
}

describe('a whole run on Postgres', { timeout: 120_000 }, () => {
  it('syncs, finds nothing to do the second time, and plans without writing', async () => {
    const direct = variables(server.url, server.freshSchema())
    const before = await call(direct, 'dry-run')
    expect(before.exitCode).toBe(0)
    expect(await server.query('select 1 from pg_namespace where nspname = $1', [direct['PWSF_DATABASE_SCHEMA']])).toEqual([])
    const first = await call(direct, 'sync')
    expect(first).toMatchObject({ exitCode: 0, counts: { created: before.counts['created'], failed: 0 } })
    expect(first.counts['created']).toBeGreaterThan(0)
    const second = await call(direct, 'sync')
    expect(second).toMatchObject({ exitCode: 0, counts: { created: 0, linked: 0, failed: 0 } })
    expect(await call(direct, 'dry-run')).toMatchObject({ exitCode: 0, counts: { created: 0 } })
    expect(await call(direct, 'status')).toMatchObject({ exitCode: 0, warehouse: expect.stringMatching(/^postgres:.*schema=pwsf_test/) })
    expect(await call(direct, 'runs')).toMatchObject({ exitCode: 0 })
    expect(await call(direct, 'quarantine', 'list')).toMatchObject({ exitCode: 0 })
  })

  it('recognises the jobs of the first warehouse behind a pooler', async () => {
    const pooled = variables(pooler.url, server.freshSchema())
    const found = await call(pooled, 'sync')
    expect(found).toMatchObject({ exitCode: 0, counts: { created: 0, failed: 0 } })
    expect(found.counts['linked']).toBeGreaterThan(0)
    expect(pooler.switches()).toBeGreaterThan(10)
  })

  it('needs no right to change the schema once the owner has migrated', async () => {
    const page = readFileSync(new URL('../../docs/postgres.md', import.meta.url), 'utf8')
    const [schema, owner, runner] = [server.freshSchema(), `pwsf_owner_${process.pid}`, `pwsf_runtime_${process.pid}`]
    const script = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    await server.query(
      script
        .replaceAll('pwsf_owner', owner)
        .replaceAll('pwsf_runtime', runner)
        .replaceAll(/\bpwsf\b/g, schema),
    )
    try {
      const runtime = variables(asRole(runner), schema)
      expect(await call(runtime, 'sync')).toMatchObject({ exitCode: 4, problems: [{ code: 'auth', next: expect.stringContaining('pwsf migrate') }] })
      expect(await call(variables(asRole(owner), schema), 'migrate')).toMatchObject({ exitCode: 0 })
      expect(await call(runtime, 'sync')).toMatchObject({ exitCode: 0, counts: { failed: 0 } })
      expect(await call(runtime, 'migrate')).toMatchObject({ exitCode: 0, steps: [] })
      const asRuntime = new Client({ connectionString: asRole(runner) })
      await asRuntime.connect()
      for (const statement of [
        'drop table SCHEMA.fact_jobs',
        'create table SCHEMA.mine (x integer)',
        'alter table SCHEMA.fact_jobs add column x integer',
        'drop schema SCHEMA cascade',
      ]) {
        await expect(asRuntime.query(statement.replace('SCHEMA', schema))).rejects.toMatchObject({ code: '42501' })
      }
      await asRuntime.end()
    } finally {
      await server.query(`drop schema ${schema} cascade; drop owned by ${owner}, ${runner}; drop role ${owner}; drop role ${runner}`)
    }
  })

  it('carries a SQLite warehouse over, once and again, and refuses a foreign target', async () => {
    const file = `sqlite:${join(folder.path, 'a.db')}`
    const local = { ...sandbox.settings, PWSF_DATABASE_URL: file, PWSF_MAX_ERROR_RATE: '50%', PWSF_DATABASE_SCHEMA: server.freshSchema() }
    expect(await call(local, 'sync')).toMatchObject({ exitCode: 0 })
    const target = { PWSF_MIGRATE_TO: server.url }
    const first = (await call({ ...local, ...target }, 'migrate')) as unknown as { exitCode: number; tables: { table: string; rows: number; copied: number }[] }
    expect(first.exitCode).toBe(0)
    expect(first.tables.find(({ table }) => table === 'fact_work_orders')).toMatchObject({ rows: 60, copied: 60 })
    // A chunk that was never written: the next call brings it.
    const schema = local.PWSF_DATABASE_SCHEMA
    await server.query(`delete from ${schema}.op_log where id > 3`)
    await server.query(`update ${schema}.shared_state set value = replace(value, 'true', 'false') where name = 'migrate:source'`)
    expect(await call({ ...local, ...target }, 'migrate')).toMatchObject({ exitCode: 0 })
    expect(await call(variables(server.url, schema), 'sync')).toMatchObject({ exitCode: 0, counts: { created: 0, linked: 0 } })
    expect(await call({ ...local, ...target }, 'migrate')).toMatchObject({ exitCode: 4, problems: [{ message: expect.stringContaining('written to since') }] })
    const other = { ...local, PWSF_DATABASE_URL: `sqlite:${join(folder.path, 'c.db')}` }
    expect(await call({ ...other, ...target }, 'migrate')).toMatchObject({ exitCode: 4, problems: [{ message: expect.stringContaining('another warehouse') }] })
  })

  it('says in one line what is wrong with the address', async () => {
    const unreachable = await runCli(folder.path, ['status'], { PWSF_DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/d' })
    expect(unreachable).toMatchObject({ code: 4, stderr: expect.stringContaining('cannot be reached') })
    expect(unreachable.stderr + unreachable.stdout).not.toContain('hidden')
    const nowhere = new URL(server.url)
    nowhere.pathname = '/nowhere'
    expect(await runCli(folder.path, ['status'], { PWSF_DATABASE_URL: nowhere.href })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('database does not exist'),
    })
  })
})
