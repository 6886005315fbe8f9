import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { PwsfError } from '../../core/errors.js'
import type { Clock } from '../../core/ports/clock.js'
import type { SchemaState } from '../../core/ports/schema.js'
import type { Session } from './dialect/dialect.js'
import { migrations } from './migrations/index.js'
import type { Migration } from './migrations/migration.js'
import type { Tables } from './tables.js'

/** Runs `step` in a write transaction of its own. */
export type InTransaction = <T>(step: () => Promise<T>) => Promise<T>

/**
 * Applies the missing steps, each in its own transaction, and returns their names. A schema that is up to date is only looked at, which needs
 * no right to change it. Throws `config` when the schema is newer than this program.
 */
export const migrate = async (session: Session, clock: Clock, inTransaction: InTransaction, prepare?: () => Promise<void>): Promise<string[]> => {
  const found = await inTransaction(() => findSchema(session))
  if (found.number === found.known) return []
  await inTransaction(async () => {
    await prepare?.()
    await sql`create table if not exists schema_migrations (number integer primary key not null, name text not null, applied_at text not null)`.execute(
      session.db,
    )
  })
  const applied: string[] = []
  for (const migration of migrations) {
    if (await inTransaction(() => applyStep(session, clock, migration))) applied.push(stepName(migration))
  }
  return applied
}

/** False when the step was there already: looked up inside the transaction, because another host may migrate at the same time. */
const applyStep = async ({ db, dialect }: Session, clock: Clock, { number, name, statements }: Migration): Promise<boolean> => {
  if ((await schemaNumber(db)) >= number) return false
  for (const statement of statements(dialect)) await sql.raw(dialect.ddl(statement)).execute(db)
  await db.insertInto('schema_migrations').values({ number, name, applied_at: clock.now() }).execute()
  return true
}

const stepName = ({ number, name }: Migration): string => `${String(number).padStart(4, '0')}-${name}`

/** The state of a warehouse with this schema; 0 is one without any. */
export const stateOf = (number: number): SchemaState => ({
  number,
  known: migrations.at(-1)?.number ?? 0,
  missing: migrations.filter((step) => step.number > number).map(stepName),
})

/** Throws `config` when the schema was made by a newer pwsf. */
export const findSchema = async ({ db, dialect }: Session): Promise<SchemaState> => {
  const number = (await dialect.hasTable(db, 'schema_migrations')) ? await schemaNumber(db) : 0
  const known = migrations.at(-1)?.number ?? 0
  if (number <= known) return stateOf(number)
  throw new PwsfError('config', `the warehouse has schema ${number}, this pwsf knows schemas up to ${known}`, {
    next: 'Use the pwsf version that last wrote to this warehouse, or a newer one.',
  })
}

const schemaNumber = async (db: Kysely<Tables>): Promise<number> => {
  const row = await db
    .selectFrom('schema_migrations')
    .select(({ fn }) => fn.max('number').as('number'))
    .executeTakeFirst()
  return row?.number ?? 0
}
