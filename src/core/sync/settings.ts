import type { ErrorKind } from '../errors.js'
import type { ExtractSettings } from '../extract/extract-entity.js'
import type { Plan } from '../plan/plan.js'
import type { SyncSettings, WriteLimit } from '../plan/settings.js'
import type { SyncReport } from './report.js'

export interface SyncOptions {
  settings: SyncSettings
  extract: ExtractSettings
  /** Plan and stop: nothing is written anywhere. */
  dryRun: boolean
  /** The command as operators typed it, for the run's record: `sync` or `dry-run`. */
  command: string
  maxCreates: WriteLimit
  maxUpdates: WriteLimit
  /** Applies exactly this plan (as far as it still holds) instead of the fresh one. */
  savedPlan?: Plan
  /** `all` puts skipped and unchanged work orders into the report as well. */
  keep: 'all' | 'actionable'
  quarantineMs: number
  /** Decides about and applies only work orders that failed or were left open before (`failing`), or these, by number; everything else is left alone. */
  only?: 'failing' | readonly string[]
  /** Days for which records are kept as they came; 0 or missing: not at all. */
  rawPayloadDays?: number
  /** How long to wait for another run to end; missing: not at all. */
  lockWaitMs?: number
  /** The exit codes of the caller, kept with the run so that `status` and monitoring know how it ended. */
  exitCode: { ofReport(report: SyncReport): number; ofError(kind: ErrorKind): number }
  signal?: AbortSignal
}
