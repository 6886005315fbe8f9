import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { openPostgresWarehouse } from '../../src/adapters/warehouse/index.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { type PostgresServer, openPostgresServer } from '../support/postgres-server.js'
import { warehouseContract } from './warehouse/suite.js'
import { tickingClock } from './warehouse/support.js'

let server: PostgresServer
const opened: Warehouse[] = []

beforeAll(async () => {
  server = await openPostgresServer()
})

afterEach(async () => {
  for (const warehouse of opened.splice(0)) await warehouse.close()
})

afterAll(async () => {
  await server.stop()
})

describe('warehouse in Postgres', () => {
  warehouseContract(async (clock = tickingClock()) => {
    const warehouse = await openPostgresWarehouse({ url: server.url, schema: server.freshSchema(), clock })
    opened.push(warehouse)
    await warehouse.migrate()
    return warehouse
  })
})
