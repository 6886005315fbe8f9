import type { WorkOrder } from '../account/types.js'
import type { Kernel } from '../kernel.js'
import type { Members } from './decode.js'
import type { Edit } from './edit.js'
import type { PropertyWareFault } from './faults.js'
import type { Audited } from './pages.js'
import type { Operation } from './operations.js'
import type { Store } from './store.js'

const pageOf = (parameters: Members): number | undefined => {
  const criteria = parameters['criteria']
  const page = typeof criteria === 'object' && criteria !== null && !Array.isArray(criteria) ? criteria['pageNumber'] : undefined
  return typeof page === 'number' ? page : undefined
}

/** The faults that concern what lists hold: people who work while a client reads, and lists that come short. */
export const createDisturbances = (kernel: Kernel, store: Store, edit: Edit) => {
  const random = kernel.random('propertyware/disturbances')
  const strikes = (fault: PropertyWareFault): boolean => kernel.faults.strikes(fault)

  const any = (): WorkOrder | undefined => store.byAge[Math.floor(random() * store.byAge.length)]

  /** Half of the time one of the newest, which the client has just read or is about to read. */
  const recent = (): WorkOrder | undefined => (random() < 0.5 ? store.byAge.at(-1 - Math.floor(random() * 150)) : undefined) ?? any()

  const addOne = (): void => {
    const model = any()
    if (model?.building == null) return
    const set = { buildingId: model.building.id, unitIds: [...model.unitIds], category: model.category, type: model.type, description: model.description }
    edit({ action: 'add', entity: 'work-order', set: { ...set, priority: model.priority, source: 'Telephone', status: 'Open' } })
  }

  const changeOne = (): void => {
    const chosen = recent()
    if (chosen === undefined) return
    const description = `${chosen.description ?? ''}\r\nTenant called again.`
    edit({ action: 'edit', entity: 'work-order', id: chosen.id, set: { description } })
  }

  const nameUnknownStatus = (): void => {
    const chosen = recent()
    if (chosen !== undefined) edit({ action: 'edit', entity: 'work-order', id: chosen.id, set: { status: 'Pending HOA Approval' } })
  }

  /** Whether the server's index missed a change, rolled once for each: the same rows are missing from every page and every search. */
  const missed = new Map<string, boolean>()
  const isMissed = ({ id, modifiedAt }: Audited): boolean => {
    const change = `${id}@${modifiedAt}`
    const known = missed.get(change) ?? strikes('pw-drops-rows')
    missed.set(change, known)
    return known
  }

  return {
    /** The filter of a search for what changed: before paging, so that no page comes short. */
    isListed: (record: Audited): boolean => !kernel.faults.isOn('pw-drops-rows') || !isMissed(record),

    /** What people do before the page is read. */
    beforeRead(operation: Operation, parameters: Members): void {
      if (operation.name !== 'getWorkOrders') return
      if (strikes('pw-unknown-status')) nameUnknownStatus()
      if ((pageOf(parameters) ?? 1) < 2) return
      if (strikes('pw-rows-shift')) addOne()
      if (strikes('pw-row-changes')) changeOne()
    },

    /** What becomes of a list on its way out. */
    afterRead(operation: Operation, parameters: Members, value: unknown): unknown {
      if (!operation.result.array || !Array.isArray(value) || value.length === 0) return value
      if (strikes('pw-empty-list')) return []
      if ((pageOf(parameters) ?? 1) > 1 && strikes('pw-empty-middle-page')) return []
      return strikes('pw-short-list') ? value.slice(0, value.length >> 1) : value
    },
  }
}
