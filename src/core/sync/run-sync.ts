import { noteAbandonedRuns, runRecord } from './run-records.js'
import { errorKind } from '../errors.js'
import { once } from '../apply/context.js'
import { noteRetries, readUnfinished } from '../apply/note-retries.js'
import type { ItemResult } from '../apply/result.js'
import { settleIntents } from '../apply/settle-intents.js'
import { elapsed, type Instant, later } from '../model/instant.js'
import { overlayView } from '../plan/overlay.js'
import type { RunLock, Warehouse } from '../ports/warehouse.js'
import { applySync } from './apply-sync.js'
import { makeDue, restrictPlan } from './only-some.js'
import { noteDecisions } from './note-decisions.js'
import { allowedWrites, type PlanningPorts, planAll, readBoth } from './plan-sync.js'
import type { SyncPorts } from './ports.js'
import type { SyncReport } from './report.js'
import { newRunId } from './run-id.js'
import type { SyncOptions } from './settings.js'
import { takeLock } from './take-lock.js'
import { plannedCounts, reportItem } from './tally-outcomes.js'

/**
 * One sync: extract -> validate -> warehouse -> plan -> apply -> record. A dry run stops after the plan and writes nothing anywhere.
 * Throws PwsfError for what ends a run (credentials, lock, storage, bugs); everything else is in the report.
 */
export const runSync = async (ports: SyncPorts, options: SyncOptions): Promise<SyncReport> => {
  const startedAt = ports.clock.now()
  const runId = newRunId(startedAt, ports.random)
  ports.events.log('info', 'run started', { runId, dryRun: options.dryRun })
  const report = await (options.dryRun ? planOnly(ports, options, runId, startedAt) : syncLocked(ports, options, runId, startedAt))
  ports.events.log('info', 'run ended', { durationMs: report.durationMs, complete: report.complete, ...report.counts })
  return report
}

const planningPorts = (ports: SyncPorts, target: Warehouse): PlanningPorts => ({
  propertyware: ports.propertyware.reader,
  servicefusion: ports.servicefusion.reader,
  known: ports.warehouse.reader,
  target,
  clock: ports.clock,
  events: ports.events,
})

const requestsOf = (ports: SyncPorts): SyncReport['requests'] => ({
  propertyware: ports.propertyware.requests(),
  servicefusion: ports.servicefusion.requests(),
})

const budgetOf = ({ servicefusion: { budget } }: SyncPorts): SyncReport['budget'] => (budget === undefined ? null : { limit: budget.limit, used: budget.used })

const planOnly = async (ports: SyncPorts, options: SyncOptions, runId: string, startedAt: Instant): Promise<SyncReport> => {
  const scratch = await ports.openScratch()
  try {
    const readers = planningPorts(ports, scratch)
    const view = overlayView(scratch.reader, ports.warehouse.reader)
    const { plan, extraction } = await planAll(readers, view, await readBoth(readers, runId, options), options)
    return {
      runId,
      startedAt,
      durationMs: elapsed(startedAt, ports.clock.now()),
      dryRun: true,
      complete: plan.complete,
      counts: plannedCounts(plan),
      skippedBy: plan.skippedBy,
      items: plan.items.map((item) => reportItem(item, true)),
      requests: requestsOf(ports),
      budget: budgetOf(ports),
      retries: { retried: 0, failed: 0, healed: 0 },
      history: { opened: 0, closed: 0 },
      problems: [...extraction.problems, ...plan.problems],
      guardTripped: false,
      remoteDown: extraction.down.size > 0,
      plan,
    }
  } finally {
    await scratch.close()
  }
}

const syncLocked = async (ports: SyncPorts, options: SyncOptions, runId: string, startedAt: Instant): Promise<SyncReport> => {
  const { warehouse } = ports
  await warehouse.migrate()
  const lock = await takeLock(ports, { ...ports.process, runId, since: startedAt }, options)
  try {
    await noteAbandonedRuns(warehouse, ports.clock.now())
    const running = runRecord({ id: runId, command: options.command, startedAt, ...ports.process })
    await warehouse.transaction((writer) => writer.saveRun(running))
    const finish = async (exitCode: number, complete: boolean, summary: Record<string, unknown>): Promise<void> =>
      warehouse.transaction((writer) => writer.saveRun({ ...running, state: 'finished', finishedAt: ports.clock.now(), exitCode, complete, summary }))
    try {
      const report = await sync(ports, options, { runId, startedAt, lock })
      const { counts, retries, reconciled, requests, history, problems, durationMs } = report
      await finish(options.exitCode.ofReport(report), report.complete, { counts, retries, reconciled, requests, history, problems, durationMs })
      return report
    } catch (error) {
      const summary = { requests: requestsOf(ports), durationMs: elapsed(startedAt, ports.clock.now()) }
      await finish(options.exitCode.ofError(errorKind(error)), false, summary).catch(() => undefined) // the first error is the one to tell
      throw error
    }
  } finally {
    await lock.release()
  }
}

const sync = async (
  ports: SyncPorts,
  options: SyncOptions,
  { runId, startedAt, lock }: { runId: string; startedAt: Instant; lock: RunLock },
): Promise<SyncReport> => {
  const { warehouse, clock, events } = ports
  const quarantineMs = options.quarantineMs
  const signal = options.signal !== undefined && { signal: options.signal }
  const readers = planningPorts(ports, warehouse)
  const read = await readBoth(readers, runId, options)
  const { only, settings } = options
  const { servicefusion, propertyware } = ports
  if (only !== undefined) await makeDue(warehouse, only, clock.now())
  const unfinished = await readUnfinished(warehouse.reader)
  const settled = await settleIntents({ servicefusion, propertyware, warehouse, settings, clock, runId, quarantineMs, ...signal }, read.down)
  const decisions = noteDecisions(ports, runId)
  await warehouse.transaction((writer) => writer.saveStatuses({ open: settings.statusOpen, closed: settings.statusClosed }))
  const { plan: whole, directory, extraction } = await planAll(readers, warehouse.reader, read, options, decisions.planned)
  const chosen = only === undefined ? { plan: whole, unfinished } : restrictPlan(whole, only, unfinished, options.keep)
  const { plan } = chosen
  const context = {
    ...ports,
    directory,
    settings,
    events,
    runId,
    quarantineMs,
    assertHeld: () => lock.assertHeld(),
    customerOnce: once<ItemResult | undefined>(),
    ...signal,
  }
  const applied = await applySync(context, plan, options, allowedWrites(extraction))
  await decisions.applied(applied.results)
  const retries = await noteRetries(context, { ...chosen, results: applied.results, settled })
  await forgetOldRaws(ports, options)
  return {
    runId,
    startedAt,
    durationMs: elapsed(startedAt, clock.now()),
    dryRun: false,
    complete: plan.complete,
    counts: applied.counts,
    skippedBy: applied.skippedBy,
    items: applied.items,
    retries,
    ...(options.extract.reconcile === true && { reconciled: extraction.reconciled }),
    requests: requestsOf(ports),
    budget: budgetOf(ports),
    history: {
      opened: extraction.reads.reduce((sum, { opened }) => sum + opened, 0),
      closed: extraction.reads.reduce((sum, { closed }) => sum + closed, 0),
    },
    problems: [...extraction.problems, ...settled.problems, ...plan.problems, ...applied.problems],
    guardTripped: applied.guardTripped || extraction.problems.some(({ code }) => code === 'short-source'),
    remoteDown: extraction.down.size > 0 || applied.remoteDown,
    plan,
  }
}

const dayMs = 86_400_000

/** Records as they came hold more about people than the history does: they go when their time is up, and all of them when none are to be kept. */
const forgetOldRaws = async ({ warehouse, clock }: SyncPorts, { rawPayloadDays = 0 }: SyncOptions): Promise<void> => {
  const before = later(clock.now(), -rawPayloadDays * dayMs)
  await warehouse.transaction((writer) => writer.pruneRaws(before))
}
