import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresWarehouse } from '../../src/adapters/warehouse/index.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { type PostgresServer, openPostgresServer } from '../support/postgres-server.js'
import { type TransactionPooler, startTransactionPooler } from '../support/transaction-pooler.js'
import { warehouseContract } from './warehouse/suite.js'
import { tickingClock } from './warehouse/support.js'

let server: PostgresServer
let pooler: TransactionPooler
const opened: Warehouse[] = []

beforeAll(async () => {
  server = await openPostgresServer()
  pooler = await startTransactionPooler(server.url)
})

afterEach(async () => {
  for (const warehouse of opened.splice(0)) await warehouse.close()
})

afterAll(async () => {
  await pooler.stop()
  await server.stop()
})

const openMigrated = async (url: string, clock = tickingClock()): Promise<Warehouse> => {
  const warehouse = await openPostgresWarehouse({ url, schema: server.freshSchema(), clock })
  opened.push(warehouse)
  await warehouse.migrate()
  return warehouse
}

describe('warehouse in Postgres', () => {
  warehouseContract((clock) => openMigrated(server.url, clock))
})

describe('warehouse in Postgres behind a transaction pooler', () => {
  // The same statements as without it: what differs is where they go, which does not need every order of events.
  warehouseContract((clock) => openMigrated(pooler.url, clock), { permutations: 20 })

  it('was served by changing server connections', () => {
    expect(pooler.switches()).toBeGreaterThan(100)
  })
})
