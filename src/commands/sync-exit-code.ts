import { isBalanced, type SyncReport } from '../core/sync/report.js'
import { ExitCode } from '../exit-codes.js'

export interface SyncExitOptions {
  /** 0..1 */
  maxErrorRate: number
  /** `--exit-code` */
  tellChanges: boolean
}

/** Share of the work orders read that need attention. */
export const errorRate = ({ counts: { read, failed, held, blocked, quarantined } }: Pick<SyncReport, 'counts'>): number =>
  read === 0 ? 0 : (failed + held + blocked + quarantined) / read

/** How a sync ended, the gravest reason first. */
export const syncExitCode = (report: SyncReport, { maxErrorRate, tellChanges }: SyncExitOptions): ExitCode => {
  const { counts, guardTripped, remoteDown, complete, dryRun } = report
  if (!isBalanced(counts)) return ExitCode.Bug
  if (guardTripped) return ExitCode.Guard
  if (remoteDown) return ExitCode.RemoteDown
  if (!complete || errorRate(report) > maxErrorRate) return ExitCode.Attention
  const changes = counts.created + counts.linked + counts.updated
  return tellChanges && dryRun && changes > 0 ? ExitCode.Changes : ExitCode.Ok
}
