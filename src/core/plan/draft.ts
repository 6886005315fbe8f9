import { hashOf } from '../model/canonical.js'
import type { Building, Unit, WorkOrder } from '../model/propertyware.js'
import type { JobDraft } from '../model/servicefusion.js'
import { fold, foldLettersAndDigits, isBlank } from '../model/text.js'
import type { DraftParts } from '../ports/ledger.js'
import { foldedMap } from './folded.js'
import type { SyncSettings } from './settings.js'
import { technicianNotes } from './technician-notes.js'
import { unitLine } from './unit-line.js'
import type { AccountLists, WorkOrderFacts } from './work-order-facts.js'

type DraftFacts = Pick<WorkOrderFacts, 'workOrder' | 'building' | 'requester'> & { marker: string }

/** The unit of a job: `unit` is undefined for a single-family home, whose unit is the building. */
export type DraftUnit = { unitId: string; unit: Unit | undefined }

/**
 * The job that a work order asks for, with every address member present (empty text when there is nothing). Pure: the same facts give the
 * same draft, so its hash tells whether a plan still holds.
 */
export const draftJob = (facts: DraftFacts, { unit }: DraftUnit, customerName: string, settings: SyncSettings, account: AccountLists): JobDraft => {
  const { workOrder, building, marker } = facts
  const status = settings.newJobStatus === null ? undefined : accountName(settings.newJobStatus, account.jobStatuses)
  const category = jobCategory(workOrder.category, settings, account.jobCategories)
  return {
    customerName,
    poNumber: marker,
    ...(status !== undefined && { status }),
    ...(category !== undefined && { category }),
    priority: jobPriority(workOrder.priority),
    description: jobDescription(workOrder),
    techNotes: technicianNotes(facts),
    ...jobAddress(building, unit),
    locationName: (building?.name ?? '').trim(),
    notes: [`PropertyWare work order ${workOrder.number}`],
    customFields: settings.jobNumberField === null ? [] : [{ name: settings.jobNumberField, value: workOrder.number }],
  }
}

/** Hash of a draft, as plans carry it. */
export const hashDraft = (draft: JobDraft): string => hashOf(draft)

/**
 * Hashes of what a job cannot take over any more once it exists: address, unit and text. Independent of the account's lists, of contact
 * data, and of blanks and line ends, which ServiceFusion trims; letters' case does not make another address.
 */
export const draftParts = ({ workOrder, building }: Pick<WorkOrderFacts, 'workOrder' | 'building'>, unit: DraftUnit | undefined): DraftParts => {
  const address = Object.fromEntries(Object.entries(jobAddress(building, unit?.unit)).map(([member, text]) => [member, fold(text)]))
  return {
    address: hashOf({ address }),
    unit: unitPart(unit?.unitId),
    text: hashOf({ description: withoutBlanks(workOrder.description), specificLocation: withoutBlanks(workOrder.specificLocation) }),
  }
}

/** Hash of the part `unit`; undefined stands for a unit that could not be resolved. */
export const unitPart = (unitId: string | undefined): string => hashOf({ unit: unitId ?? null })

const withoutBlanks = (text: string | null | undefined): string => (text ?? '').trim().replace(/\s+/g, ' ')

const firstOf = (...texts: (string | null | undefined)[]): string => (texts.find((text) => !isBlank(text)) ?? '').trim()

type JobAddress = Pick<JobDraft, 'street1' | 'street2' | 'city' | 'state' | 'postalCode'>

const jobAddress = (building: Building | undefined, unit: Unit | undefined): JobAddress => ({
  street1: firstOf(unit?.street1, building?.street1),
  street2: unit === undefined ? firstOf(building?.street2) : unitLine(unit),
  city: firstOf(unit?.city, building?.city),
  state: firstOf(unit?.state, building?.state),
  postalCode: firstOf(unit?.zip, building?.zip),
})

/** The description exactly as it is, line ends included, then the specific location on a line of its own. */
const jobDescription = ({ description, specificLocation }: WorkOrder): string => {
  const text = description ?? ''
  if (isBlank(specificLocation)) return text
  const separator = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${separator}${specificLocation ?? ''}`
}

const priorities = new Map<string, JobDraft['priority']>([
  ['low', 'Low'],
  ['medium', 'Normal'],
  ['high', 'High'],
])

const jobPriority = (priority: string | null | undefined): JobDraft['priority'] => priorities.get(fold(priority)) ?? 'Normal'

/** The account's own spelling of a configured name; undefined when the account does not have it (an unknown name would fail the job). */
export const accountName = (name: string, names: readonly string[]): string | undefined => names.find((known) => fold(known) === fold(name))

const jobCategory = (category: string | null | undefined, settings: SyncSettings, categories: readonly string[]): string | undefined => {
  const configured = foldedMap(settings.categories).get(fold(category))
  const chosen = configured === undefined ? alikeCategory(category, categories) : accountName(configured, categories)
  if (chosen !== undefined || settings.defaultCategory === null) return chosen
  return accountName(settings.defaultCategory, categories)
}

const alikeCategory = (category: string | null | undefined, categories: readonly string[]): string | undefined => {
  const letters = foldLettersAndDigits(category)
  if (letters === '') return undefined
  return accountName(category ?? '', categories) ?? categories.find((known) => foldLettersAndDigits(known) === letters)
}
