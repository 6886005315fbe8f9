import { elapsed, type Instant } from '../model/instant.js'
import { type EntityName, propertyWareEntities } from '../model/entity.js'
import { watermarkName } from '../extract/extract-entity.js'
import { isDead } from '../plan/dead-letter.js'
import type { RunRecord, Waiting } from '../ports/ledger.js'
import type { WarehouseReader } from '../ports/warehouse.js'

export interface Status {
  lastRun: RunRecord | null
  lastSuccess: RunRecord | null
  /** Milliseconds since the last success ended; null when there was none. */
  lastSuccessAgeMs: number | null
  /** Current records by entity. */
  records: Record<EntityName, number>
  attention: {
    /** Of the last finished run; null when it did not come to counting. */
    held: number | null
    blocked: number | null
    failed: number | null
    quarantined: number
    /** Creations that were sent and whose outcome is not known yet. */
    unknownIntents: number
    /** Creations that were decided and not sent yet. */
    openIntents: number
    /** Writes that keep failing for the record's own sake. */
    deadLetters: number
  }
  /** Of the last finished run: records taken up again, and how that went; null when it did not count them. */
  retries: { retried: number; failed: number; healed: number } | null
  /** What is held, blocked or failed by now, by reason, the longest wait first. */
  waiting: (Waiting & { ageMs: number })[]
  /** Up to when each entity was read completely; null: never. */
  watermarks: Record<EntityName, string | null>
}

const entities: readonly EntityName[] = [...propertyWareEntities, 'jobs']
/** How far back the newest finished run is looked for. */
const recentRuns = 20
/** Beyond this many the number is not exact any more, and the message stays the same. */
const mostQuarantined = 100_000

const countIn = (run: RunRecord | undefined, outcome: string): number | null => {
  const counts = run?.summary['counts']
  const value = counts !== null && typeof counts === 'object' ? (counts as Record<string, unknown>)[outcome] : undefined
  return typeof value === 'number' ? value : null
}

const retriesOf = (run: RunRecord | undefined): Status['retries'] => {
  const retries = run?.summary['retries']
  return retries !== null && typeof retries === 'object' ? (retries as Status['retries']) : null
}

const each = async <T>(read: (entity: EntityName) => Promise<T>): Promise<Record<EntityName, T>> => {
  const pairs: [EntityName, T][] = []
  for (const entity of entities) pairs.push([entity, await read(entity)])
  return Object.fromEntries(pairs) as Record<EntityName, T>
}

/** What an operator wants to know first: when it last worked, how much there is, what needs a person. */
export const readStatus = async (reader: WarehouseReader, now: Instant): Promise<Status> => {
  const runs = await reader.runs(recentRuns)
  const finished = runs.find((run) => countIn(run, 'read') !== null)
  const lastSuccess = (await reader.lastSuccess()) ?? null
  const endedAt = lastSuccess?.finishedAt
  return {
    lastRun: runs[0] ?? null,
    lastSuccess,
    lastSuccessAgeMs: endedAt == null ? null : elapsed(endedAt, now),
    records: await each((entity) => reader.currentCount(entity)),
    attention: {
      held: countIn(finished, 'held'),
      blocked: countIn(finished, 'blocked'),
      failed: countIn(finished, 'failed'),
      quarantined: (await reader.quarantine(['open'], mostQuarantined)).length,
      unknownIntents: (await reader.intents(['sent', 'unknown'])).length,
      deadLetters: (await reader.deadLetters()).filter(isDead).length,
      openIntents: (await reader.intents(['intended'])).length,
    },
    retries: retriesOf(finished),
    waiting: (await reader.waiting()).map((group) => ({ ...group, ageMs: elapsed(group.oldest, now) })),
    watermarks: await each(async (entity) => (await reader.checkpoint(watermarkName(entity))) ?? null),
  }
}
