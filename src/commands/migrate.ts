import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import { ExitCode } from '../exit-codes.js'
import { renderCarried, renderMigrated, renderSchema } from '../render/migrate.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'

const Options = z.object({
  status: z.boolean().default(false),
  to: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected an address such as postgres://HOST/DATABASE')
    .optional(),
})

const showSchema = async (app: App): Promise<CommandResult> => {
  const warehouse = app.warehouseLocation()
  const schema = await app.migration().schema()
  return { exitCode: ExitCode.Ok, data: { warehouse, schema }, text: () => renderSchema(warehouse, schema) }
}

const carry = async (app: App, url: string): Promise<CommandResult> => {
  const progress = (table: string, done: number): void => app.events.progress({ stage: `carry ${table}`, done })
  const { location, tables } = await app.migration().carryTo(url, progress)
  const from = app.warehouseLocation()
  return { exitCode: ExitCode.Ok, data: { warehouse: from, target: location, tables }, text: (view) => renderCarried({ from, to: location, tables }, view) }
}

const bringUp = async (app: App): Promise<CommandResult> => {
  const steps = await app.migration().migrate()
  const warehouse = app.warehouseLocation()
  return { exitCode: ExitCode.Ok, data: { warehouse, steps }, text: () => renderMigrated(warehouse, steps) }
}

export const migrate: Command = {
  name: 'migrate',
  description: 'bring the schema of the warehouse up to date, or carry a SQLite warehouse to Postgres',
  flags: [
    { syntax: '--status', description: 'show which schema is there and which steps are missing; changes nothing', kind: 'switch', env: 'PWSF_MIGRATE_STATUS' },
    {
      syntax: '--to <url>',
      description: 'carry this SQLite warehouse to a Postgres database; can be repeated after an interruption',
      kind: 'text',
      env: 'PWSF_MIGRATE_TO',
    },
  ],
  examples: ['pwsf migrate', 'pwsf migrate --status', 'PWSF_MIGRATE_TO=postgres://USER:PASSWORD@HOST/DATABASE pwsf migrate --db sqlite:./pwsf.db'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    if (options.status && options.to !== undefined) throw new PwsfError('usage', '--status and --to exclude each other', { next: 'Give one of the two.' })
    if (options.to !== undefined) return carry(app, options.to)
    return options.status ? showSchema(app) : bringUp(app)
  },
}
