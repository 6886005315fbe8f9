import { errorKind, PwsfError } from '../errors.js'
import { type EntityName, type PropertyWareEntity, propertyWareEntities } from '../model/entity.js'
import type { Building, Portfolio } from '../model/propertyware.js'
import type { Problem } from '../plan/plan.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'
import { type EntityRead, type ExtractSettings, type ExtractTarget, extractEntity, watermarkName } from './extract-entity.js'
import { extractJobs } from './extract-jobs.js'
import { portfolioOfBuilding } from './portfolio-of-building.js'

/** What reading both systems brought. */
export interface Extraction {
  reads: EntityRead[]
  problems: Problem[]
  /** True when every entity of both systems was read whole. */
  complete: boolean
  /** Systems that did not answer. */
  down: Set<'propertyware' | 'servicefusion'>
  /** Entities that could not be read at all, or whose answer is not believed. */
  missing: Set<EntityName>
  /** When reconciling: versions that reading what changed had missed. */
  reconciled: Partial<Record<EntityName, number>>
}

const incompleteProblem = (read: EntityRead): Problem => ({
  code: 'read-incomplete',
  message: `${read.entity} were not read whole: ${read.reasons.join('; ')}`,
  next: 'Run pwsf sync again: the watermark did not move, so the next run reads the same window.',
  ref: read.entity,
})

const suspiciousProblem = (read: EntityRead, known: number): Problem => ({
  code: 'short-source',
  message: `a full read of ${read.entity} brought ${read.rows} rows although ${known} are known; it is not believed`,
  next: `Look at ${read.entity === 'jobs' ? 'ServiceFusion' : 'PropertyWare'}: are they still there, and may this user see them? If so, lower emptySourceShare for one run.`,
  ref: read.entity,
})

const failureProblem = (entity: EntityName, error: PwsfError): Problem => ({
  code: `read-${error.kind}`,
  message: `${entity} could not be read: ${error.message}`,
  next: error.next ?? 'Run pwsf sync again; nothing was lost.',
  ref: entity,
})

/** Kinds of failure that end one entity's read, not the run. Everything else (refused credentials, a full disk, a bug) ends the run. */
const endsOneRead = new Set(['unavailable', 'rate-limit', 'untrusted', 'rejected', 'bad-data'])

/**
 * Reads both systems into the target warehouse: PropertyWare's entities one after the other, ServiceFusion's jobs beside them. One system
 * being down, or one entity failing, does not keep the rest from being read.
 */
export const extractAll = async (
  readers: { propertyware: PropertyWareReader; servicefusion: ServiceFusionReader },
  target: ExtractTarget,
  settings: ExtractSettings,
): Promise<Extraction> => {
  const result: Extraction = { reads: [], problems: [], complete: true, down: new Set(), missing: new Set(), reconciled: {} }

  /** Runs one read and files what came of it; returns false when the system is down and the rest of its entities need not be tried. */
  const attempt = async (entity: EntityName, system: 'propertyware' | 'servicefusion', read: () => Promise<EntityRead>): Promise<boolean> => {
    try {
      const done = await read()
      result.reads.push(done)
      const { mode, rows, rejected, complete, opened, closed } = done
      target.events.log('info', `read ${entity}`, { mode, rows, rejected, complete, opened, closed })
      if (!done.complete) result.problems.push(incompleteProblem(done))
      if (done.suspicious) {
        result.problems.push(suspiciousProblem(done, await target.known.currentCount(entity)))
        result.missing.add(entity)
      }
      result.complete &&= done.complete && !done.suspicious
      return true
    } catch (error) {
      if (!(error instanceof PwsfError) || !endsOneRead.has(errorKind(error))) throw error
      result.problems.push(failureProblem(entity, error))
      result.missing.add(entity)
      result.complete = false
      if (error.kind !== 'unavailable' && error.kind !== 'rate-limit') return true
      result.down.add(system)
      return false
    }
  }

  /** Reads what changed, then everything: what the second read still finds was missed. What is read whole anyway is read once. */
  const reconciling = async (entity: EntityName, isIncremental: boolean, read: (how: ExtractSettings) => Promise<EntityRead>): Promise<EntityRead> => {
    if (settings.reconcile !== true) return read(settings)
    if (!isIncremental || (await target.known.checkpoint(watermarkName(entity))) === undefined) return read({ ...settings, full: true })
    const changed = await read({ ...settings, full: false })
    result.reads.push(changed)
    const all = await read({ ...settings, full: true })
    result.reconciled[entity] = all.opened
    return all
  }

  const propertyware = async (): Promise<void> => {
    const portfolios: Portfolio[] = []
    const readOne = async (entity: PropertyWareEntity): Promise<EntityRead> => {
      const { incremental } = readers.propertyware.paging[entity]
      if (entity === 'portfolios')
        return reconciling(entity, incremental, (how) =>
          extractEntity(readers.propertyware, target, 'portfolios', how, (record) => (portfolios.push(record), record)),
        )
      if (entity !== 'buildings') return reconciling(entity, incremental, (how) => extractEntity(readers.propertyware, target, entity, how))
      const withPortfolio: (building: Building) => Building = await portfolioOfBuilding(portfolios, readers.propertyware, target.signal)
      return reconciling(entity, incremental, (how) => extractEntity(readers.propertyware, target, 'buildings', how, withPortfolio))
    }
    for (const entity of propertyWareEntities) {
      if (entity === 'buildings' && result.missing.has('portfolios')) {
        result.missing.add('buildings') // without the portfolios every building would be stored as unassigned
        continue
      }
      if (!(await attempt(entity, 'propertyware', () => readOne(entity)))) return
    }
  }
  const servicefusion = async (): Promise<void> => {
    await attempt('jobs', 'servicefusion', () => reconciling('jobs', true, (how) => extractJobs(readers.servicefusion, target, how)))
  }

  const outcomes = await Promise.allSettled([propertyware(), servicefusion()])
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return result
}
