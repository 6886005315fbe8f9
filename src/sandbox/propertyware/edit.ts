import type { CustomField, WorkOrder } from '../account/types.js'
import type { EditableKind, Store, WorkOrderChanges } from './store.js'
import { blankWorkOrder } from './work-order-writes.js'

/** What a command may set, by name: the value is checked and turned into a change. */
type Setters = Readonly<Record<string, (value: unknown, name: string) => Readonly<Record<string, unknown>>>>

const fail = (message: string): never => {
  throw new Error(message)
}

const asText = (value: unknown, name: string): string => (typeof value === 'string' ? value : fail(`${name} takes text`))
const orNull =
  <T>(check: (value: unknown, name: string) => T) =>
  (value: unknown, name: string): T | null =>
    value === null ? null : check(value, name)
const asBoolean = (value: unknown, name: string): boolean => (typeof value === 'boolean' ? value : fail(`${name} takes true or false`))
const asNumber = (value: unknown, name: string): number => (typeof value === 'number' && Number.isFinite(value) ? value : fail(`${name} takes a number`))
const asTexts = (value: unknown, name: string): string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : fail(`${name} takes a list of ids`)
const asMoment = (value: unknown, name: string): number => {
  const moment = Date.parse(asText(value, name))
  return Number.isNaN(moment) ? fail(`${name} takes a date-time such as 2031-03-02T15:41:07Z`) : moment
}
const asObject = (value: unknown, name: string): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : fail(`${name} takes an object`)

const plain =
  (member: string, check: (value: unknown, name: string) => unknown) =>
  (value: unknown, name: string): Readonly<Record<string, unknown>> => ({ [member]: check(value, name) })

const nullableText = orNull(asText)
const nullableMoment = orNull(asMoment)

const textSetters = (names: readonly string[]): Setters => Object.fromEntries(names.map((name) => [name, plain(name, asText)]))

const recordSetters: Readonly<Record<EditableKind, Setters>> = {
  unit: { ...textSetters(['name', 'abbreviation', 'type']), active: plain('active', asBoolean) },
  building: { ...textSetters(['name', 'abbreviation', 'type']), active: plain('active', asBoolean), rentable: plain('rentable', asBoolean) },
  portfolio: { ...textSetters(['name', 'abbreviation']), active: plain('active', asBoolean) },
  lease: {
    ...textSetters(['name', 'status']),
    active: plain('active', asBoolean),
    startDate: plain('startAt', asMoment),
    endDate: plain('endAt', asMoment),
    moveInDate: plain('moveInAt', nullableMoment),
    moveOutDate: plain('moveOutAt', nullableMoment),
  },
}

const nullableTexts = [
  'status',
  'category',
  'type',
  'priority',
  'source',
  'description',
  'specificLocation',
  'location',
  'authorizedToEnter',
  'requiredMaterials',
  'closingComments',
  'requestedBy',
  'approvalComment',
]

const workOrderSetters = (store: Store, current: WorkOrder | undefined): Setters => {
  const pointer = (member: string, kind: string, find: (id: string) => object | undefined) =>
    plain(
      member,
      orNull((value, name) => find(asText(value, name)) ?? fail(`there is no ${kind} ${String(value)}`)),
    )
  const fields = current?.customFields ?? store.byAge.at(-1)?.customFields ?? []
  const customFields = (values: Record<string, unknown>): readonly CustomField[] => {
    const unknown = Object.keys(values).filter((name) => !fields.some((field) => field.name === name))
    if (unknown.length > 0) fail(`there is no custom field ${unknown.join(', ')}`)
    return fields.map((field) => (field.name in values ? { ...field, value: nullableText(values[field.name], field.name) } : field))
  }
  return {
    ...Object.fromEntries(nullableTexts.map((name) => [name, plain(name, nullableText)])),
    buildingId: pointer('building', 'building', store.building),
    portfolioId: pointer('portfolio', 'portfolio', store.portfolio),
    leaseId: pointer('lease', 'lease', store.lease),
    requesterId: pointer('requester', 'contact', store.contact),
    managerId: pointer('manager', 'user', store.user),
    unitIds: plain('unitIds', asTexts),
    vendorIds: plain('vendorIds', asTexts),
    startDate: plain('startAt', nullableMoment),
    scheduledEndDate: plain('scheduledEndAt', nullableMoment),
    completedDate: plain('completedAt', nullableMoment),
    approved: plain('approved', asBoolean),
    approvedDate: plain('approvedAt', nullableMoment),
    priorityAsInt: plain('priorityAsInt', asNumber),
    customFields: (value, name) => ({ customFields: customFields(asObject(value, name)) }),
    serviceRequestUnit: (value, name) => ({ serviceRequest: { ...(current?.serviceRequest ?? blankRequest), unit: nullableText(value, name) } }),
  }
}

const blankRequest = { building: null, unit: null, companyName: null, contactName: null, contactEmail: null, contactPhone: null, contactPhoneType: null }

const changesOf = (set: unknown, setters: Setters): Record<string, unknown> => {
  const changes: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(asObject(set, 'set'))) {
    const setter = setters[name] ?? fail(`cannot set ${name}; known: ${Object.keys(setters).join(', ')}`)
    Object.assign(changes, setter(value, name))
  }
  return changes
}

const describe = (workOrder: WorkOrder) => ({
  id: workOrder.id,
  number: workOrder.number,
  status: workOrder.status,
  category: workOrder.category,
  buildingId: workOrder.building?.id ?? null,
  portfolioId: workOrder.portfolio?.id ?? null,
  unitIds: [...workOrder.unitIds],
  leaseId: workOrder.lease?.id ?? null,
  location: workOrder.location,
  customFields: Object.fromEntries(workOrder.customFields.map((field) => [field.name, field.value])),
})

/** What a new work order of the web page holds beside what the person typed: it follows from the unit or the building. */
const derived = (store: Store, changes: WorkOrderChanges): WorkOrderChanges => {
  const unitId = changes.unitIds?.[0]
  const building = changes.building ?? (unitId === undefined ? null : (store.unit(unitId)?.building ?? store.building(unitId) ?? null))
  const portfolio = building?.portfolio ?? null
  return {
    building,
    portfolio,
    unitIds: unitId === undefined && building?.rentable === true ? [building.id] : [],
    location: building === null || portfolio === null ? '' : `${portfolio.abbreviation} | ${building.abbreviation}`,
    lease: store.activeLease(unitId ?? building?.id ?? ''),
    customFields: (store.byAge.at(-1)?.customFields ?? []).map((field) => ({ ...field, value: field.name === 'Service Status' ? 'New' : null })),
  }
}

export type Edit = (command: Record<string, unknown>) => unknown

/**
 * Changes "as a person would in the web page":
 * `{ action: 'add' | 'edit' | 'remove', entity: 'work-order', id | number, set: {...} }` and
 * `{ action: 'edit', entity: 'unit' | 'lease' | 'building' | 'portfolio', id, set: {...} }`.
 * Answers what became of the record. Throws Error with a message for people.
 */
export const createEdit = (store: Store, now: () => number): Edit => {
  const findWorkOrder = (command: Record<string, unknown>): WorkOrder => {
    const { id, number } = command
    if (id === undefined && number === undefined) fail('name the work order by id or number')
    const found = id === undefined ? store.workOrderByNumber(asNumber(number, 'number')) : store.workOrder(asText(id, 'id'))
    return found ?? fail(`there is no work order ${id === undefined ? `number ${asNumber(number, 'number')}` : asText(id, 'id')}`)
  }

  const add = (set: unknown): WorkOrder => {
    const setters: Setters = { ...workOrderSetters(store, undefined), createdDate: plain('createdAt', asMoment) }
    const changes = changesOf(set, setters) as WorkOrderChanges & { createdAt?: number }
    if (changes.building == null && (changes.unitIds ?? []).length === 0) fail('a new work order needs a buildingId or unitIds')
    return store.add({ kind: 'WorkOrder', ...store.nextWorkOrder(), createdAt: now(), ...blankWorkOrder, ...derived(store, changes), ...changes })
  }

  const onWorkOrder = (command: Record<string, unknown>): unknown => {
    switch (command['action']) {
      case 'add':
        return describe(add(command['set']))
      case 'edit': {
        const current = findWorkOrder(command)
        return describe(store.change(current.id, changesOf(command['set'], workOrderSetters(store, current))))
      }
      case 'remove': {
        const current = findWorkOrder(command)
        store.remove(current.id)
        return describe(current)
      }
      default:
        return fail('action must be add, edit or remove')
    }
  }

  const onRecord = (kind: EditableKind, command: Record<string, unknown>): unknown => {
    if (command['action'] !== 'edit') fail(`a ${kind} can only be edited`)
    const id = asText(command['id'], 'id')
    if (store.editable(kind, id) === undefined) fail(`there is no ${kind} ${id}`)
    const changes = changesOf(command['set'], recordSetters[kind])
    store.edit(kind, id, changes)
    return { id, ...changes }
  }

  return (command) => {
    const entity = command['entity']
    if (entity === 'work-order') return onWorkOrder(command)
    if (entity === 'unit' || entity === 'lease' || entity === 'building' || entity === 'portfolio') return onRecord(entity, command)
    return fail('entity must be work-order, unit, lease, building or portfolio')
  }
}
