import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import type { EntityRecords, PropertyWareEntity } from '../../core/model/entity.js'
import { canonicalJson, hashText } from '../../core/model/canonical.js'
import type { Page, Reject } from '../../core/ports/page.js'
import type { Field } from './fields.js'
import { mayBeTenant, toBuilding, toLease, toPortfolio, toTenant, toUnit, toVendor, toWorkOrder } from './map.js'
import { textOf, type WireNode } from './node.js'
import { toPlain } from './plain.js'
import { NotReadable, readId } from './scalars.js'
import { buildingWire, contactWire, leaseWire, portfolioWire, unitWire, vendorWire, workOrderWire } from './wire.js'

/** What became of one row: the entity's record, a reject, or the key of a row that is something else. */
type Row<E extends PropertyWareEntity> = { record: EntityRecords[E] } | { reject: Reject } | { other: string }

const reasonOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.length === 0 ? 'the row' : path.join('.')} ${message}`)
    .join('; ')

const keyOf = (node: WireNode, raw: string): string => {
  try {
    return readId(textOf(node, 'ID') ?? '')
  } catch (error) {
    if (error instanceof NotReadable) return hashText(raw)
    throw error
  }
}

/** Why a row is not usable, with its scrubbed raw value. */
const rejectOf = (node: WireNode, reason: string): Reject => {
  const raw = canonicalJson(toPlain(node))
  return { key: keyOf(node, raw), reason, raw }
}

const reader =
  <E extends PropertyWareEntity, S extends z.ZodType>(
    wire: Field<S>,
    map: (value: z.output<S>) => EntityRecords[E],
    belongs: (value: z.output<S>) => boolean = () => true,
  ) =>
  (node: WireNode): Row<E> => {
    if (node.nil) return { reject: rejectOf(node, 'the row is nil') }
    const parsed = wire.schema.safeParse(wire.read(node))
    if (!parsed.success) return { reject: rejectOf(node, reasonOf(parsed.error)) }
    const record = map(parsed.data)
    return belongs(parsed.data) ? { record } : { other: record.id }
  }

const readers: { readonly [E in PropertyWareEntity]: (node: WireNode) => Row<E> } = {
  portfolios: reader<'portfolios', typeof portfolioWire.schema>(portfolioWire, toPortfolio),
  buildings: reader<'buildings', typeof buildingWire.schema>(buildingWire, toBuilding),
  units: reader<'units', typeof unitWire.schema>(unitWire, toUnit),
  leases: reader<'leases', typeof leaseWire.schema>(leaseWire, toLease),
  tenants: reader<'tenants', typeof contactWire.schema>(contactWire, toTenant, mayBeTenant),
  vendors: reader<'vendors', typeof vendorWire.schema>(vendorWire, toVendor),
  'work-orders': reader<'work-orders', typeof workOrderWire.schema>(workOrderWire, toWorkOrder),
}

/** Validates one row and turns it into the entity's record. */
export const readRow = <E extends PropertyWareEntity>(entity: E, node: WireNode): Row<E> => (readers[entity] as (node: WireNode) => Row<E>)(node)

/** After this many rows the event loop gets a turn. */
const rowsPerTurn = 100

/**
 * All rows of an answer. Rows that do not validate become rejects; none is lost. `nodes` is emptied on the way, so that a large answer and
 * what becomes of it are never in memory at the same time. Raw values cost as much as the rest together, so they are made on request only.
 */
export const readRows = async <E extends PropertyWareEntity>(entity: E, nodes: WireNode[], wantsRaws = false): Promise<Page<EntityRecords[E]>> => {
  const raws = wantsRaws ? new Map<string, string>() : undefined
  const page = { records: [] as EntityRecords[E][], rejects: [] as Reject[], others: [] as string[] }
  nodes.reverse()
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (nodes.length % rowsPerTurn === 0) await nextTurn()
    const row = readRow(entity, node)
    if ('record' in row) {
      page.records.push(row.record)
      raws?.set(row.record.id, JSON.stringify(toPlain(node)))
    } else if ('reject' in row) page.rejects.push(row.reject)
    else page.others.push(row.other)
  }
  const { records, rejects, others } = page
  return { records, rejects, ...(others.length > 0 && { others }), ...(raws !== undefined && { raws }) }
}
