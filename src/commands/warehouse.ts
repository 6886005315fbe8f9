import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'
import { rebuildWarehouse } from './warehouse-rebuild.js'

const Options = z.object({ action: z.string(), check: z.boolean().default(false) })
type Options = z.infer<typeof Options>

const actions: Readonly<Record<string, (app: App, options: Options) => Promise<CommandResult>>> = { rebuild: rebuildWarehouse }

export const warehouse: Command = {
  name: 'warehouse',
  description: 'look after the warehouse: rebuild --check',
  arguments: [{ syntax: '<action>', description: Object.keys(actions).join(', ') }],
  flags: [{ syntax: '--check', description: 'rebuild: rebuild the history from the records as they came, beside the real one, and compare', kind: 'switch' }],
  examples: ['pwsf warehouse rebuild --check', 'pwsf warehouse rebuild --check --json'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined
    if (action === undefined) {
      throw new PwsfError('usage', `warehouse cannot ${options.action}`, { next: `It can ${Object.keys(actions).join(', ')}.` })
    }
    return action(app, options)
  },
}
