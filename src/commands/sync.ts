import { z } from 'zod'
import { PwsfError } from '../core/errors.js'
import { decodePlan, encodePlan } from '../core/plan/plan-file.js'
import { defaultExtractSettings } from '../core/extract/extract-entity.js'
import type { SyncReport } from '../core/sync/report.js'
import { runSync } from '../core/sync/run-sync.js'
import type { SyncOptions } from '../core/sync/settings.js'
import { type ExitCode, exitCodeOf } from '../exit-codes.js'
import { renderPlan } from '../render/plan.js'
import { renderSyncSummary } from '../render/sync-summary.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import type { Flag } from './flags.js'
import { errorRate, syncExitCode } from './sync-exit-code.js'
import { parseOptions } from './options.js'

const Options = z.object({
  dryRun: z.boolean().default(false),
  out: z.string().optional(),
  plan: z.string().optional(),
  exitCode: z.boolean().default(false),
  all: z.boolean().default(false),
  full: z.boolean().default(false),
  lockWait: z.number().optional(),
  reconcile: z.boolean().default(false),
  wo: z.array(z.string()).min(1).optional(),
})
type Options = z.infer<typeof Options>

const limits: readonly Flag[] = [
  {
    syntax: '--max-creates <limit>',
    description: 'create at most this many jobs (a number, or a percentage of the work orders)',
    kind: 'limit',
    setting: 'maxCreates',
  },
  { syntax: '--max-updates <limit>', description: 'change at most this many work orders (a number, or a percentage)', kind: 'limit', setting: 'maxUpdates' },
  {
    syntax: '--max-error-rate <share>',
    description: 'share that may need attention before the exit code is 7 (default: 1%)',
    kind: 'share',
    setting: 'maxErrorRate',
  },
]

const lockWaitFlag: Flag = {
  syntax: '--lock-wait <duration>',
  description: 'wait this long for another run to end, e.g. 5m (default: not at all)',
  kind: 'duration',
}

const flags: readonly Flag[] = [
  { syntax: '--out <file>', description: 'save the plan as a file', kind: 'text' },
  { syntax: '--exit-code', description: 'with a dry run: exit code 3 when there is something to do', kind: 'switch' },
  { syntax: '--all', description: 'list skipped and unchanged work orders too (--json always does)', kind: 'switch' },
  { syntax: '--full', description: 'read everything, not only what changed since the last complete run', kind: 'switch' },
  ...limits,
  { syntax: '--go-live <day>', description: 'do not dispatch work orders created before this day', kind: 'day', setting: 'goLive' },
  {
    syntax: '--conflict-policy <side>',
    description: 'propertyware, servicefusion or hold: whose status stands when both sides changed it (default: hold)',
    kind: 'text',
    setting: 'conflictPolicy',
  },
  { syntax: '--customers-create', description: 'create customers that are missing in ServiceFusion', kind: 'switch', setting: 'flags.customers.create' },
]

const readOptions = (values: Readonly<Record<string, unknown>>, alwaysDry: boolean): Options => {
  const options = parseOptions(Options, values)
  const dryRun = options.dryRun || alwaysDry
  if (dryRun && options.plan !== undefined) {
    throw new PwsfError('usage', 'a dry run makes a plan; it cannot apply one', { next: 'Leave out --plan, or call pwsf sync --plan FILE without --dry-run.' })
  }
  if (dryRun && options.reconcile) {
    throw new PwsfError('usage', 'a dry run writes nothing, so it cannot repair anything', {
      next: 'Leave out --reconcile, or use --full to plan on everything.',
    })
  }
  return { ...options, dryRun }
}

/** The work orders that `retry` is about; `sync` is about all of them. */
const onlyOf = (command: string, { all, wo }: Options): SyncOptions['only'] => {
  if (command !== 'retry') return undefined
  if ((wo === undefined) !== all)
    throw new PwsfError('usage', 'say what is to be tried again: --wo NUMBER, or --all', { next: 'pwsf status counts what failed.' })
  return wo ?? 'failing'
}

const syncOptions = (app: App, command: string, options: Options, codeOf: (report: SyncReport) => ExitCode): SyncOptions => {
  const { dryRun, plan, all, full, lockWait, reconcile } = options
  const only = onlyOf(command, options)
  const { sync: settings, overlapMs, emptySourceShare, maxCreates, maxUpdates, quarantineMs, rawPayloadDays } = app.config()
  return {
    settings,
    extract: { ...defaultExtractSettings, overlapMs, shortReadShare: emptySourceShare, full, reconcile },
    dryRun,
    command,
    maxCreates,
    maxUpdates,
    ...(plan === undefined ? {} : { savedPlan: decodePlan(app.files.read(plan)) }),
    ...(only !== undefined && { only }),
    keep: all || app.json || only !== undefined ? 'all' : 'actionable',
    rawPayloadDays,
    quarantineMs,
    ...(lockWait === undefined ? {} : { lockWaitMs: lockWait }),
    exitCode: { ofReport: codeOf, ofError: (kind) => exitCodeOf(kind, app.terminated()) },
    signal: app.signal,
  }
}

const dataOf = (report: SyncReport, warehouse: string): Record<string, unknown> => {
  const { dryRun, complete, guardTripped, remoteDown, counts, skippedBy, retries, reconciled, requests, budget, history, items, plan } = report
  const shared = { dryRun, complete, guardTripped, remoteDown, counts, skippedBy, retries, requests, budget, history, warehouse, planId: plan.planId, items }
  return reconciled === undefined ? shared : { ...shared, reconciled }
}

const syncCommand = (name: 'sync' | 'dry-run' | 'retry'): Command['run'] => {
  return async (app, values): Promise<CommandResult> => {
    const options = readOptions(values, name === 'dry-run')
    const { maxErrorRate } = app.config()
    const codeOf = (report: SyncReport): ExitCode =>
      app.signal.aborted ? exitCodeOf('interrupted', app.terminated()) : syncExitCode(report, { maxErrorRate, tellChanges: options.exitCode })
    const request = syncOptions(app, name, options, codeOf)
    const report = await runSync(await app.openPorts({ dryRun: options.dryRun }), request)
    if (options.out !== undefined) app.files.write(options.out, encodePlan(report.plan))
    const exitCode = codeOf(report)
    const shown = {
      report,
      exitCode,
      warehouse: app.warehouseLocation(),
      errorRate: errorRate(report),
      maxErrorRate,
      showAll: options.all,
      sandboxed: app.sandboxed,
    }
    return {
      exitCode,
      runId: report.runId,
      startedAt: report.startedAt,
      durationMs: report.durationMs,
      problems: report.problems,
      data: dataOf(report, app.warehouseLocation()),
      text: (view) => (options.dryRun ? renderPlan(shown, view) : renderSyncSummary(shown, view)),
    }
  }
}

export const sync: Command = {
  name: 'sync',
  description: 'bring PropertyWare, the warehouse and ServiceFusion in step',
  flags: [
    { syntax: '--dry-run', description: 'show what would be done; nothing is written anywhere', kind: 'switch' },
    lockWaitFlag,
    { syntax: '--reconcile', description: 'read what changed, then everything, and repair what was missed; meant for once a day', kind: 'switch' },
    { syntax: '--plan <file>', description: 'apply exactly this plan, as far as it still holds', kind: 'text' },
    ...flags,
  ],
  examples: ['pwsf sync --sandbox', 'pwsf sync --dry-run --out plan.json', 'pwsf sync --plan plan.json', 'pwsf sync --max-creates 50 --json'],
  run: syncCommand('sync'),
}

export const dryRun: Command = {
  name: 'dry-run',
  description: 'show what sync would do; writes nothing anywhere',
  flags,
  examples: ['pwsf dry-run --sandbox', 'pwsf dry-run --exit-code --quiet', 'pwsf dry-run --out plan.json'],
  run: syncCommand('dry-run'),
}

export const retry: Command = {
  name: 'retry',
  description: 'settle what is open, and try again at once what failed: all of it, or some work orders',
  flags: [
    { syntax: '--all', description: 'everything that failed or was left open', kind: 'switch' },
    { syntax: '--wo <numbers>', description: 'these work orders, by number, separated by commas', kind: 'list' },
    lockWaitFlag,
    ...limits,
  ],
  examples: ['pwsf retry --all', 'pwsf retry --wo 30442', 'pwsf retry --wo 30442,30451 --json'],
  run: syncCommand('retry'),
}
