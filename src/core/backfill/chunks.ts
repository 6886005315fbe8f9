import type { EntityName } from '../model/entity.js'
import { type Instant, later } from '../model/instant.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import { addDays, cutIntoPieces, type Day, type DaySpan, gapsBetween } from './days.js'
import type { Undertaking } from './undertaking.js'

/** What is read and checkpointed as one: some days of one entity, or all of an entity that has no dates to ask for. */
export interface Chunk {
  entity: EntityName
  days: DaySpan
  /** Half-open; undefined: the listing comes whole. */
  window: { from: Instant; to: Instant } | undefined
}

/** No clock on Earth is further from the account's: the ends of the range reach this far out, because both servers' zones are unknown. Inner borders meet. */
const unknownClockMs = 26 * 3_600_000

/** Whether an entity can be asked for by date. */
const hasDates = (entity: EntityName, paging: PropertyWareReader['paging']): boolean => entity === 'jobs' || paging[entity].incremental

/** What is left to read of one entity, oldest first. `startOf` gives the first moment of a day. */
export const chunksOf = (
  entity: EntityName,
  { from, to, chunkDays }: Undertaking,
  done: readonly DaySpan[],
  calendar: { startOf: (day: Day) => Instant; paging: PropertyWareReader['paging'] },
): Chunk[] => {
  const gaps = gapsBetween([from, to], done)
  if (!hasDates(entity, calendar.paging)) return gaps.length === 0 ? [] : [{ entity, days: [from, to], window: undefined }]
  const borders = (days: DaySpan): { from: Instant; to: Instant } => ({
    from: later(calendar.startOf(days[0]), days[0] === from ? -unknownClockMs : 0),
    to: later(calendar.startOf(addDays(days[1], 1)), days[1] === to ? unknownClockMs : 0),
  })
  return gaps.flatMap((gap) => cutIntoPieces(gap, chunkDays)).map((days) => ({ entity, days, window: borders(days) }))
}
