import type { AccountDirectory } from '../plan/directory.js'
import type { SyncSettings } from '../plan/settings.js'
import type { Clock } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { PropertyWareReader, PropertyWareWriter } from '../ports/propertyware.js'
import type { ServiceFusionReader, ServiceFusionWriter } from '../ports/servicefusion.js'
import type { Ready } from '../ports/ready.js'
import type { Warehouse } from '../ports/warehouse.js'
import type { ItemResult } from './result.js'

/** What applying needs. Holds no state between two items: a worker elsewhere can apply one item with a context of its own. */
export interface ApplyContext {
  servicefusion: { reader: ServiceFusionReader; writer: ServiceFusionWriter }
  propertyware: { writer: PropertyWareWriter }
  warehouse: Warehouse
  directory: AccountDirectory
  settings: SyncSettings
  clock: Clock
  events: Events
  runId: string
  quarantineMs: number
  /** Throws `locked` when another run has taken over; asked right before every remote write. */
  assertHeld: Ready
  /** Work orders of one portfolio that are created at the same time share one attempt to create its customer. */
  customerOnce: Once<ItemResult | undefined>
  signal?: AbortSignal
}

/** What settling needs of it; status changes are looked for where they would be seen. */
export type SettleContext = Pick<ApplyContext, 'servicefusion' | 'warehouse' | 'settings' | 'clock' | 'runId' | 'quarantineMs' | 'signal'> & {
  propertyware: { reader: Pick<PropertyWareReader, 'workOrder'> }
}

/** Runs `work` once per key; callers that come meanwhile or later get the same outcome. */
export type Once<T> = (key: string, work: () => Promise<T>) => Promise<T>

export const once = <T>(): Once<T> => {
  const begun = new Map<string, Promise<T>>()
  return (key, work) => {
    const running = begun.get(key) ?? work()
    begun.set(key, running)
    return running
  }
}
