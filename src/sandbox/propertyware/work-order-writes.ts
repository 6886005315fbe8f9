import { categories, workOrderTypes } from '../account/texts.js'
import type { Building, Contact, CustomField, Note, Portfolio, User, WorkOrder } from '../account/types.js'
import type { Members, Value } from './decode.js'
import type { Settings } from './options.js'
import { businessFault } from './soap-fault.js'
import type { Store, WorkOrderChanges } from './store.js'

const sources = ['None', 'Telephone', 'In Person', 'Email', 'Website', 'Internal', 'Tenant Portal', 'Inspection']
const priorities = ['Low', 'Medium', 'High']
const nonAscii = /[^\p{ASCII}]/gu

const membersOf = (value: Value | undefined): Members | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined)
const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null)
const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0)
const moment = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)
const texts = (value: Value | undefined): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [])
const idOf = (value: Value | undefined): string | null => text(membersOf(value)?.['ID'])

/** A pick list takes its own texts only, byte for byte: `HVAC` is not `HVAC `. */
const picked = (value: Value | undefined, list: readonly string[], current: string | null): string | null => {
  const wanted = text(value)
  return wanted !== null && (list.includes(wanted) || wanted === current) ? wanted : null
}

const locationOf = (portfolio: Portfolio | null, building: Building | null): string | null =>
  portfolio === null || building === null ? null : `${portfolio.abbreviation} | ${building.abbreviation}`

/** The writes of the SOAP service, with the rules of the reference (section 1.7). All of them throw SoapFault. */
export const createWorkOrderWrites = (store: Store, settings: Settings, now: () => number) => {
  const existing = (id: string | null): WorkOrder => {
    const found = id === null ? undefined : store.workOrder(id)
    if (found === undefined) throw businessFault('Work order not found')
    return found
  }

  const placeOf = (sent: Members, current: WorkOrder | undefined): { building: Building; portfolio: Portfolio | null; location: string | null } => {
    const building = store.building(idOf(sent['building']) ?? '')
    const portfolioId = idOf(sent['portfolio'])
    const portfolio = portfolioId === null ? null : store.portfolio(portfolioId)
    const location = text(sent['location'])
    const fits = building !== undefined && portfolio !== undefined && building.portfolio === portfolio
    // A record that never had a location keeps it that way; every other one must name its portfolio and building exactly.
    const blank = (location ?? '') === '' && (portfolio === null || (current?.location ?? '') === '') && (current !== undefined || portfolio === null)
    if (!fits || (!blank && location !== locationOf(portfolio, building))) throw businessFault('Location is invalid')
    return { building, portfolio, location }
  }

  const unitsOf = (sent: Members, building: Building): readonly string[] => {
    const ids = texts(sent['unitIDs'])
    const belongs = (id: string): boolean => id === building.id || store.unit(id)?.building === building
    if (!ids.every(belongs)) throw businessFault('Location is invalid')
    return ids
  }

  const approvalOf = (sent: Members, current: WorkOrder | undefined): Pick<WorkOrder, 'approved' | 'approvedBy' | 'approvedAt' | 'approvalComment'> => {
    if (sent['approved'] !== true) return { approved: false, approvedBy: null, approvedAt: null, approvalComment: null }
    const approvedAt = moment(sent['approvedDate'])
    if (approvedAt === null) throw businessFault('Approved Date is required')
    const by: User = store.user(idOf(sent['approvedBy']) ?? '') ?? current?.approvedBy ?? store.account.apiUser
    return { approved: true, approvedBy: by, approvedAt, approvalComment: text(sent['approvalComment']) }
  }

  const requesterOf = (sent: Members): Contact | null => {
    const id = idOf(sent['requestedByContact'])
    if (id === null) return null
    const contact = store.contact(id)
    if (contact === undefined) throw businessFault('Contact not found')
    return contact
  }

  /** Custom fields are addressed by name; those that were not sent stay. */
  const customFieldsOf = (sent: Members, current: readonly CustomField[]): readonly CustomField[] => {
    const list = sent['customFields']
    const wanted = new Map((Array.isArray(list) ? list : []).map((item) => [text(membersOf(item)?.['fieldName']), text(membersOf(item)?.['value'])] as const))
    return current.map((field) => {
      const value = wanted.get(field.name)
      return value === undefined || value === field.value ? field : { ...field, value }
    })
  }

  const descriptionOf = (sent: Members): string | null => {
    const description = text(sent['description'])
    return description !== null && settings.asciiDescriptions ? description.replaceAll(nonAscii, '?') : description
  }

  /** The whole record as sent: what is missing becomes 0, false, empty or `None`. */
  const replacement = (sent: Members, current: WorkOrder | undefined): WorkOrderChanges => {
    const place = placeOf(sent, current)
    return {
      ...place,
      ...approvalOf(sent, current),
      unitIds: unitsOf(sent, place.building),
      vendorIds: texts(sent['vendorIDs']),
      requester: requesterOf(sent),
      requestedBy: text(sent['requestedBy']),
      manager: store.user(idOf(sent['owner']) ?? '') ?? null,
      status: text(sent['status']) ?? current?.status ?? 'Open',
      category: picked(sent['category'], categories, current?.category ?? null),
      type: picked(sent['type'], workOrderTypes, current?.type ?? null),
      priority: picked(sent['priority'], priorities, current?.priority ?? null),
      priorityAsInt: number(sent['priorityAsInt']),
      source: picked(sent['source'], sources, current?.source ?? null) ?? 'None',
      description: descriptionOf(sent),
      specificLocation: text(sent['specificLocation']),
      authorizedToEnter: text(sent['authorizedToEnter']),
      requiredMaterials: text(sent['requiredMaterials']),
      closingComments: text(sent['closingComments']),
      startAt: moment(sent['startDate']),
      scheduledEndAt: moment(sent['scheduledEndDate']),
      completedAt: moment(sent['completedDate']),
      enterAt: moment(sent['dateToEnter']),
      costEstimateCents: Math.round(number(sent['costEstimate']) * 100),
      hourEstimate: number(sent['hourEstimate']),
      customFields: customFieldsOf(sent, current?.customFields ?? defaultFields()),
    }
  }

  const defaultFields = (): readonly CustomField[] => (store.byAge.at(-1)?.customFields ?? []).map((field) => ({ ...field, value: null }))

  /** Saving a request from the web attaches the lease in force. */
  const leaseAfterSave = (current: WorkOrder, unitIds: readonly string[]): WorkOrder['lease'] => {
    const online = current.source === 'Website' || current.source === 'Tenant Portal'
    return current.lease === null && online ? store.activeLease(unitIds[0] ?? '') : current.lease
  }

  return {
    update(sent: Members): WorkOrder {
      const current = existing(text(sent['ID']))
      const changes = replacement(sent, current)
      return store.change(current.id, { ...changes, lease: leaseAfterSave(current, changes.unitIds ?? []) })
    },

    create(sent: Members): WorkOrder {
      const changes = replacement(sent, undefined)
      return store.add({
        kind: 'WorkOrder',
        ...store.nextWorkOrder(),
        ...blankWorkOrder,
        ...changes,
        createdAt: now(),
        lease: store.activeLease(changes.unitIds?.[0] ?? ''),
        serviceRequest: null,
      })
    },

    close(sent: Members): boolean {
      const current = existing(text(sent['workOrderID']))
      store.change(current.id, {
        status: 'Closed',
        category: picked(sent['category'], categories, current.category) ?? current.category,
        closingComments: text(sent['closingComments']),
        startAt: moment(sent['startDate']) ?? current.startAt,
        completedAt: moment(sent['completedDate']),
      })
      return true
    },

    attachNote(sent: Members, target: Members): Note {
      const current = existing(text(target['ID']))
      const note: Note = {
        kind: 'Note',
        id: store.nextNoteId(),
        subject: text(sent['subject']),
        // Notes come back with CR LF, however they were sent.
        body: text(sent['body'])?.replaceAll(/\r?\n/g, '\r\n') ?? null,
        date: moment(sent['date']) ?? now(),
        private: sent['private'] === true,
      }
      store.change(current.id, { notes: [...current.notes, note] })
      return note
    },
  }
}

/** A work order before anything is known about it. */
export const blankWorkOrder = {
  building: null,
  portfolio: null,
  unitIds: [],
  lease: null,
  requester: null,
  requestedBy: null,
  manager: null,
  status: 'Open',
  category: null,
  type: null,
  priority: null,
  priorityAsInt: 0,
  source: 'None',
  description: null,
  specificLocation: null,
  location: null,
  authorizedToEnter: null,
  requiredMaterials: null,
  closingComments: null,
  startAt: null,
  scheduledEndAt: null,
  completedAt: null,
  enterAt: null,
  approved: false,
  approvedBy: null,
  approvedAt: null,
  approvalComment: null,
  costEstimateCents: 0,
  totalCostCents: null,
  hourEstimate: 0,
  hoursWorked: 0,
  vendorIds: [],
  customFields: [],
  notes: [],
  serviceRequest: null,
} as const satisfies WorkOrderChanges
