import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteLedger } from './ledger.js'
import type { Store } from './play.js'

/** Warehouses in SQLite files in a folder of their own below `root`. */
export const openSqliteStore = async (root: string): Promise<Store & { remove(): Promise<void> }> => {
  const folder = await mkdtemp(join(root, 'seed-'))
  const file = (name: string): string => join(folder, `${name}.db`)
  return {
    url: (name) => `sqlite:${file(name)}`,
    look: async (name) => openSqliteLedger(file(name)),
    exists: (name) => existsSync(file(name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
