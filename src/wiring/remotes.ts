import type { PropertyWare } from '../adapters/propertyware/index.js'
import type { ServiceFusion } from '../adapters/servicefusion/index.js'
import { guardPropertyWare, guardServiceFusion } from '../core/breaker/guard-ports.js'
import { openBreaker, readBreaker } from '../core/breaker/open-breaker.js'
import { instant } from '../core/model/instant.js'
import type { Clock } from '../core/ports/clock.js'
import type { Events } from '../core/ports/events.js'
import type { SharedState } from '../core/ports/shared-state.js'
import type { RemoteStatus } from '../core/status/remote-status.js'

/** Both adapters behind their breakers. Closing notes for the next run which of the two never answered. */
export const openGuards = (
  { propertyware, servicefusion }: { propertyware: PropertyWare; servicefusion: ServiceFusion },
  options: { shared: SharedState; clock: Clock; log: Events['log']; ignore: boolean },
): { propertyware: PropertyWare; servicefusion: ServiceFusion; close(): Promise<void> } => {
  const breakers = {
    propertyware: openBreaker({ ...options, remote: 'propertyware' }),
    servicefusion: openBreaker({ ...options, remote: 'servicefusion' }),
  }
  return {
    propertyware: { ...propertyware, ...guardPropertyWare(propertyware, breakers.propertyware) },
    servicefusion: {
      ...guardServiceFusion(servicefusion, breakers.servicefusion),
      requests: () => servicefusion.requests(),
      get budget() {
        return servicefusion.budget
      },
      close: () => servicefusion.close(),
    },
    close: async () => {
      await breakers.propertyware.close()
      await breakers.servicefusion.close()
    },
  }
}

/** What the processes of this warehouse know about both systems. */
export const readRemoteStatus = async (shared: SharedState, account: { url: string; clientId: string } | undefined, clock: Clock): Promise<RemoteStatus> => {
  const { readSharedBudget } = await import('../adapters/servicefusion/shared-budget.js')
  const now = Date.parse(clock.now())
  const budget = account === undefined ? undefined : await readSharedBudget(shared, account, now)
  return {
    propertyware: { breaker: await readBreaker(shared, 'propertyware') },
    servicefusion: {
      breaker: await readBreaker(shared, 'servicefusion'),
      budget:
        budget === undefined
          ? null
          : {
              limit: budget.limit,
              used: budget.used,
              foreign: budget.foreign,
              pausedUntil: budget.state.pausedUntil > now ? instant(budget.state.pausedUntil) : null,
            },
    },
  }
}
