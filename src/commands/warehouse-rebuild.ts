import { PwsfError } from '../core/errors.js'
import { checkRebuild } from '../core/rebuild/check-rebuild.js'
import { ExitCode } from '../exit-codes.js'
import { renderRebuild } from '../render/rebuild.js'
import type { App } from './app.js'
import type { CommandResult } from './command.js'

const nothingKept = {
  code: 'nothing-kept',
  message: 'no records are kept as they came, so nothing could be checked',
  next: 'Set rawPayloads.keepDays (PWSF_RAW_PAYLOADS_KEEP_DAYS) above 0, run pwsf sync --full, and check again.',
}

/** `pwsf warehouse rebuild --check`: rebuilds the history from what came and compares. Exit code 7 when something differs. */
export const rebuildWarehouse = async (app: App, { check }: { check: boolean }): Promise<CommandResult> => {
  if (!check) {
    throw new PwsfError('usage', 'a warehouse is not rebuilt in place', {
      next: 'pwsf warehouse rebuild --check rebuilds it beside the real one and compares.',
    })
  }
  const { reader: known } = await app.lookIntoWarehouse()
  const found = await checkRebuild({ known, ...(await app.openRevival()), events: app.events, signal: app.signal })
  const problems = found.entities.every(({ payloads }) => payloads === 0) ? [nothingKept] : []
  return {
    exitCode: found.same ? ExitCode.Ok : ExitCode.Attention,
    problems,
    data: { check: true, ...found },
    text: (view) => renderRebuild(found, problems, view),
  }
}
