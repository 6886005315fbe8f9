import { z } from 'zod'
import { nextStep } from '../core/why/next-step.js'
import { readWhy } from '../core/why/read-why.js'
import { ExitCode } from '../exit-codes.js'
import { renderWhy } from '../render/why.js'
import type { Command } from './command.js'
import { parseOptions } from './options.js'

const Options = z.object({ workOrder: z.string() })

export const why: Command = {
  name: 'why',
  description: 'one work order on one screen: versions, writes, decision, job, and what to do next',
  arguments: [{ syntax: '<workOrder>', description: 'number, id or marker' }],
  flags: [],
  examples: ['pwsf why 1042', 'pwsf why PW-0001042-X', 'pwsf why 1042 --json'],
  run: async (app, values) => {
    const { workOrder } = parseOptions(Options, values)
    const { serviceStatusField } = app.config().sync
    const { reader } = await app.lookIntoWarehouse()
    const story = await readWhy(reader, workOrder, serviceStatusField)
    const next = nextStep(story)
    return { exitCode: ExitCode.Ok, data: { ...story, next }, text: (view) => renderWhy(story, next, app.clock.now(), view) }
  },
}
