import { canonicalJson } from '../model/canonical.js'
import type { AnyRecord, EntityName } from '../model/entity.js'
import type { RepairRecord } from '../ports/ledger.js'
import { isPersonal } from './personal.js'
import type { Version } from './version.js'

/** A member that differs between two versions. A side that is left out did not have the member; with `hidden` the values are people's data. */
export interface MemberChange {
  member: string
  before?: unknown
  after?: unknown
  hidden?: true
}

/** A version told by what is new in it. */
export interface DescribedVersion extends Omit<Version<unknown>, 'record' | 'rowHash' | 'isCurrent'> {
  event: 'first-seen' | 'changed' | 'deleted' | 'returned'
  /** Of the first version: everything that it has. */
  changes: MemberChange[]
  /** Why a person or a command changed it, where that is known. */
  reason?: string
}

/** Describes versions of one record, given in order, each by its difference to the one before. */
export const describeVersions = (
  entity: EntityName,
  versions: readonly Version<AnyRecord>[],
  repairs: readonly Pick<RepairRecord, 'runId' | 'member' | 'evidence'>[] = [],
): DescribedVersion[] => versions.map((version, index) => describeVersion(entity, version, versions[index - 1], repairs))

const describeVersion = (
  entity: EntityName,
  version: Version<AnyRecord>,
  before: Version<AnyRecord> | undefined,
  repairs: readonly Pick<RepairRecord, 'runId' | 'member' | 'evidence'>[],
): DescribedVersion => {
  const { record, rowHash: _hash, isCurrent: _current, ...row } = version
  const reasons = repairs.filter(({ runId }) => runId === version.runId).map(({ member, evidence }) => `${member}: ${evidence}`)
  return {
    ...row,
    event: eventOf(version, before),
    changes: compareMembers(entity, before?.record, record),
    ...(version.origin === 'repair' && reasons.length > 0 && { reason: reasons.join('; ') }),
  }
}

const eventOf = (version: Version<unknown>, before: Version<unknown> | undefined): DescribedVersion['event'] => {
  if (version.isDeleted) return 'deleted'
  if (before === undefined) return 'first-seen'
  return before.isDeleted ? 'returned' : 'changed'
}

const compareMembers = (entity: EntityName, before: AnyRecord | undefined, after: AnyRecord): MemberChange[] => {
  const earlier = membersOf(before)
  const later = membersOf(after)
  const members = [...new Set([...earlier.keys(), ...later.keys()])].filter((member) => textOf(earlier.get(member)) !== textOf(later.get(member)))
  return members.sort().map((member) => {
    if (isPersonal(entity, member)) return { member, hidden: true }
    return {
      member,
      ...(earlier.get(member) !== undefined && { before: earlier.get(member) }),
      ...(later.get(member) !== undefined && { after: later.get(member) }),
    }
  })
}

/** Members by name; custom fields each under their own, as long as their names tell them apart. */
const membersOf = (record: AnyRecord | undefined): Map<string, unknown> => {
  const members = new Map<string, unknown>(Object.entries(record ?? {}))
  const fields = record !== undefined && 'customFields' in record ? (record.customFields ?? []) : []
  if (fields.length === 0 || new Set(fields.map(({ name }) => name)).size < fields.length) return members
  members.delete('customFields')
  for (const { name, value } of fields) members.set(`field ${name}`, value)
  return members
}

/** A text in which missing, null and '' stay three things. */
const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value))
