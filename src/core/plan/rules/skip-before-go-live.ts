import { about, type Decide } from './rule.js'

/** Work orders from before the go-live date are handled the old way. One without a creation date cannot be shown to be newer. */
export const skipBeforeGoLive: Decide = (facts, { goLive }) => {
  const { createdAt } = facts.workOrder
  if (goLive === null || (createdAt != null && createdAt >= goLive)) return undefined
  const why =
    createdAt == null
      ? `it has no creation date, and only work orders since ${goLive} are dispatched`
      : `it was created on ${createdAt}, before the go-live date ${goLive}`
  return { action: 'skip', rule: 'before-go-live', ...about(facts, why) }
}
