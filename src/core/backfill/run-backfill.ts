import { portfolioOfBuilding } from '../extract/portfolio-of-building.js'
import { readMoments } from '../extract/read-moments.js'
import { type ErrorKind, errorKind } from '../errors.js'
import type { AnyRecord, EntityName } from '../model/entity.js'
import { elapsed, type Instant } from '../model/instant.js'
import type { Building } from '../model/propertyware.js'
import { newRunId } from '../sync/run-id.js'
import { noteAbandonedRuns, runRecord } from '../sync/run-records.js'
import { type Chunk, chunksOf } from './chunks.js'
import type { Day, DaySpan } from './days.js'
import { type Limits, openStopping, type Stopping, withGrace } from './limits.js'
import type { BackfillPorts } from './ports.js'
import { incompleteChunk, nothingFinished, systemDown } from './problems.js'
import { type ChunkEnd, readJobs, readRecords, type Walking } from './read-chunk.js'
import type { BackfillReport, EntityBackfill } from './report.js'
import { runChunk } from './run-chunk.js'
import { openChunkStore } from './store-chunk.js'
import { timeLeft } from './time-left.js'
import { beginUndertaking, readProgress, resumeUndertaking, type Undertaking } from './undertaking.js'

export interface BackfillOptions {
  /** With `resume` whatever is left out is as it was. */
  undertaking: Partial<Undertaking>
  resume: boolean
  limits: Limits
  /** The first moment of a day, in the zone of the account. */
  startOf: (day: Day) => Instant
  /** Keeps the records as they came, too. */
  keepsRaws: boolean
  /** The exit codes of the caller, kept with the run. */
  exitCode: { ofReport(report: BackfillReport): number; ofError(kind: ErrorKind): number }
}

type System = 'propertyware' | 'servicefusion'

/**
 * Loads history: reads both systems in chunks of days, oldest first, PropertyWare and ServiceFusion beside each other. It holds readers only,
 * runs under a lock of its own (a sync may go on beside it) and moves no watermark. Each record is observed as of the moment of its read, so
 * whatever a sync saw later stays the current state. Throws PwsfError for what ends it (credentials, lock, storage, bugs); everything else is
 * in the report.
 */
export const runBackfill = async (ports: BackfillPorts, options: BackfillOptions): Promise<BackfillReport> => {
  const { warehouse, clock } = ports
  const startedAt = clock.now()
  const runId = newRunId(startedAt, ports.random)
  ports.events.log('info', 'run started', { runId })
  await warehouse.migrate()
  const lock = await warehouse.lock({ ...ports.process, runId, since: startedAt }, 'backfill')
  try {
    const undertaking = await takeUp(ports, options)
    await noteAbandonedRuns(warehouse, clock.now(), 'backfill')
    const running = runRecord({ id: runId, command: 'backfill', startedAt, ...ports.process })
    await warehouse.transaction((writer) => writer.saveRun(running))
    const finish = async (exitCode: number, complete: boolean, summary: Record<string, unknown>): Promise<void> =>
      warehouse.transaction((writer) => writer.saveRun({ ...running, state: 'finished', finishedAt: clock.now(), exitCode, complete, summary }))
    try {
      const report = await withGrace(ports, options.limits.signal, (late) => load(ports, options, undertaking, { runId, startedAt, late }))
      const { requests, history, problems, durationMs, reads, stopped, from, to } = report
      await finish(options.exitCode.ofReport(report), report.complete, { from, to, requests, history, problems, durationMs, reads, stopped })
      ports.events.log('info', 'run ended', { durationMs, complete: report.complete, ...report.history })
      return report
    } catch (error) {
      const summary = { requests: requestsOf(ports), durationMs: elapsed(startedAt, clock.now()) }
      await finish(options.exitCode.ofError(errorKind(error)), false, summary).catch(() => undefined) // the first error is the one to tell
      throw error
    }
  } finally {
    await lock.release()
  }
}

const takeUp = async ({ warehouse }: BackfillPorts, { undertaking, resume }: BackfillOptions): Promise<Undertaking> => {
  if (resume) return resumeUndertaking(warehouse.reader, undertaking)
  const begun = undertaking as Undertaking
  await warehouse.transaction((writer) => beginUndertaking(writer, begun))
  return begun
}

const requestsOf = ({ propertyware, servicefusion }: BackfillPorts): BackfillReport['requests'] => ({
  propertyware: propertyware.requests(),
  servicefusion: servicefusion.requests(),
})

/** The chunks that are left, by entity in the order of loading. `doneOf` gives the days that need not be read again. */
export const planChunks = async (
  { propertyware }: BackfillPorts,
  undertaking: Undertaking,
  startOf: (day: Day) => Instant,
  doneOf: (entity: EntityName) => Promise<DaySpan[]>,
): Promise<Map<EntityName, Chunk[]>> => {
  const planned = new Map<EntityName, Chunk[]>()
  for (const entity of undertaking.entities) {
    planned.set(entity, chunksOf(entity, undertaking, await doneOf(entity), { startOf, paging: propertyware.reader.paging }))
  }
  return planned
}

interface Run {
  runId: string
  startedAt: Instant
  /** Follows the operator's signal after a while. */
  late: AbortSignal
}

const load = async (
  ports: BackfillPorts,
  { limits, startOf, keepsRaws }: BackfillOptions,
  undertaking: Undertaking,
  { runId, startedAt, late }: Run,
): Promise<BackfillReport> => {
  const { clock, events, warehouse } = ports
  const planned = await planChunks(ports, undertaking, startOf, (entity) => readProgress(warehouse.reader, entity))
  const stopping = openStopping(ports, startedAt, limits)
  const reads = [...planned].map(([entity, chunks]) => emptyTally(entity, chunks.length))
  const report = { down: new Set<System>(), problems: [] as BackfillReport['problems'] }
  const readers = openReaders(ports, { by: undertaking.by, keepsRaws }, stopping, late)
  const all = reads.reduce((sum, { chunks }) => sum + chunks.planned, 0)
  let settled = 0

  const tell = (chunk: Chunk, lane: { done: number; total: number }): void => {
    const leftMs = timeLeft(elapsed(startedAt, clock.now()), lane.done, lane.total)
    events.progress({ stage: `backfill ${chunk.entity} ${chunk.days[0]}`, done: settled, total: all, ...(leftMs !== undefined && { leftMs }) })
  }

  /** One system's chunks in their order, until it is down or the backfill stops. */
  const runLane = async (system: System, mine: readonly EntityBackfill[]): Promise<void> => {
    const lane = { done: 0, total: mine.reduce((sum, { chunks }) => sum + chunks.planned, 0) }
    for (const tally of mine) {
      for (const chunk of planned.get(tally.entity) ?? []) {
        tell(chunk, lane)
        const outcome = await runChunk(ports, chunk, openChunkStore(warehouse, chunk, runId, tally), stopping, readers[system])
        events.log('debug', `chunk ${outcome.is}`, { entity: chunk.entity, from: chunk.days[0], to: chunk.days[1] })
        if (outcome.is === 'stopped') return
        if (outcome.is === 'down') {
          report.down.add(system)
          report.problems.push(systemDown(system, chunk, outcome.error))
          return
        }
        tally.chunks[outcome.is] += 1
        tally.chunks.left -= 1
        if (outcome.is === 'incomplete') report.problems.push(incompleteChunk(chunk, outcome.why))
        lane.done += 1
        settled += 1
      }
    }
  }

  const lanes = await Promise.allSettled([
    runLane(
      'propertyware',
      reads.filter(({ entity }) => entity !== 'jobs'),
    ),
    runLane(
      'servicefusion',
      reads.filter(({ entity }) => entity === 'jobs'),
    ),
  ])
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  const stopped = stopping.reason()
  const complete = reads.every(({ chunks }) => chunks.done === chunks.planned)
  if (stopped === 'max-requests' && settled === 0) report.problems.push(nothingFinished)
  return {
    ...undertaking,
    runId,
    startedAt,
    durationMs: elapsed(startedAt, clock.now()),
    dryRun: false,
    complete,
    stopped: complete ? null : stopped,
    down: [...report.down],
    reads,
    requests: requestsOf(ports),
    history: { opened: sum(reads, 'opened'), closed: sum(reads, 'closed') },
    problems: report.problems,
  }
}

const emptyTally = (entity: EntityName, planned: number): EntityBackfill => ({
  entity,
  chunks: { planned, done: 0, incomplete: 0, left: planned },
  rows: 0,
  rejected: 0,
  opened: 0,
  closed: 0,
})

const sum = (reads: readonly EntityBackfill[], member: 'opened' | 'closed'): number => reads.reduce((total, read) => total + read[member], 0)

type ReadChunk = (chunk: Chunk, deliver: Walking['deliver']) => Promise<ChunkEnd>

/** How the chunks of each system are read. */
const openReaders = (
  { propertyware, servicefusion, clock }: BackfillPorts,
  { by, keepsRaws }: Pick<Undertaking, 'by'> & Pick<BackfillOptions, 'keepsRaws'>,
  stopping: Stopping,
  signal: AbortSignal,
): Record<System, ReadChunk> => {
  const walking = (deliver: Walking['deliver'], moment: () => Instant): Walking => ({
    before: () => stopping.check(),
    moment,
    deliver,
    raws: keepsRaws,
    signal,
  })
  const moments = { propertyware: readMoments(clock), servicefusion: readMoments(clock) }
  let tying: ((building: Building) => Building) | undefined

  /** Buildings come without their portfolio; what ties them is read once, and only when buildings are. */
  const preparation = async (entity: EntityName): Promise<(record: AnyRecord) => AnyRecord> => {
    if (entity !== 'buildings') return (record) => record
    stopping.check()
    tying ??= await portfolioOfBuilding((await propertyware.reader.page('portfolios', { page: 1 }, signal)).records, propertyware.reader, signal)
    return tying
  }

  return {
    propertyware: async (chunk, deliver) => {
      const { entity } = chunk
      if (entity === 'jobs') return { complete: true, reasons: [] }
      return readRecords(propertyware.reader, entity, chunk, by, await preparation(entity), walking(deliver, moments.propertyware))
    },
    servicefusion: (chunk, deliver) => readJobs(servicefusion.reader, chunk, walking(deliver, moments.servicefusion)),
  }
}
