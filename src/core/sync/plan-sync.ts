import { type Extraction, extractAll } from '../extract/extract-all.js'
import type { EntityName } from '../model/entity.js'
import { PwsfError } from '../errors.js'
import { type AccountDirectory, giveUpOnFailure, openDirectory } from '../plan/directory.js'
import type { Plan } from '../plan/plan.js'
import { buildPlan, type PlanInput } from '../plan/plan-sync.js'
import type { Clock } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'
import type { PlanningView, Warehouse, WarehouseReader } from '../ports/warehouse.js'
import type { SyncOptions } from './settings.js'

/** Readers of both systems and of the warehouse, and the store for what is read: all that planning gets. No writer of a remote system is among them. */
export interface PlanningPorts {
  propertyware: PropertyWareReader
  servicefusion: ServiceFusionReader
  known: WarehouseReader
  /** The warehouse itself, or a dry run's throw-away store. */
  target: Warehouse
  clock: Clock
  events: Events
}

export interface Planned {
  extraction: Extraction
  plan: Plan
  directory: AccountDirectory
}

/** Without these a new job could be sent to a wrong door or twice: nothing is created in a run that could not read them. */
const essential: readonly EntityName[] = ['portfolios', 'buildings', 'units', 'work-orders', 'jobs']

/** Classes of writes that what was read allows. A system that did not answer a read is not written to in the same run. */
export interface AllowedWrites {
  jobs: boolean
  statuses: boolean
}

export const allowedWrites = ({ missing, down }: Extraction): AllowedWrites => ({
  jobs: down.size === 0 && essential.every((entity) => !missing.has(entity)),
  statuses: !down.has('propertyware') && !missing.has('work-orders'),
})

/** Reads both systems into the target. */
export const readBoth = async (ports: PlanningPorts, runId: string, { extract, signal, dryRun, rawPayloadDays = 0 }: SyncOptions): Promise<Extraction> =>
  extractAll(
    { propertyware: ports.propertyware, servicefusion: ports.servicefusion },
    {
      warehouse: ports.target,
      known: ports.known,
      clock: ports.clock,
      events: ports.events,
      runId,
      keepsRaws: !dryRun && rawPayloadDays > 0,
      ...(signal !== undefined && { signal }),
    },
    extract,
  )

const silent = (): PwsfError => new PwsfError('unavailable', 'ServiceFusion did not answer when its jobs were read')

/** What was read, and that ServiceFusion's lists could not be: the run is incomplete, and a system that is down is not written to. */
const withoutLists = (extraction: Extraction, { kind, message, next }: PwsfError): Extraction => ({
  ...extraction,
  complete: false,
  down: kind === 'unavailable' || kind === 'rate-limit' ? new Set([...extraction.down, 'servicefusion' as const]) : extraction.down,
  problems: [
    ...extraction.problems,
    { code: `read-${kind}`, message: `the lists of ServiceFusion could not be read: ${message}`, next: next ?? 'Run pwsf sync again; nothing was lost.' },
  ],
})

/** Decides about every work order that `view` shows. Those that need a ServiceFusion that does not answer are left for the next run. */
export const planAll = async (
  ports: PlanningPorts,
  view: PlanningView,
  extraction: Extraction,
  { settings, keep, savedPlan, only, signal }: SyncOptions,
  onDecided?: PlanInput['onDecided'],
): Promise<Planned> => {
  const isDown = extraction.down.has('servicefusion')
  const directory = giveUpOnFailure(openDirectory(ports.servicefusion, signal), isDown ? silent() : undefined)
  const plan = await buildPlan({
    view,
    directory,
    settings,
    now: ports.clock.now(),
    complete: extraction.complete,
    keep: savedPlan === undefined && only === undefined ? keep : 'all',
    events: ports.events,
    ...(onDecided !== undefined && { onDecided }),
  })
  const failure = isDown ? undefined : directory.failure()
  if (failure === undefined) return { extraction, plan, directory }
  return { extraction: withoutLists(extraction, failure), plan: { ...plan, complete: false }, directory }
}
