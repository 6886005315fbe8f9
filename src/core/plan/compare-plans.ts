import { canonicalJson } from '../model/canonical.js'
import type { Plan, PlanItem } from './plan.js'

export interface PlanComparison {
  /** Decided the same way again: these may be applied. */
  apply: PlanItem[]
  stale: { item: PlanItem; because: string }[]
  /** Were applied since. */
  done: PlanItem[]
}

type WritingItem = Extract<PlanItem, { action: 'create' | 'link' | 'update' | 'unchanged' }>

const writes = (item: PlanItem): item is WritingItem =>
  item.action === 'create' || item.action === 'link' || item.action === 'update' || (item.action === 'unchanged' && item.syncedJobStatus !== undefined)

/**
 * What of a saved plan still holds against a plan made now, which must have kept `all` items. Only decisions that write something are
 * compared; the reason's wording does not matter, the action, hashes and values before and after do.
 */
export const stillPlanned = (saved: Plan, fresh: Plan): PlanComparison => {
  const now = new Map(fresh.items.map((item) => [item.workOrderId, item]))
  const comparison: PlanComparison = { apply: [], stale: [], done: [] }
  for (const item of saved.items) {
    if (!writes(item)) continue
    const today = now.get(item.workOrderId)
    if (today === undefined) comparison.stale.push({ item, because: 'the work order is not known any more' })
    else if (isSame(item, today)) comparison.apply.push(item)
    else if (isDone(item, today)) comparison.done.push(item)
    else comparison.stale.push({ item, because: differenceOf(item, today) })
  }
  return comparison
}

/** Everything but the wording, and a job's number, which people may edit. */
const essence = (item: PlanItem): string => canonicalJson({ ...item, why: undefined, jobNumber: undefined })

const isSame = (planned: PlanItem, today: PlanItem): boolean => essence(planned) === essence(today)

const jobOf = (item: PlanItem): string | undefined => (item.action !== 'link' && 'jobId' in item ? item.jobId : undefined)

const isDone = (planned: WritingItem, today: PlanItem): boolean => {
  if (planned.action === 'create') return jobOf(today) !== undefined
  if (planned.action === 'link') return jobOf(today) === planned.jobId
  return today.action === 'unchanged' && today.jobId === planned.jobId
}

const differenceOf = (planned: WritingItem, today: PlanItem): string => {
  if (planned.action !== today.action) return `now the decision is ${today.action}: ${today.why}`
  if (planned.action === 'create' && today.action === 'create' && canonicalJson(planned.customer) !== canonicalJson(today.customer))
    return 'its customer is another one now'
  if (planned.action === 'create') return 'what would be sent changed'
  if (planned.action === 'link') return 'the job or the work order changed'
  return 'the job or PropertyWare shows another status now'
}
