import { readStatus } from '../core/status/read-status.js'
import { ExitCode } from '../exit-codes.js'
import { renderStatus } from '../render/status.js'
import type { Command } from './command.js'

export const status: Command = {
  name: 'status',
  description: 'last runs, their age, and what needs attention',
  flags: [],
  examples: ['pwsf status', 'pwsf status --sandbox', 'pwsf status --json'],
  run: async (app) => {
    const { reader } = await app.lookIntoWarehouse()
    const remotes = await app.remoteStatus()
    const found = { ...(await readStatus(reader, app.clock.now())), remotes }
    const warehouse = app.warehouseLocation()
    return { exitCode: ExitCode.Ok, data: { warehouse, ...found }, text: (view) => renderStatus(found, { warehouse, now: app.clock.now() }, view) }
  },
}
