import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../src/core/model/instant.js'
import { openPostgresLedger, openSqliteLedger } from './ledger.js'
import type { Store } from './play.js'

/** An empty warehouse with its schema, to be copied: making the schema takes longer than a run. */
export const openSqliteTemplate = async (root: string, adapter: string): Promise<string> => {
  const file = join(root, 'template.db')
  const { openSqliteWarehouse } = (await import(adapter)) as typeof import('../src/adapters/warehouse/index.js')
  const clock = { now: () => new Date().toISOString() as Instant, sleep: async () => undefined }
  const warehouse = await openSqliteWarehouse({ file, clock })
  await warehouse.migrate()
  await warehouse.close()
  return file
}

/** Warehouses in SQLite files in a folder of their own below `root`. */
export const openSqliteStore = async (root: string, template: string, fromNothing: boolean): Promise<Store & { remove(): Promise<void> }> => {
  const folder = await mkdtemp(join(root, 'seed-'))
  const file = (name: string): string => join(folder, `${name}.db`)
  if (!fromNothing) await copyFile(template, file('main'))
  await copyFile(template, file('fresh'))
  return {
    settings: (name) => ({ PWSF_DATABASE_URL: `sqlite:${file(name)}` }),
    look: async (name) => openSqliteLedger(file(name)),
    exists: (name) => existsSync(file(name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

let schemas = 0

/** Warehouses in schemas of their own on a Postgres server. */
export const openPostgresStore = async (url: string): Promise<Store & { remove(): Promise<void> }> => {
  schemas += 1
  const prefix = `torture_${process.pid}_${schemas}`
  const schema = (name: string): string => `${prefix}_${name}`
  return {
    settings: (name) => ({ PWSF_DATABASE_URL: url, PWSF_DATABASE_SCHEMA: schema(name) }),
    look: (name) => openPostgresLedger(url, schema(name)),
    exists: () => true,
    remove: async () => {
      const ledger = await openPostgresLedger(url, 'public')
      for (const name of ['main', 'fresh']) await ledger.rows(`drop schema if exists ${schema(name)} cascade`)
      await ledger.close()
    },
  }
}
