import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import { ExitCode } from '../exit-codes.js'
import { renderRun, renderRuns } from '../render/runs.js'
import type { Command } from './command.js'
import { parseOptions } from './options.js'

const Options = z.object({ id: z.string().optional(), limit: z.int().min(1).default(20) })

export const runs: Command = {
  name: 'runs',
  description: 'past runs, or one of them in full',
  arguments: [{ syntax: '[id]', description: 'show this run in full' }],
  flags: [{ syntax: '--limit <n>', description: 'how many, newest first (default: 20)', kind: 'count' }],
  examples: ['pwsf runs', 'pwsf runs --limit 100', 'pwsf runs 20310302T154107Z-k3f9xq --json'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const { reader } = await app.lookIntoWarehouse()
    if (options.id === undefined) {
      const found = await reader.runs(options.limit)
      return { exitCode: ExitCode.Ok, data: { runs: found }, text: (view) => renderRuns(found, view) }
    }
    const run = await reader.run(options.id)
    if (run === undefined) throw new PwsfError('usage', `there is no run ${options.id}`, { next: 'pwsf runs lists the runs.' })
    return { exitCode: ExitCode.Ok, data: { run }, text: (view) => renderRun(run, view) }
  },
}
