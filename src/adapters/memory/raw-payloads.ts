import type { EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { RawPayload, WarehouseReader, WarehouseWriter } from '../../core/ports/warehouse.js'
import type { Side, Store } from './store.js'

/** Under which name a record's payloads lie. */
export const rawsName = (entity: EntityName, key: string): string => JSON.stringify([entity, key])

export const keepRaws = ({ raws: table }: Store, { entity, at, raws }: Parameters<WarehouseWriter['keepRaws']>[0]): number => {
  let kept = 0
  for (const [key, raw] of raws) {
    const name = rawsName(entity, key)
    const others = (table.working.get(name)?.payloads ?? []).filter((one) => one.at !== at)
    if (table.working.get(name)?.payloads.findLast((one) => one.at <= at)?.raw === raw) continue
    const payloads = [...others, { key, at, raw }].sort((left, right) => (left.at < right.at ? -1 : 1))
    table.working.set(name, { entity, payloads })
    kept += 1
  }
  return kept
}

export const pruneRaws = ({ raws: table }: Store, before: Instant): number => {
  let pruned = 0
  for (const { entity, payloads } of table.working.values()) {
    const left = payloads.filter(({ at }) => at >= before)
    const name = rawsName(entity, payloads[0]?.key ?? '')
    pruned += payloads.length - left.length
    if (left.length === 0) table.working.delete(name)
    else if (left.length < payloads.length) table.working.set(name, { entity, payloads: left })
  }
  return pruned
}

const isAfter = ({ at, key }: RawPayload, position: { at: Instant; key: string } | null): boolean =>
  position === null || at > position.at || (at === position.at && key > position.key)

export const readRaws = ({ raws }: Store, side: Side, [entity, after, limit]: Parameters<WarehouseReader['rawPayloads']>): RawPayload[] =>
  side(raws)
    .values()
    .filter((kept) => kept.entity === entity)
    .flatMap(({ payloads }) => payloads)
    .filter((payload) => isAfter(payload, after))
    .sort((left, right) => (left.at === right.at ? compare(left.key, right.key) : compare(left.at, right.at)))
    .slice(0, limit)
    .map((payload) => ({ ...payload }))

export const readKeysSince = ({ keys }: Store, side: Side, [entity, since, after, limit]: Parameters<WarehouseReader['keysSince']>): string[] =>
  side(keys[entity])
    .values()
    .filter(({ id, rows }) => id > after && rows.some((row) => row.recordedTo === null && !row.isDeleted && row.validFrom >= since))
    .map(({ id }) => id)
    .slice(0, limit)

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
