import type { PlanItem } from './plan.js'

/**
 * Two work orders of one number would share a marker, and the second would be linked to the first one's job and never dispatched. Returns a
 * function that lets the first one pass and blocks the others of the same plan.
 */
export const claimMarkers = (): ((item: PlanItem) => PlanItem) => {
  const claimed = new Map<string, string>()
  return (item) => {
    if (item.action !== 'create' && item.action !== 'link') return item
    const other = claimed.get(item.marker)
    if (other === undefined) {
      claimed.set(item.marker, item.workOrderId)
      return item
    }
    const { workOrderId, number, marker } = item
    return {
      action: 'block',
      reason: 'duplicate-marker',
      workOrderId,
      number,
      why: `work order ${other} has the same number, so both would claim the marker ${marker}: give one of them a job by hand`,
    }
  }
}
