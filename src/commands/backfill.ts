import { z } from 'zod'
import { dayOf, startOfDay } from '../config/day.js'
import { estimateBackfill } from '../core/backfill/estimate.js'
import type { BackfillReport } from '../core/backfill/report.js'
import { type BackfillOptions, runBackfill } from '../core/backfill/run-backfill.js'
import { backfillEntities, type Undertaking } from '../core/backfill/undertaking.js'
import { PwsfError } from '../core/errors.js'
import type { EntityName } from '../core/model/entity.js'
import { ExitCode, exitCodeOf } from '../exit-codes.js'
import { renderBackfill, renderEstimate } from '../render/backfill.js'
import type { App } from './app.js'
import type { Command, CommandResult } from './command.js'
import { parseOptions } from './options.js'

/** A chunk is stored in one piece, so it must not be a decade. */
const longestChunk = 366
const defaultChunk = 7

const isEntity = (name: string): name is EntityName => backfillEntities.some((entity) => entity === name)

const entities = z
  .array(z.string().refine(isEntity, { error: ({ input }) => `there is no entity "${String(input)}"; known are ${backfillEntities.join(', ')}` }))
  .min(1, 'no entity was named')
  .transform((names) => backfillEntities.filter((entity) => names.includes(entity)))

const Options = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  entity: entities.optional(),
  chunk: z.int().min(1, 'a chunk has at least 1 day').max(longestChunk, `a chunk has at most ${longestChunk} days`).optional(),
  by: z.enum(['created', 'changed'], { error: 'give created or changed' }).optional(),
  resume: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  maxRequests: z.int().min(1, 'at least 1 request is needed').optional(),
  maxDuration: z.int().min(1, 'at least some time is needed').optional(),
})
type Options = z.infer<typeof Options>

const usage = (message: string, next: string): PwsfError => new PwsfError('usage', message, { next })

const checkRange = (from: string, to: string, today: string): void => {
  if (from > to) throw usage(`the range is turned round: it begins on ${from} and ends on ${to}`, 'Give the earlier day after --from.')
  if (from > today) throw usage(`the range begins on ${from}, which has not come yet`, `Give a day up to today, ${today}.`)
}

/** What was asked for; with --resume only what was said, else everything. Throws `usage`. */
const undertakingOf = ({ from, to, entity, chunk, by, resume }: Options, today: string): Partial<Undertaking> => {
  if (from !== undefined && to !== undefined) checkRange(from, to, today)
  if (resume) {
    return {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(entity !== undefined && { entities: entity }),
      ...(chunk !== undefined && { chunkDays: chunk }),
      ...(by !== undefined && { by }),
    }
  }
  const missing = from === undefined ? '--from' : to === undefined ? '--to' : undefined
  if (from === undefined || to === undefined) {
    throw usage(
      `${missing ?? ''} is missing: a backfill needs its first and its last day`,
      'Give --from DAY --to DAY, or --resume to take up the last one again.',
    )
  }
  return { from, to: to > today ? today : to, entities: entity ?? [...backfillEntities], chunkDays: chunk ?? defaultChunk, by: by ?? 'created' }
}

/** How a backfill ended, the gravest reason first. A limit that the operator set is no fault. */
const exitCodeOfReport = ({ stopped, down, reads }: BackfillReport, terminated: boolean, maxErrorRate: number): ExitCode => {
  if (stopped === 'signal') return terminated ? ExitCode.Terminated : ExitCode.Interrupted
  if (down.length > 0) return ExitCode.RemoteDown
  const rows = reads.reduce((sum, read) => sum + read.rows, 0)
  const rejected = reads.reduce((sum, read) => sum + read.rejected, 0)
  return reads.some(({ chunks }) => chunks.incomplete > 0) || rejected > maxErrorRate * rows ? ExitCode.Attention : ExitCode.Ok
}

const coreOptions = (app: App, options: Options): BackfillOptions => {
  const { timezone, maxErrorRate, rawPayloadDays } = app.config()
  const { maxRequests, maxDuration } = options
  return {
    undertaking: undertakingOf(options, dayOf(app.clock.now(), timezone)),
    resume: options.resume,
    keepsRaws: rawPayloadDays > 0,
    startOf: (day) => startOfDay(day, timezone),
    limits: { signal: app.signal, ...(maxRequests !== undefined && { maxRequests }), ...(maxDuration !== undefined && { maxDurationMs: maxDuration }) },
    exitCode: {
      ofReport: (report) => exitCodeOfReport(report, app.terminated(), maxErrorRate),
      ofError: (kind) => exitCodeOf(kind, app.terminated()),
    },
  }
}

const run = async (app: App, values: Readonly<Record<string, unknown>>): Promise<CommandResult> => {
  const parsed = parseOptions(Options, values)
  const options = coreOptions(app, parsed)
  const ports = await app.openBackfillPorts({ dryRun: parsed.dryRun })
  if (parsed.dryRun) {
    const { runId, startedAt, durationMs, problems, ...data } = await estimateBackfill(ports, options)
    return { exitCode: ExitCode.Ok, runId, startedAt, durationMs, problems, data, text: (view) => renderEstimate(data, view) }
  }
  const report = await runBackfill(ports, options)
  const { runId, startedAt, durationMs, problems, ...data } = report
  const exitCode = options.exitCode.ofReport(report) as ExitCode
  return {
    exitCode,
    runId,
    startedAt,
    durationMs,
    problems,
    data,
    text: (view) => renderBackfill(report, { exitCode, warehouse: app.warehouseLocation() }, view),
  }
}

export const backfill: Command = {
  name: 'backfill',
  description: 'load history by date range, in chunks that can be resumed; creates nothing',
  flags: [
    { syntax: '--from <day>', description: 'first day, in the zone of the account', kind: 'day' },
    { syntax: '--to <day>', description: 'last day, included', kind: 'day' },
    { syntax: '--entity <names>', description: `what to load, separated by commas (default: ${backfillEntities.join(',')})`, kind: 'list' },
    { syntax: '--chunk <days>', description: `days that are read and stored as one, e.g. 7d or 2w (default: ${defaultChunk}d)`, kind: 'days' },
    { syntax: '--by <stamp>', description: 'created (the default) or changed: which day of a PropertyWare record counts', kind: 'text' },
    { syntax: '--resume', description: 'go on with the last backfill: skip what it has done', kind: 'switch' },
    { syntax: '--max-requests <n>', description: 'stop after this many requests; --resume goes on', kind: 'count' },
    { syntax: '--max-duration <time>', description: 'stop after this time, e.g. 30m or 2h; --resume goes on', kind: 'duration' },
    { syntax: '--dry-run', description: 'say what would be read and how long the request limit makes it take', kind: 'switch' },
  ],
  examples: [
    'pwsf backfill --from 2029-01-01 --to 2030-12-31 --dry-run',
    'pwsf backfill --from 2029-01-01 --to 2030-12-31 --entity work-orders,jobs',
    'pwsf backfill --resume --max-duration 2h',
  ],
  run,
}
