import { PwsfError } from '../errors.js'
import { type EntityName, propertyWareEntities } from '../model/entity.js'
import type { WarehouseReader, WarehouseWriter } from '../ports/warehouse.js'
import { type Day, type DaySpan, addSpan } from './days.js'

/** What a backfill was asked to load. Kept in the warehouse, so that it can be taken up again after whatever stopped it. */
export interface Undertaking {
  /** First and last day, both included, in the zone of the account. */
  from: Day
  to: Day
  entities: EntityName[]
  /** Days of a chunk. */
  chunkDays: number
  /** Which stamp of PropertyWare's records decides in which chunk they are read. ServiceFusion's jobs can only be asked for by their last change. */
  by: 'created' | 'changed'
}

/** In the order in which they are loaded. */
export const backfillEntities: readonly EntityName[] = [...propertyWareEntities, 'jobs']

const undertakingName = 'backfill'

/** Not a watermark: it says which days of an entity a backfill has read whole, and no sync ever looks at it. */
const progressName = (entity: EntityName): string => `backfill:${entity}`

const readUndertaking = async (reader: WarehouseReader): Promise<Undertaking | undefined> => {
  const text = await reader.checkpoint(undertakingName)
  return text === undefined ? undefined : (JSON.parse(text) as Undertaking)
}

/** The days of an entity that are done. */
export const readProgress = async (reader: WarehouseReader, entity: EntityName): Promise<DaySpan[]> =>
  JSON.parse((await reader.checkpoint(progressName(entity))) ?? '[]') as DaySpan[]

/** Notes that these days of an entity are done. */
export const noteProgress = async (writer: WarehouseWriter, entity: EntityName, span: DaySpan): Promise<void> =>
  writer.setCheckpoint(progressName(entity), JSON.stringify(addSpan(await readProgress(writer, entity), span)))

/** Begins an undertaking: whatever an earlier one had done counts no more. */
export const beginUndertaking = async (writer: WarehouseWriter, undertaking: Undertaking): Promise<void> => {
  await writer.setCheckpoint(undertakingName, JSON.stringify(undertaking))
  for (const entity of backfillEntities) await writer.setCheckpoint(progressName(entity), '[]')
}

/** The undertaking as asked for now: what is not said again is as it was. Throws `usage` when there is none to take up, or when it went by other dates. */
export const resumeUndertaking = async (reader: WarehouseReader, asked: Partial<Undertaking>): Promise<Undertaking> => {
  const known = await readUndertaking(reader)
  if (known === undefined) {
    throw new PwsfError('usage', 'there is no backfill to take up again', { next: 'Begin one: pwsf backfill --from DAY --to DAY.' })
  }
  const wanted = { ...known, ...asked }
  if (wanted.by !== known.by) {
    throw new PwsfError('usage', `the backfill to take up again goes by the day on which records were ${known.by}`, {
      next: `Leave out --by, or begin anew without --resume.`,
    })
  }
  if (wanted.from > wanted.to) {
    throw new PwsfError('usage', `the range is turned round: it begins on ${wanted.from} and ends on ${wanted.to}`, {
      next: `Give both days: the backfill to take up again went from ${known.from} to ${known.to}.`,
    })
  }
  return wanted
}
