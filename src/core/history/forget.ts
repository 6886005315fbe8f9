import { hashText } from '../model/canonical.js'
import type { AnyRecord, EntityName, EntityRecords } from '../model/entity.js'
import { fingerprint, type Fingerprint } from './entities.js'
import { personalMembers } from './personal.js'

/** Stands where people's data was. */
const forgottenText = '[forgotten]'

/** Texts about a tenant's home that may name the tenant, by entity. They go as a whole, because nobody can tell what in them is personal. */
const freeTexts: Readonly<Partial<Record<EntityName, readonly string[]>>> = {
  'work-orders': ['description', 'specificLocation', 'closingComments'],
  jobs: ['description'],
}

/** Whose data is to be kept out: tenants, and the jobs of their work orders. */
export interface Forgotten {
  tenantIds: ReadonlySet<string>
  jobIds: ReadonlySet<string>
}

const isAbout = (entity: EntityName, record: AnyRecord, { tenantIds, jobIds }: Forgotten): boolean => {
  if (entity === 'tenants') return tenantIds.has(record.id)
  if (entity === 'jobs') return jobIds.has(record.id)
  return entity === 'work-orders' && 'requesterId' in record && tenantIds.has(record.requesterId ?? '')
}

/** Replaces every text that is there; what is absent, null or empty stays what it is, so that the members keep their shape. */
const forgetMembers = (record: AnyRecord, members: readonly string[]): AnyRecord => {
  const forgotten = Object.entries(record).map(([member, value]) => [
    member,
    members.includes(member) && value !== null && value !== '' ? forgottenText : value,
  ])
  return Object.fromEntries(forgotten) as AnyRecord
}

/** The record as it may be kept: itself, unless it is about somebody who is forgotten. */
export const withoutForgotten = <E extends EntityName>(entity: E, record: EntityRecords[E], forgotten: Forgotten): EntityRecords[E] =>
  isAbout(entity, record, forgotten) ? (forgetMembers(record, [...(personalMembers[entity] ?? []), ...(freeTexts[entity] ?? [])]) as EntityRecords[E]) : record

/**
 * A kept version without people's data; undefined when there is none left in it. The current row gets the hash that the next observation will
 * have; older rows one of their own (told apart by `place`), so that versions which differed in nothing else stay as many as they were.
 */
export const forgetVersion = (entity: EntityName, text: string, isCurrent: boolean, place: string, forgotten: Forgotten): Fingerprint | undefined => {
  const record = withoutForgotten(entity, JSON.parse(text) as AnyRecord, forgotten)
  const print = fingerprint(entity, record)
  if (print.text === text) return undefined
  return isCurrent ? print : { ...print, rowHash: hashText(`forgotten ${entity} ${place}`) }
}

const identifying = /ID$|Type$|^(type|active|status|number)$/
const personalOnWire = /name|email|phone|requestedBy|description|specificLocation|comments|note/i

/** A record as it came (JSON), without the texts that may name a tenant who is forgotten; unchanged when it is about nobody of them. */
export const rawWithoutForgotten = (entity: EntityName, key: string, raw: string, { tenantIds, jobIds }: Forgotten): string => {
  const isTheirs = entity === 'tenants' ? tenantIds.has(key) : entity === 'jobs' ? jobIds.has(key) : entity === 'work-orders'
  if (!isTheirs) return raw
  const value = parse(raw)
  if (value === undefined) return tenantIds.size > 0 && entity === 'tenants' ? JSON.stringify({ ID: key }) : raw
  if (entity === 'work-orders' && !mentions(value, tenantIds)) return raw
  const isPersonal =
    entity === 'tenants' ? (member: string) => !identifying.test(member) : (member: string) => personalOnWire.test(member) && !identifying.test(member)
  return JSON.stringify(scrub(value, false, isPersonal))
}

const parse = (raw: string): unknown => {
  try {
    return JSON.parse(raw) as unknown
  } catch {
    return undefined
  }
}

const mentions = (value: unknown, ids: ReadonlySet<string>): boolean =>
  value !== null && typeof value === 'object' ? Object.values(value).some((member) => mentions(member, ids)) : ids.has(String(value))

const scrub = (value: unknown, isInside: boolean, isPersonal: (member: string) => boolean): unknown => {
  if (typeof value === 'string') return isInside && value !== '' ? forgottenText : value
  if (Array.isArray(value)) return value.map((item) => scrub(item, isInside, isPersonal))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([member, item]) => [member, scrub(item, !identifying.test(member) && (isInside || isPersonal(member)), isPersonal)]),
  )
}
