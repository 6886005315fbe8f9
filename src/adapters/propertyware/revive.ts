import { hashText } from '../../core/model/canonical.js'
import type { EntityRecords, PropertyWareEntity } from '../../core/model/entity.js'
import type { Page, Reject } from '../../core/ports/page.js'
import type { WireNode } from './node.js'
import { fromPlain, type Plain } from './plain.js'
import { readRow } from './records.js'

const nodeOf = (raw: string): { node: WireNode } | { reject: Reject } => {
  try {
    return { node: fromPlain(JSON.parse(raw) as Plain) }
  } catch {
    return { reject: { key: hashText(raw), reason: 'the raw value is not JSON', raw } }
  }
}

/** Validates a raw record again, with today's rules. Needs no connection. */
export const revive = <E extends PropertyWareEntity>(entity: E, raw: string): Page<EntityRecords[E]> => {
  const revived = nodeOf(raw)
  if ('reject' in revived) return { records: [], rejects: [revived.reject] }
  const row = readRow(entity, revived.node)
  if ('record' in row) return { records: [row.record], rejects: [] }
  return 'reject' in row ? { records: [], rejects: [row.reject] } : { records: [], rejects: [], others: [row.other] }
}
