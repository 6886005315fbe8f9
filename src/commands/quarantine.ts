import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import type { QuarantineEntry } from '../core/ports/ledger.js'
import type { WarehouseReader } from '../core/ports/warehouse.js'
import { replayQuarantined } from '../core/quarantine/replay.js'
import { ExitCode } from '../exit-codes.js'
import { renderEntries, renderEntry, renderReplay } from '../render/quarantine.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'

const Options = z.object({ action: z.string(), id: z.string().optional(), all: z.boolean().default(false), limit: z.int().min(1).default(100) })
type Options = z.infer<typeof Options>

/** As many as one replay takes at most; a second call takes the rest. */
const mostReplayed = 10_000

const usage = (message: string): PwsfError => new PwsfError('usage', message, { next: 'Call pwsf quarantine list, show ID, replay ID or replay --all.' })

const entryOf = async (reader: WarehouseReader, id: string | undefined): Promise<QuarantineEntry> => {
  if (id === undefined) throw usage('no quarantine entry was named')
  const entry = await reader.quarantineEntry(id)
  if (entry === undefined) throw usage(`there is no quarantine entry ${id}`)
  return entry
}

const list = async (app: App, { limit, all }: Options): Promise<CommandResult> => {
  const { reader } = await app.lookIntoWarehouse()
  const entries = await reader.quarantine(all ? ['open', 'replayed', 'released'] : ['open'], limit)
  // The raw record may name people: only `show` brings it.
  const shown = entries.map(({ raw: _raw, ...entry }) => entry)
  return { exitCode: ExitCode.Ok, data: { entries: shown }, text: (view) => renderEntries(entries, view) }
}

const show = async (app: App, { id }: Options): Promise<CommandResult> => {
  const { reader } = await app.lookIntoWarehouse()
  const entry = await entryOf(reader, id)
  return { exitCode: ExitCode.Ok, data: { entry }, text: () => renderEntry(entry) }
}

const replay = async (app: App, { id, all }: Options): Promise<CommandResult> => {
  if ((id === undefined) !== all) throw usage('say which entry is to be replayed: one ID, or --all')
  const known = await app.lookIntoWarehouse()
  const entries = all ? await known.reader.quarantine(['open'], mostReplayed) : [await entryOf(known.reader, id)]
  if (entries.length === 0) return { exitCode: ExitCode.Ok, data: { results: [] }, text: (view) => renderReplay([], view) }
  const { runId, results } = await replayQuarantined(await app.openPorts({ dryRun: false }), entries, app.signal)
  const exitCode = results.every(({ outcome }) => outcome === 'replayed') ? ExitCode.Ok : ExitCode.Attention
  return { exitCode, runId, data: { results }, text: (view) => renderReplay(results, view) }
}

const actions: Readonly<Record<string, (app: App, options: Options) => Promise<CommandResult>>> = { list, show, replay }

export const quarantine: Command = {
  name: 'quarantine',
  description: 'records that failed validation: list, show, replay',
  arguments: [
    { syntax: '<action>', description: 'list, show or replay' },
    { syntax: '[id]', description: 'of the entry to show or replay' },
  ],
  flags: [
    { syntax: '--all', description: 'list: closed entries too; replay: every open entry', kind: 'switch' },
    { syntax: '--limit <n>', description: 'list: how many (default: 100)', kind: 'count' },
  ],
  examples: ['pwsf quarantine list', 'pwsf quarantine show 17', 'pwsf quarantine replay 17', 'pwsf quarantine replay --all'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined
    if (action === undefined) throw usage(`quarantine cannot ${options.action}`)
    return action(app, options)
  },
}
