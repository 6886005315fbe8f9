import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { migrations } from '../../src/adapters/warehouse/migrations/index.js'
import { mapSqliteError } from '../../src/adapters/warehouse/dialect/sqlite-errors.js'
import { entityDescriptions } from '../../src/core/history/entities.js'
import { instant } from '../../src/core/model/instant.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { keepsTheStar } from './warehouse/star.js'
import { warehouseContract } from './warehouse/suite.js'
import { at, believed, brokenRules, confirmAt, observeAt, readAllAt, tickingClock, workOrder } from './warehouse/support.js'

const folder = mkdtempSync(join(tmpdir(), 'pwsf-warehouse-'))
const opened: Warehouse[] = []
let files = 0

afterAll(async () => {
  for (const warehouse of opened) await warehouse.close()
  rmSync(folder, { recursive: true })
})

const freshFile = (): string => join(folder, `${(files += 1)}.db`)

const openMigrated = async (file: string, clock = tickingClock()): Promise<Warehouse> => {
  const warehouse = await openSqliteWarehouse({ file, clock })
  opened.push(warehouse)
  await warehouse.migrate()
  return warehouse
}

/** Runs SQL beside the warehouse, as anybody with a console could. */
const withConsole = <T>(file: string, work: (database: Database.Database) => T): T => {
  const database = new Database(file)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** An empty warehouse, made once: the contract opens dozens. */
const template = (async () => {
  const file = freshFile()
  const warehouse = await openSqliteWarehouse({ file, clock: tickingClock() })
  await warehouse.migrate()
  await warehouse.close()
  return file
})()

describe('warehouse in a SQLite file', () => {
  warehouseContract(async (clock) => {
    const file = freshFile()
    copyFileSync(await template, file)
    return openMigrated(file, clock)
  })
})

describe('the star in a SQLite file', () => {
  keepsTheStar(async () => {
    const file = freshFile()
    copyFileSync(await template, file)
    const warehouse = await openMigrated(file)
    return {
      warehouse,
      query: async (statement) =>
        withConsole(file, (database) => {
          database.pragma('foreign_keys = on')
          const prepared = database.prepare(statement)
          return prepared.reader ? (prepared.all() as Record<string, unknown>[]) : [{ ...prepared.run() }]
        }),
    }
  })
})

describe('a SQLite warehouse in memory', () => {
  it('works like one in a file, but for one connection that everybody shares', async () => {
    const warehouse = await openMigrated(':memory:')
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await expect(warehouse.transaction(() => warehouse.reader.currentCount('work-orders'))).rejects.toMatchObject({ kind: 'bug' })
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
    const lock = await warehouse.lock({ runId: 'run-1', host: 'h', pid: 1, since: at(1) })
    await expect(warehouse.lock({ runId: 'run-2', host: 'h', pid: 1, since: at(1) })).rejects.toMatchObject({ kind: 'locked' })
    await lock.release()
  })
})

describe('the SQLite file', () => {
  it('keeps everything when it is opened again', async () => {
    const file = freshFile()
    const first = await openMigrated(file)
    await readAllAt(first, 1, workOrder('1', { status: 'A' }))
    await confirmAt(first, 2, [])
    await first.transaction((writer) => writer.setCheckpoint('c', '1'))
    const before = await first.reader.history('work-orders', '1')
    await first.close()
    const second = await openSqliteWarehouse({ file, clock: tickingClock() })
    opened.push(second)
    expect(await second.migrate()).toEqual([])
    expect(await second.reader.history('work-orders', '1')).toEqual(before)
    expect(await second.reader.checkpoint('c')).toBe('1')
    for (const n of [3, 4]) await confirmAt(second, n, [])
    expect(await believed(second)).toEqual([
      ['A', 1, 2],
      ['gone', 2, null],
    ])
  })

  it('can be read by its owner only, as can its lock', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    const lock = await warehouse.lock({ runId: 'r', host: 'h', pid: 1, since: at(1) })
    for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}.lock`]) expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600])
    await lock.release()
  })

  it('has a column for everything that an entity describes', async () => {
    const file = freshFile()
    await openMigrated(file)
    for (const { table, key, columns } of Object.values(entityDescriptions)) {
      const names = withConsole(file, (database) => (database.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name))
      expect(names).toEqual(expect.arrayContaining([key, ...Object.keys(columns)]))
    }
  })

  it('shows readable columns, text keys and an unassigned member', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    await observeAt(
      warehouse,
      1,
      workOrder('9007199254740993', { status: 'Open', unitIds: ['u1', 'u2'], buildingId: 'b', approved: true, totalCostCents: 1250 }),
    )
    const row = withConsole(file, (database) =>
      database.prepare('select work_order_id, number, status, unit_id, building_id, approved, total_cost_cents, lease_id from fact_work_orders').get(),
    )
    expect(row).toEqual({
      work_order_id: '9007199254740993',
      number: '9007199254740993',
      status: 'Open',
      unit_id: 'u1',
      building_id: 'b',
      approved: 1,
      total_cost_cents: 1250,
      lease_id: null,
    })
    expect(withConsole(file, (database) => database.prepare('select surrogate_key, unit_id, is_inferred from dim_unit').all())).toEqual([
      { surrogate_key: 0, unit_id: '(unassigned)', is_inferred: 0 },
      { surrogate_key: 1, unit_id: 'u1', is_inferred: 1 },
    ])
    expect(withConsole(file, (database) => database.prepare("select date_key, quarter, iso_weekday from dim_date where date = '2026-11-01'").get())).toEqual({
      date_key: 20_261_101,
      quarter: 4,
      iso_weekday: 7,
    })
  })

  it('reads the flags that people set', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    withConsole(file, (database) => database.exec("insert into feature_flags values ('servicefusion.create', 0), ('customers.create', 1)"))
    expect(await warehouse.reader.featureFlags()).toEqual([
      { name: 'customers.create', enabled: true },
      { name: 'servicefusion.create', enabled: false },
    ])
  })

  it('stores the raw value of a quarantined record compressed', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    const raw = JSON.stringify({ note: 'again and '.repeat(500) })
    await warehouse.transaction((writer) => writer.quarantineRejects('units', [{ key: '1', reason: 'bad', raw }], at(1), 'r'))
    expect(withConsole(file, (database) => database.prepare('select length(raw) as size from quarantine').get())).toEqual({
      size: expect.toSatisfy((size: number) => size < 200),
    })
  })
})

const steps = migrations.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}`)

describe('the SQLite schema', () => {
  it('is made of steps in order, each with a number of its own', () => {
    expect(steps.toSorted()).toEqual(steps)
    expect(new Set(migrations.map(({ number }) => number)).size).toBe(steps.length)
  })

  it('refuses a second current version of a key, and rows that contradict themselves', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    await observeAt(warehouse, 2, workOrder('1', { status: 'B' }))
    withConsole(file, (database) => {
      const run = (statement: string) => () => database.exec(statement)
      expect(run('update fact_work_orders set is_current = 1, valid_to = null where version = 1')).toThrow('UNIQUE')
      expect(run('update fact_work_orders set is_current = 1 where version = 1')).toThrow('CHECK')
      expect(run('update fact_work_orders set is_current = 0 where version = 2')).toThrow('CHECK')
      expect(run("update fact_work_orders set valid_to = '2000' where version = 1")).toThrow('CHECK')
      expect(run("update fact_work_orders set recorded_to = '2000' where version = 1")).toThrow('CHECK')
      expect(run("update fact_work_orders set origin = 'x' where version = 1")).toThrow('CHECK')
    })
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 2],
      ['B', 2, null],
    ])
  })

  it('refuses a schema that is newer than the program, before anything is written', async () => {
    const file = freshFile()
    await (await openMigrated(file)).close()
    withConsole(file, (database) => database.exec("insert into schema_migrations values (999, 'future', '2030')"))
    const writing = await openSqliteWarehouse({ file, clock: tickingClock() })
    opened.push(writing)
    await expect(writing.migrate()).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('999') })
    await expect(openSqliteWarehouse({ file, clock: tickingClock(), readOnly: true })).rejects.toMatchObject({ kind: 'config' })
  })

  it('keeps nothing of a step that fails, and goes on from there', async () => {
    const file = freshFile()
    withConsole(file, (database) => database.exec('create table dim_date (x integer)'))
    const warehouse = await openSqliteWarehouse({ file, clock: tickingClock() })
    opened.push(warehouse)
    await expect(warehouse.migrate()).rejects.toMatchObject({ kind: 'storage' })
    withConsole(file, (database) => database.exec('drop table dim_date'))
    expect(await warehouse.migrate()).toEqual(steps.slice(2))
  })

  it('can be brought up to date by two at once', async () => {
    const file = freshFile()
    const both = await Promise.all([0, 1].map(() => openSqliteWarehouse({ file, clock: tickingClock() })))
    opened.push(...both)
    const taken = await Promise.all(both.map((warehouse) => warehouse.migrate()))
    expect(taken.flat().sort()).toEqual(steps)
  })
})

describe('a SQLite history in trouble', () => {
  it('keeps nothing of a version that was closed before its successor could be written', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    const cut = "create trigger cut before insert on fact_work_orders when new.status = 'B' begin select raise(abort, 'power cut'); end"
    withConsole(file, (database) => database.exec(cut))
    await expect(observeAt(warehouse, 5, workOrder('1', { status: 'B' }))).rejects.toMatchObject({ kind: 'storage' })
    expect(await believed(warehouse)).toEqual([['A', 1, null]])
    withConsole(file, (database) => database.exec('drop trigger cut'))
    await observeAt(warehouse, 5, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 5],
      ['B', 5, null],
    ])
  })

  it('comes to one history when two programs write what they saw at once', async () => {
    const file = freshFile()
    const both = [await openMigrated(file), await openMigrated(file)]
    const seen = Array.from({ length: 20 }, (_, index) => [index + 1, ['A', 'B', 'C'][index % 3] ?? 'A'] as const)
    await Promise.all(
      both.map(async (warehouse, mine) => {
        for (const [n, status] of mine === 0 ? seen : seen.toReversed()) await observeAt(warehouse, n, workOrder('1', { status }))
      }),
    )
    const alone = await openMigrated(freshFile())
    for (const [n, status] of seen) await observeAt(alone, n, workOrder('1', { status }))
    expect(await believed(both[1] ?? alone)).toEqual(await believed(alone))
    expect(brokenRules(await alone.reader.history('work-orders', '1'))).toEqual([])
  })

  it('takes the hour that comes twice, and the one that does not come, for what they are in UTC', async () => {
    const warehouse = await openMigrated(freshFile())
    // The night in which the clocks of Chicago go back: 01:30 is shown twice.
    const moments = ['2031-11-02T01:30:00-05:00', '2031-11-02T01:30:00-06:00', '2032-03-14T01:59:59-06:00', '2032-03-14T03:00:00-05:00'].map((text) =>
      instant(text),
    )
    for (const [index, moment] of moments.toReversed().entries()) {
      const records = [workOrder('1', { status: `state ${index}` })]
      await warehouse.transaction((writer) => writer.observe({ entity: 'work-orders', at: moment, records, runId: 'r', origin: 'sync' }))
    }
    const rows = (await warehouse.reader.history('work-orders', '1')).filter((row) => row.recordedTo === null)
    expect(rows.map((row) => [row.validFrom, row.validTo])).toEqual(moments.map((moment, index) => [moment, moments[index + 1] ?? null]))
    expect(brokenRules(rows)).toEqual([])
  })
})

describe('a SQLite warehouse that cannot be used', () => {
  const open = (file: string, readOnly = false) => openSqliteWarehouse({ file, clock: tickingClock(), readOnly })

  it('names a folder that is not there', async () => {
    await expect(open(join(folder, 'nowhere', 'a.db'))).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining(join(folder, 'nowhere')) })
    await expect(open(folder)).rejects.toMatchObject({ kind: 'config' })
  })

  it('says that a file is no database, and leaves it alone', async () => {
    const file = freshFile()
    writeFileSync(file, 'a letter to the tenants, not a database\n'.repeat(50))
    await expect(open(file)).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('not a SQLite database'), next: expect.any(String) })
    expect(readFileSync(file, 'utf8')).toContain('a letter')
  })

  it('does not create a file that is only to be read', async () => {
    await expect(open(freshFile(), true)).rejects.toMatchObject({ kind: 'config', next: expect.stringContaining('pwsf sync') })
  })

  it('says that the schema is missing', async () => {
    const warehouse = await open(freshFile())
    opened.push(warehouse)
    await expect(warehouse.reader.currentCount('units')).rejects.toMatchObject({ kind: 'config', next: 'Run pwsf migrate.' })
  })

  it('reads without changing a byte, and refuses to write', async () => {
    const file = freshFile()
    const writing = await openMigrated(file)
    await observeAt(writing, 1, workOrder('1', { status: 'A' }))
    await writing.close()
    const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = hash()
    const reading = await open(file, true)
    expect(await believed(reading)).toEqual([['A', 1, null]])
    await expect(reading.transaction((writer) => writer.setCheckpoint('c', '1'))).rejects.toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('cannot be written'),
    })
    await reading.close()
    expect(hash()).toBe(before)
    expect(['-wal', '-shm', '.lock'].filter((suffix) => existsSync(`${file}${suffix}`))).toEqual([])
  })

  it.skipIf(process.getuid?.() === 0)('says that it may not write', async () => {
    const file = freshFile()
    await (await openMigrated(file)).close()
    chmodSync(file, 0o400)
    const warehouse = open(file).then((opening) => opening.migrate())
    await expect(warehouse).rejects.toMatchObject({ kind: 'storage' })
  })

  it('waits for another program that is writing, without standing still', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file)
    const other = new Database(file)
    other.exec('begin immediate')
    const written = warehouse.transaction((writer) => writer.setCheckpoint('c', '1'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await warehouse.reader.checkpoint('c')).toBeUndefined()
    other.close()
    await written
    expect(await warehouse.reader.checkpoint('c')).toBe('1')
  })

  it.each([
    ['SQLITE_BUSY', 'storage', 'locked by another program'],
    ['SQLITE_FULL', 'storage', 'disk is full'],
    ['SQLITE_READONLY', 'storage', 'cannot be written'],
    ['SQLITE_CORRUPT_INDEX', 'storage', 'damaged'],
    ['SQLITE_IOERR_WRITE', 'storage', 'disk of the warehouse reports errors'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'storage', 'refused a row'],
    ['SQLITE_MISUSE', 'storage', 'SQLITE_MISUSE'],
  ])('puts %s into words', (code, kind, words) => {
    expect(mapSqliteError(new Database.SqliteError('x', code), 'sqlite:a.db')).toMatchObject({
      kind,
      message: expect.stringContaining(words),
      cause: expect.anything(),
    })
  })
})

describe('the run lock between processes', () => {
  const startHolder = async (file: string): Promise<{ child: ChildProcess; token: number }> => {
    const script = fileURLToPath(new URL('warehouse/hold-lock.mjs', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, token: Number(line.toString()) }
  }

  it('names a living holder, and is free as soon as the holder is killed', async () => {
    const file = freshFile()
    const warehouse = await openMigrated(file, { now: () => at(Date.now() / 1000 - Date.UTC(2026, 0, 1) / 1000), sleep: async () => {} })
    const { child, token } = await startHolder(file)
    const mine = { runId: 'run-mine', host: 'here', pid: process.pid, since: at(1) }
    try {
      await expect(warehouse.lock(mine)).rejects.toMatchObject({
        kind: 'locked',
        message: expect.stringMatching(new RegExp(`run-child.*${child.pid} on bastion, for \\d+ s`)),
      })
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const lock = await warehouse.lock(mine)
    expect(lock.fencingToken).toBe(token + 1)
    await lock.release()
  })

  it('stops a holder that was overtaken from writing', async () => {
    const file = freshFile()
    const zombie = await openMigrated(file)
    const lock = await zombie.lock({ runId: 'run-1', host: 'h', pid: 1, since: at(1) })
    rmSync(`${file}.lock`)
    const heir = await openMigrated(file)
    const taken = await heir.lock({ runId: 'run-2', host: 'h', pid: 2, since: at(2) })
    await expect(zombie.transaction((writer) => writer.setCheckpoint('c', 'zombie'))).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('run-2'),
    })
    await heir.transaction((writer) => writer.setCheckpoint('c', 'heir'))
    await lock.release()
    await expect(heir.lock({ runId: 'run-3', host: 'h', pid: 3, since: at(3) })).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('run-2'),
    })
    await taken.release()
    expect(await heir.reader.checkpoint('c')).toBe('heir')
  })
})
