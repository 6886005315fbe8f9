import { Client, types as pgTypes } from 'pg'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { openPostgresWarehouse } from '../../src/adapters/warehouse/index.js'
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.js'
import { keepsTheStar } from './warehouse/star.js'
import { tickingClock } from './warehouse/support.js'

let server: PostgresServer
const closings: (() => Promise<void>)[] = []

beforeAll(async () => {
  server = await openPostgresServer()
})

afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

afterAll(() => server.stop())

const int8 = 20

describe('the star in Postgres', () => {
  keepsTheStar(async () => {
    const schema = server.freshSchema()
    const warehouse = await openPostgresWarehouse({ url: server.url, schema, clock: tickingClock() })
    closings.push(() => warehouse.close())
    await warehouse.migrate()
    const types = {
      getTypeParser: ((oid: number, format?: 'text') => (oid === int8 ? Number : pgTypes.getTypeParser(oid, format))) as typeof pgTypes.getTypeParser,
    }
    const console = new Client({ connectionString: server.url, types })
    await console.connect()
    closings.push(() => console.end())
    await console.query(`set search_path to "${schema}"`)
    return { warehouse, query: async (statement) => (await console.query<Record<string, unknown>>(statement)).rows }
  })
})
