import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { warehouseContract } from './warehouse/suite.js'
import { tickingClock } from './warehouse/support.js'

const folder = mkdtempSync(join(tmpdir(), 'pwsf-warehouse-'))
const opened: Warehouse[] = []
let files = 0

afterAll(async () => {
  for (const warehouse of opened) await warehouse.close()
  rmSync(folder, { recursive: true })
})

const openMigrated = async (file: string, clock = tickingClock()): Promise<Warehouse> => {
  const warehouse = await openSqliteWarehouse({ file, clock })
  opened.push(warehouse)
  await warehouse.migrate()
  return warehouse
}

describe('SQLite', () => {
  warehouseContract('warehouse in a SQLite file', (clock) => openMigrated(join(folder, `${(files += 1)}.db`), clock))
})
