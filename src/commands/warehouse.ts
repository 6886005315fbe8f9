import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'
import { forgetInWarehouse } from './warehouse-forget.js'
import { rebuildWarehouse } from './warehouse-rebuild.js'

const Options = z.object({ action: z.string(), check: z.boolean().default(false), tenant: z.string().optional(), evenOpen: z.boolean().default(false) })
type Options = z.infer<typeof Options>

const actions: Readonly<Record<string, (app: App, options: Options) => Promise<CommandResult>>> = { rebuild: rebuildWarehouse, forget: forgetInWarehouse }

export const warehouse: Command = {
  name: 'warehouse',
  description: 'look after the warehouse: rebuild --check, forget --tenant ID',
  arguments: [{ syntax: '<action>', description: Object.keys(actions).join(', ') }],
  flags: [
    { syntax: '--check', description: 'rebuild: rebuild the history from the records as they came, beside the real one, and compare', kind: 'switch' },
    { syntax: '--tenant <id>', description: 'forget: whose personal data is replaced in every version, for good', kind: 'text' },
    { syntax: '--even-open', description: 'forget: even while work orders of theirs are open', kind: 'switch' },
  ],
  examples: ['pwsf warehouse rebuild --check', 'pwsf warehouse rebuild --check --json', 'pwsf warehouse forget --tenant 6600000545'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined
    if (action === undefined) {
      throw new PwsfError('usage', `warehouse cannot ${options.action}`, { next: `It can ${Object.keys(actions).join(', ')}.` })
    }
    return action(app, options)
  },
}
