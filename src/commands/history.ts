import { z } from 'zod'
import { readHistory } from '../core/history/read-history.js'
import { type EntityName, propertyWareEntities } from '../core/model/entity.js'
import { ExitCode } from '../exit-codes.js'
import { renderHistory } from '../render/history.js'
import type { Command } from './command.js'
import { readMoment } from './moment.js'
import { parseOptions } from './options.js'

const entities = [...propertyWareEntities, 'jobs'] as const satisfies readonly EntityName[]

const Options = z.object({
  record: z.string(),
  entity: z.enum(entities, `not one of ${entities.join(', ')}`).default('work-orders'),
  asOf: z.string().optional(),
  asKnownAt: z.string().optional(),
})

export const history: Command = {
  name: 'history',
  description: 'every version of a work order, or of another record',
  arguments: [{ syntax: '<record>', description: 'number or id of a work order; with --entity the id of another record' }],
  flags: [
    { syntax: '--entity <name>', description: `what the record is: ${entities.join(', ')} (default: work-orders)`, kind: 'text' },
    { syntax: '--as-of <moment>', description: 'only the state that was valid then', kind: 'text' },
    { syntax: '--as-known-at <moment>', description: 'what the warehouse believed then, before it learned more', kind: 'text' },
  ],
  examples: [
    'pwsf history 1042',
    'pwsf history 1042 --as-of 2031-03-02T15:40Z',
    'pwsf history 1042 --as-known-at 2031-03-01 --json',
    'pwsf history 7109000012 --entity units',
  ],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const { timezone } = app.config()
    const asOf = readMoment('--as-of', options.asOf, timezone)
    const asKnownAt = readMoment('--as-known-at', options.asKnownAt, timezone)
    const { reader } = await app.lookIntoWarehouse()
    const found = await readHistory(reader, { entity: options.entity, record: options.record, asOf, asKnownAt })
    const moments = { asOf: asOf ?? null, asKnownAt: asKnownAt ?? null }
    return { exitCode: ExitCode.Ok, data: { ...moments, ...found }, text: (view) => renderHistory(found, moments, view) }
  },
}
