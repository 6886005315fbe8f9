import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresSharedState, openPostgresWarehouse } from '../../src/adapters/warehouse/index.js'
import type { SharedState } from '../../src/core/ports/shared-state.js'
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.js'
import { startTransactionPooler, type TransactionPooler } from '../support/transaction-pooler.js'
import { sharedStateContract, sharesBetweenConnections } from './shared-state/suite.js'
import { tickingClock } from './warehouse/support.js'

let server: PostgresServer
let pooler: TransactionPooler
let schema: string
const clock = tickingClock()

beforeAll(async () => {
  server = await openPostgresServer()
  pooler = await startTransactionPooler(server.url)
})
afterAll(async () => {
  await pooler.stop()
  await server.stop()
})

const migrateFresh = async (): Promise<void> => {
  schema = server.freshSchema()
  const warehouse = await openPostgresWarehouse({ url: server.url, schema, clock })
  await warehouse.migrate()
  await warehouse.close()
}

for (const [name, url] of [
  ['in Postgres', () => server.url],
  ['in Postgres behind a transaction pooler', () => pooler.url],
] as const)
  describe(`shared state ${name}`, () => {
    beforeEach(migrateFresh)
    const open = (): Promise<SharedState> => openPostgresSharedState({ url: url(), schema })
    sharedStateContract(open)
    sharesBetweenConnections(open)
  })

test('a schema that was never made holds nothing, and cannot be changed', async () => {
  const state = await openPostgresSharedState({ url: server.url, schema: server.freshSchema() })
  expect(await state.read('a')).toBeUndefined()
  await expect(state.update('a', () => ({ next: 'one', result: null }))).rejects.toMatchObject({ kind: 'config' })
  await state.close()
})
