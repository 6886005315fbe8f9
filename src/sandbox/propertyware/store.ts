import type { Account, Building, Contact, CustomField, Lease, Note, Portfolio, ServiceRequest, Unit, User, WorkOrder } from '../account/types.js'
import type { JournalEntry, Kernel } from '../kernel.js'

/** The members of a work order that can change. */
export type WorkOrderChanges = Partial<Omit<WorkOrder, 'kind' | 'id' | 'number' | 'createdAt' | 'modifiedAt'>>
export type NewWorkOrder = Omit<WorkOrder, 'modifiedAt'>

/** Records other than work orders that people edit: their plain members only. */
export type EditableKind = 'unit' | 'lease' | 'building' | 'portfolio'
type Editable = Unit | Lease | Building | Portfolio

/** The records of the account, found by id, and the only way to change them: every change moves `modifiedAt` and is recorded. */
export interface Store {
  readonly account: Account
  /** Oldest first by creation. */
  readonly byAge: readonly WorkOrder[]
  byId: () => readonly WorkOrder[]
  workOrder: (id: string) => WorkOrder | undefined
  workOrderByNumber: (number: number) => WorkOrder | undefined
  building: (id: string) => Building | undefined
  unit: (id: string) => Unit | undefined
  lease: (id: string) => Lease | undefined
  portfolio: (id: string) => Portfolio | undefined
  contact: (id: string) => Contact | undefined
  user: (id: string) => User | undefined
  editable: (kind: EditableKind, id: string) => Editable | undefined
  /** The lease in force, on a unit or on a home that is its own unit. */
  activeLease: (unitId: string) => Lease | null
  nextWorkOrder: () => { id: string; number: number }
  nextNoteId: () => string
  change: (id: string, changes: WorkOrderChanges) => WorkOrder
  add: (workOrder: NewWorkOrder) => WorkOrder
  remove: (id: string) => void
  edit: (kind: EditableKind, id: string, changes: Readonly<Record<string, unknown>>) => void
  replay: (entry: JournalEntry) => void
}

/** A work order with ids where it points at other records: what the journal keeps. */
interface Packed {
  building?: string | null
  portfolio?: string | null
  lease?: string | null
  requester?: string | null
  manager?: string | null
  approvedBy?: string | null
  customFields?: readonly CustomField[]
  notes?: readonly Note[]
  serviceRequest?: ServiceRequest | null
  [plain: string]: unknown
}

const pointers = ['building', 'portfolio', 'lease', 'requester', 'manager', 'approvedBy'] as const

const pack = (changes: WorkOrderChanges | NewWorkOrder): Packed => {
  const packed: Packed = { ...changes } as Packed
  for (const name of pointers) if (name in changes) packed[name] = changes[name]?.id ?? null
  return packed
}

const indexById = <T extends { id: string }>(records: readonly T[]): Map<string, T> => new Map(records.map((record) => [record.id, record]))

const largest = (values: Iterable<number>, least: number): number => {
  let most = least
  for (const value of values) if (value > most) most = value
  return most
}

const noteIds = function* (workOrders: readonly WorkOrder[]): Generator<number> {
  for (const workOrder of workOrders) for (const note of workOrder.notes) yield Number(note.id)
}

/** Where a record created at `moment` belongs: after all that are as old or older. */
const insertionPoint = (workOrders: readonly WorkOrder[], moment: number): number => {
  let low = 0
  let high = workOrders.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((workOrders[middle]?.createdAt ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low
}

export const createStore = (kernel: Kernel, account: Account): Store => {
  const byAge = account.workOrders
  const workOrders = indexById(byAge)
  const byNumber = new Map(byAge.map((workOrder) => [workOrder.number, workOrder]))
  const buildings = indexById(account.buildings)
  const units = indexById(account.units)
  const leases = indexById(account.leases)
  const portfolios = indexById(account.portfolios)
  const contacts = indexById(account.contacts)
  const users = indexById([account.apiUser, ...account.users])
  const leasesByUnit = new Map<string, Lease[]>()
  for (const lease of account.leases) {
    const unitId = (lease.unit ?? lease.building).id
    const known = leasesByUnit.get(unitId)
    if (known === undefined) leasesByUnit.set(unitId, [lease])
    else known.push(lease)
  }
  let lastId = 0
  let lastNumber = 0
  let lastNoteId = 0
  let sortedById: readonly WorkOrder[] | undefined

  const startCounting = (): void => {
    lastId = largest(
      byAge.map((workOrder) => Number(workOrder.id)),
      6_900_000_000,
    )
    lastNumber = largest(
      byAge.map((workOrder) => workOrder.number),
      30_000,
    )
    lastNoteId = largest(noteIds(byAge), 6_800_000_000)
  }
  startCounting()

  const editable = (kind: EditableKind, id: string): Editable | undefined =>
    ({ unit: units, lease: leases, building: buildings, portfolio: portfolios })[kind].get(id)

  const find = (id: string): WorkOrder => {
    const workOrder = workOrders.get(id)
    if (workOrder === undefined) throw new Error(`there is no work order ${id}`)
    return workOrder
  }

  const unpack = (packed: Packed): WorkOrderChanges => {
    const changes = { ...packed } as Record<string, unknown>
    const resolve = { building: buildings, portfolio: portfolios, lease: leases, requester: contacts, manager: users, approvedBy: users }
    for (const name of pointers) {
      const id = packed[name]
      if (id !== undefined) changes[name] = id === null ? null : (resolve[name].get(id) ?? null)
    }
    return changes
  }

  const countNotes = (notes: readonly Note[] | undefined): void => {
    lastNoteId = largest(
      (notes ?? []).map((note) => Number(note.id)),
      lastNoteId,
    )
  }

  const apply = {
    changed(id: string, changes: WorkOrderChanges, at: number): WorkOrder {
      countNotes(changes.notes)
      return Object.assign(find(id), changes, { modifiedAt: at })
    },
    added(added: NewWorkOrder, at: number): WorkOrder {
      const workOrder: WorkOrder = { ...added, modifiedAt: at }
      byAge.splice(insertionPoint(byAge, workOrder.createdAt), 0, workOrder)
      workOrders.set(workOrder.id, workOrder)
      byNumber.set(workOrder.number, workOrder)
      sortedById = undefined
      lastId = Math.max(lastId, Number(workOrder.id))
      lastNumber = Math.max(lastNumber, workOrder.number)
      countNotes(workOrder.notes)
      return workOrder
    },
    removed(id: string): void {
      const workOrder = find(id)
      byAge.splice(byAge.indexOf(workOrder), 1)
      workOrders.delete(id)
      byNumber.delete(workOrder.number)
      sortedById = undefined
    },
    edited(kind: EditableKind, id: string, changes: Readonly<Record<string, unknown>>, at: number): void {
      const record = editable(kind, id)
      if (record === undefined) throw new Error(`there is no ${kind} ${id}`)
      Object.assign(record, changes, { modifiedAt: at })
    },
  }

  const record = (type: string, data: unknown): number => {
    const now = kernel.clock.now()
    kernel.record({ system: 'propertyware', type, at: now.toISOString(), data })
    return now.getTime()
  }

  return {
    account,
    byAge,
    byId: () => (sortedById ??= byAge.toSorted((a, b) => (a.id.length - b.id.length || a.id < b.id ? -1 : 1))),
    workOrder: (id) => workOrders.get(id),
    workOrderByNumber: (number) => byNumber.get(number),
    building: (id) => buildings.get(id),
    unit: (id) => units.get(id),
    lease: (id) => leases.get(id),
    portfolio: (id) => portfolios.get(id),
    contact: (id) => contacts.get(id),
    user: (id) => users.get(id),
    editable,
    activeLease(unitId) {
      const now = kernel.clock.now().getTime()
      return leasesByUnit.get(unitId)?.find((lease) => lease.active && lease.startAt <= now && now < lease.endAt) ?? null
    },
    nextWorkOrder: () => ({ id: String(lastId + 1), number: lastNumber + 1 }),
    nextNoteId: () => String(lastNoteId + 1),
    change(id, changes) {
      find(id)
      return apply.changed(id, changes, record('work-order.changed', { id, changes: pack(changes) }))
    },
    add(workOrder) {
      return apply.added(workOrder, record('work-order.added', pack(workOrder)))
    },
    remove(id) {
      find(id)
      record('work-order.removed', { id })
      apply.removed(id)
    },
    edit(kind, id, changes) {
      if (editable(kind, id) === undefined) throw new Error(`there is no ${kind} ${id}`)
      apply.edited(kind, id, changes, record(`${kind}.edited`, { kind, id, changes }))
    },
    replay(entry) {
      const data = entry.data as Packed & { id: string; changes: Packed; kind: EditableKind }
      const at = Date.parse(entry.at)
      if (entry.type === 'work-order.changed') apply.changed(data.id, unpack(data.changes), at)
      else if (entry.type === 'work-order.added') apply.added(unpack(data) as NewWorkOrder, at)
      else if (entry.type === 'work-order.removed') apply.removed(data.id)
      else if (entry.type.endsWith('.edited')) apply.edited(data.kind, data.id, data.changes, at)
      else throw new Error(`the journal holds an entry of a type that nobody knows: ${entry.type}`)
    },
  }
}
