import type { EntityName } from '../model/entity.js'
import { elapsed } from '../model/instant.js'
import { newRunId } from '../sync/run-id.js'
import type { Chunk } from './chunks.js'
import type { BackfillPorts } from './ports.js'
import type { BackfillEstimate, EntityEstimate } from './report.js'
import { type BackfillOptions, planChunks } from './run-backfill.js'
import { readProgress, resumeUndertaking, type Undertaking } from './undertaking.js'

/** PropertyWare's listings end after two pages that bring nothing new (core/extract/walk-pages). */
const pagesOfAnEmptyWalk = 2
/** ServiceFusion's largest page. */
const rowsPerPage = 50
const minuteMs = 60_000

/**
 * Says what a backfill would read, and writes nothing. PropertyWare states no totals and has no request limit, so its requests are counted as if
 * the chunks were empty; ServiceFusion is asked for one page, whose total covers all chunks.
 */
export const estimateBackfill = async (ports: BackfillPorts, { undertaking: asked, resume, startOf, limits }: BackfillOptions): Promise<BackfillEstimate> => {
  const { clock, warehouse, servicefusion, propertyware } = ports
  const startedAt = clock.now()
  const runId = newRunId(startedAt, ports.random)
  const undertaking = resume ? await resumeUndertaking(warehouse.reader, asked) : (asked as Undertaking)
  const planned = await planChunks(ports, undertaking, startOf, resume ? (entity) => readProgress(warehouse.reader, entity) : async () => [])
  const estimates: EntityEstimate[] = []
  for (const [entity, chunks] of planned) {
    const { rows, requests } =
      entity === 'jobs' ? await estimateJobs(ports, chunks, limits.signal) : { rows: null, requests: leastRequests(ports, entity, chunks) }
    estimates.push({ entity, chunks: chunks.length, rows, requests, from: chunks[0]?.days[0] ?? null, to: chunks.at(-1)?.days[1] ?? null })
  }
  const perMinute = servicefusion.perMinute()
  const jobRequests = estimates.find(({ entity }) => entity === 'jobs')?.requests ?? 0
  return {
    ...undertaking,
    runId,
    startedAt,
    durationMs: elapsed(startedAt, clock.now()),
    dryRun: true,
    estimates,
    requests: { propertyware: propertyware.requests(), servicefusion: servicefusion.requests() },
    perMinute,
    takesMs: Math.max(0, Math.ceil(jobRequests / perMinute) - 1) * minuteMs,
    problems: [],
  }
}

const leastRequests = ({ propertyware }: BackfillPorts, entity: EntityName, chunks: readonly Chunk[]): number => {
  const isPaged = entity !== 'jobs' && propertyware.reader.paging[entity].paged
  return chunks.length * (isPaged ? pagesOfAnEmptyWalk : 1)
}

/** Every chunk but an empty one may end in a page that is not full. */
const estimateJobs = async (
  { servicefusion }: BackfillPorts,
  chunks: readonly Chunk[],
  signal: AbortSignal | undefined,
): Promise<{ rows: number; requests: number }> => {
  const [first, last] = [chunks[0]?.window, chunks.at(-1)?.window]
  if (first === undefined || last === undefined) return { rows: 0, requests: 0 }
  const { totalCount } = await servicefusion.reader.jobs({ page: 1, window: { changedFrom: first.from, changedTo: last.to } }, signal)
  return { rows: totalCount, requests: chunks.length + Math.floor(totalCount / rowsPerPage) }
}
