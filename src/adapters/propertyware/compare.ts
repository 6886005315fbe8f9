import { canonicalJson } from '../../core/model/canonical.js'
import { fold } from '../../core/model/text.js'
import { member, textOf, type WireNode } from './node.js'
import { type Plain, toPlain } from './plain.js'
import { NotReadable, readBoolean, readId, readInstant } from './scalars.js'

/** What two values of a member have to share to count as the same. Nil and absent are one here: both say "no value". */
type Comparable = (node: WireNode | undefined) => string

const byJson = (value: Plain | undefined): string => canonicalJson(value ?? null)
const exact: Comparable = (node) => byJson(node === undefined ? null : toPlain(node))

/** Reads what can be read and leaves the rest as text, so that `225.0` and `225.00` are one number and nonsense still differs. */
const parsed =
  (parse: (text: string) => unknown): Comparable =>
  (node) => {
    if (node === undefined || node.nil) return byJson(null)
    try {
      return String(parse(node.text))
    } catch (error) {
      if (error instanceof NotReadable) return exact(node)
      throw error
    }
  }

const number = parsed((text) => (Number.isNaN(Number(text)) ? text : Number(text)))
const moment = parsed(readInstant)
const flag = parsed(readBoolean)

/** A reference: the record behind it has a life of its own. */
const reference: Comparable = (node) => byJson(node === undefined || node.nil ? null : (textOf(node, 'ID') ?? null))

const items = (node: WireNode | undefined): WireNode[] => (node === undefined || node.nil ? [] : node.members.map((item) => item.node))

const set =
  (itemOf: (item: WireNode) => string): Comparable =>
  (node) =>
    byJson(items(node).map(itemOf).sort())

const textsOf =
  (...names: string[]) =>
  (item: WireNode): string =>
    byJson(names.map((name) => fold(textOf(item, name))))

const ids: Comparable = (node) => byJson(items(node).map((item) => parsed(readId)(item)))

/** Members that are judged otherwise than character by character, and why. */
const judged: Readonly<Record<string, { same: Comparable; why: string }>> = {
  approved: { same: flag, why: 'a boolean may come back as 1 or true' },
  approvedDate: { same: moment, why: 'a date-time may come back in another notation' },
  completedDate: { same: moment, why: 'a date-time' },
  createdDate: { same: moment, why: 'a date-time' },
  dateToEnter: { same: moment, why: 'a date-time' },
  scheduledEndDate: { same: moment, why: 'a date-time' },
  startDate: { same: moment, why: 'a date-time' },
  costEstimate: { same: number, why: 'a number may come back with other zeros' },
  hourEstimate: { same: number, why: 'a number' },
  priorityAsInt: { same: number, why: 'a number' },
  number: { same: number, why: 'a number' },
  building: { same: reference, why: 'its own members are not ours to judge' },
  portfolio: { same: reference, why: 'its own members are not ours to judge' },
  owner: { same: reference, why: 'the managing user; only which one matters' },
  requestedByContact: { same: reference, why: 'the person may be edited at any time' },
  unitIDs: { same: ids, why: 'ids in order, whatever their notation' },
  vendorIDs: { same: ids, why: 'ids in order, whatever their notation' },
  customFields: { same: set((field) => byJson([fold(textOf(field, 'fieldName')), textOf(field, 'value') ?? null])), why: 'found by name, order is not kept' },
  notes: { same: set(textsOf('subject', 'body')), why: 'notes come back with new IDs and CR LF (reference, section 1.7)' },
  documents: { same: set(textsOf('filename', 'fileType', 'description')), why: 'the content is not sent back and IDs may be new' },
}

/** Members that PropertyWare changes by itself when a work order is saved, and why that is no damage. */
const serversOwn: Readonly<Record<string, string>> = {
  lease: 'saving attaches the current lease (reference, section 1.7)',
  approvedBy: 'saving an approved record may restamp the approver',
  totalCost: 'computed from bills that others post',
  totalHourWorked: 'computed from time entries that others post',
  clientData: 'a holder for the caller, not part of the record',
}

/** A completed date that was empty may be stamped when the status changes: closing a work order is what completes it. */
const stampedByClosing = (name: string, meant: WireNode, statusChanged: boolean): boolean =>
  name === 'completedDate' && statusChanged && (member(meant, name)?.nil ?? true)

/** Names of the work order's members that are not as they were meant to be, in alphabetical order. */
export const differingMembers = (meant: WireNode, found: WireNode, statusChanged: boolean): string[] => {
  const names = new Set([...meant.members, ...found.members].map(({ name }) => name))
  return [...names]
    .filter((name) => !Object.hasOwn(serversOwn, name) && !stampedByClosing(name, meant, statusChanged))
    .filter((name) => {
      const same = judged[name]?.same ?? exact
      return same(member(meant, name)) !== same(member(found, name))
    })
    .sort()
}
