import { errorKind, PwsfError } from '../errors.js'
import type { ApplyTimeSkip, PlanItem } from '../plan/plan.js'
import { applyItem } from './apply-item.js'
import type { ApplyContext } from './context.js'
import type { ItemResult, Writing } from './result.js'

export interface Applied {
  results: ItemResult[]
  remoteDown: boolean
}

/** Jobs in flight at once: enough to use the request budget at a second's latency, few enough to stop quickly. */
const createsAtOnce = 8
/** PropertyWare takes at most two requests at a time (reference, section 1.10). */
const updatesAtOnce = 2
/** After so many items in a row that a dead system failed, the rest is left for the next run. */
const failuresBeforeGivingUp = 3

const systemDown = new Set(['unavailable', 'rate-limit'])

/** Kinds that end the run: nothing that follows could go better. */
const endsTheRun = new Set(['auth', 'storage', 'config', 'locked'])

/**
 * Applies the items of a plan that write something: links first, then jobs, then status changes. Each item stands alone: a failure is its
 * outcome, not the run's. Only refused credentials, a failing warehouse and bugs end the whole.
 */
export const applyItems = async (context: ApplyContext, items: readonly Writing[]): Promise<Applied> => {
  const results: ItemResult[] = []
  let remoteDown = false

  const skip = (item: PlanItem, reason: ApplyTimeSkip, why: string): void => {
    results.push({ item, outcome: 'skipped', reason, why })
  }

  /** Works through one class of items with a few workers. */
  const work = async (queue: Writing[], atOnce: number, stage: string): Promise<void> => {
    const total = queue.length
    let failuresInRow = 0
    let done = 0
    let ended = false
    const next = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        if (ended) return
        if (context.signal?.aborted) {
          skip(item, 'interrupted', 'the run was asked to stop before this was sent')
        } else if (failuresInRow >= failuresBeforeGivingUp) {
          remoteDown = true
          results.push({ item, outcome: 'failed', why: 'left for the next run, because the remote system stopped answering' })
        } else {
          const result = await applyOne(item).catch((error: unknown) => {
            ended = true
            throw error
          })
          failuresInRow = result.systemDown ? failuresInRow + 1 : 0
          results.push(result)
        }
        done += 1
        context.events.progress({ stage, done, total })
      }
    }
    // All of them come to an end before the run does: a write that outlived the lock would be anybody's.
    const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, total) }, next))
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
    if (failuresInRow >= failuresBeforeGivingUp) remoteDown = true
  }

  const applyOne = async (item: Writing): Promise<ItemResult & { systemDown: boolean }> => {
    try {
      return { ...(await applyItem(context, item)), systemDown: false }
    } catch (error) {
      if (context.signal?.aborted && (error === context.signal.reason || errorKind(error) === 'interrupted'))
        return { item, outcome: 'skipped', reason: 'interrupted', why: 'the run was asked to stop before this was sent', systemDown: false }
      if (!(error instanceof PwsfError) || endsTheRun.has(error.kind)) throw error
      return { item, outcome: 'failed', reason: error.kind, why: error.message, systemDown: systemDown.has(errorKind(error)) }
    }
  }

  await work(
    items.filter(({ action }) => action === 'unchanged'),
    1,
    'bring the ledger up to date',
  )
  await work(
    items.filter(({ action }) => action === 'link'),
    1,
    'link jobs',
  )
  await work(
    items.filter(({ action }) => action === 'create'),
    createsAtOnce,
    'create jobs',
  )
  await work(
    items.filter(({ action }) => action === 'update'),
    updatesAtOnce,
    'write status back',
  )
  return { results, remoteDown }
}
