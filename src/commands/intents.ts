import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import { allStates, findIntent, openStates, settleIntentByHand } from '../core/sync/settle-by-hand.js'
import { ExitCode } from '../exit-codes.js'
import { renderIntent, renderIntents } from '../render/intents.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'

const Options = z.object({
  action: z.string().default('list'),
  ref: z.string().optional(),
  all: z.boolean().default(false),
  kind: z.enum(['job', 'customer', 'status-change']).optional(),
  as: z.enum(['created', 'not-created']).optional(),
  job: z.string().optional(),
  reason: z.string().optional(),
  force: z.boolean().default(false),
})
type Options = z.infer<typeof Options>

const usage = (message: string, next = 'Call pwsf intents list, show REF, or settle REF --as created|not-created --reason TEXT.'): PwsfError =>
  new PwsfError('usage', message, { next })

const referenceOf = ({ ref }: Options): string => {
  if (ref === undefined) throw usage('no intent was named')
  return ref
}

const list = async (app: App, { all, kind }: Options): Promise<CommandResult> => {
  const { reader } = await app.lookIntoWarehouse()
  const intents = (await reader.intents(all ? allStates : openStates)).filter((intent) => kind === undefined || intent.kind === kind)
  return { exitCode: ExitCode.Ok, data: { intents }, text: (view) => renderIntents(intents, view) }
}

const show = async (app: App, options: Options): Promise<CommandResult> => {
  const { reader } = await app.lookIntoWarehouse()
  const intent = await findIntent(reader, referenceOf(options), options.kind)
  const operations = await reader.operations(intent.reference)
  return { exitCode: ExitCode.Ok, data: { intent, operations }, text: (view) => renderIntent(intent, operations, view) }
}

const settle = async (app: App, options: Options): Promise<CommandResult> => {
  const { as, reason, job, force, kind } = options
  const reference = referenceOf(options)
  if (as === undefined) throw usage('say what became of it: --as created or --as not-created')
  if (reason === undefined || reason.trim() === '') throw usage('say why, so that it can be told later: --reason TEXT')
  const { sync: settings } = app.config()
  const verdict = { as, reason, force, ...(job !== undefined && { remoteId: job }) }
  const request = { reference, verdict, settings, signal: app.signal, ...(kind !== undefined && { kind }) }
  const { runId, intent } = await settleIntentByHand(await app.openPorts({ dryRun: false }), request)
  return { exitCode: ExitCode.Ok, runId, data: { intent }, text: (view) => renderIntent(intent, [], view) }
}

const actions: Readonly<Record<string, (app: App, options: Options) => Promise<CommandResult>>> = { list, show, settle }

export const intents: Command = {
  name: 'intents',
  description: 'writes whose outcome is or was in doubt: list, show, settle by hand',
  arguments: [
    { syntax: '[action]', description: 'list (the default), show or settle' },
    { syntax: '[ref]', description: "a work order's id or number, a marker, or portfolio:ID of a customer" },
  ],
  flags: [
    { syntax: '--all', description: 'list: settled ones too', kind: 'switch' },
    { syntax: '--kind <kind>', description: 'job, customer or status-change, where REF means several', kind: 'text' },
    { syntax: '--as <outcome>', description: 'settle: created or not-created', kind: 'text' },
    { syntax: '--job <id>', description: 'settle: the id of the job (or customer) in ServiceFusion', kind: 'text' },
    { syntax: '--reason <text>', description: 'settle: why; it is kept', kind: 'text' },
    { syntax: '--force', description: 'settle: do not look at ServiceFusion first', kind: 'switch' },
  ],
  examples: [
    'pwsf intents',
    'pwsf intents show 30442',
    'pwsf intents settle 30442 --as created --job 81003 --reason "seen on the dispatch board"',
    'pwsf intents settle 30442 --as not-created --reason "asked the dispatcher"',
  ],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined
    if (action === undefined) throw usage(`intents cannot ${options.action}`)
    return action(app, options)
  },
}
