import { PwsfError } from '../core/errors.js'
import { forgetTenant } from '../core/forget/forget-tenant.js'
import { ExitCode } from '../exit-codes.js'
import { renderForgotten } from '../render/forgotten.js'
import type { App } from './app.js'
import type { CommandResult } from './command.js'

export const forgetInWarehouse = async (app: App, { tenant, evenOpen }: { tenant?: string | undefined; evenOpen: boolean }): Promise<CommandResult> => {
  if (tenant === undefined) throw new PwsfError('usage', 'nobody was named', { next: 'Call pwsf warehouse forget --tenant ID.' })
  const { statusOpen } = app.config().sync
  const ports = { ...(await app.openWarehouse()), clock: app.clock, random: app.random }
  const report = await forgetTenant(ports, { tenantId: tenant.trim(), openStatuses: statusOpen, evenOpen })
  return { exitCode: ExitCode.Ok, runId: report.runId, data: { ...report }, text: () => renderForgotten(report) }
}
