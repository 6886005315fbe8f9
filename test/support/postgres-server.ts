import { Pool, type QueryResultRow } from 'pg'
import { startPostgres } from './postgres-cluster.js'

export interface PostgresServer {
  /** Superuser URL of the server's database. */
  url: string
  /** Runs SQL beside the warehouse, as anybody with a console could. */
  query<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
  /** A name that no other test uses; the schema is dropped at the end. */
  freshSchema(): string
  stop(): Promise<void>
}

let schemas = 0

/**
 * The server named by PWSF_TEST_DATABASE_URL, or a throw-away one; with `own` always that, for tests that would disturb others. Without either
 * the tests fail: a store that is not tested is not skipped.
 */
export const openPostgresServer = async ({ own = false }: { own?: boolean } = {}): Promise<PostgresServer> => {
  const given = own || process.env['PWSF_TEST_DATABASE_URL'] === '' ? undefined : process.env['PWSF_TEST_DATABASE_URL']
  const { url, stop } = given === undefined ? await startPostgres() : { url: given, stop: async () => undefined }
  const console = new Pool({ connectionString: url, max: 2 })
  console.on('error', () => undefined)
  const made: string[] = []
  return {
    url,
    query: async (text, values) => (await console.query(text, values)).rows,
    freshSchema: () => {
      const name = `pwsf_test_${process.pid}_${(schemas += 1)}`
      made.push(name)
      return name
    },
    stop: async () => {
      // On a server that goes on living nothing of the tests is left.
      if (given !== undefined) for (const name of made) await console.query(`drop schema if exists ${name} cascade`)
      await console.end()
      await stop()
    },
  }
}
