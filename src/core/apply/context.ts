import type { AccountDirectory } from '../plan/directory.js'
import type { SyncSettings } from '../plan/settings.js'
import type { Clock } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { PropertyWareWriter } from '../ports/propertyware.js'
import type { ServiceFusionReader, ServiceFusionWriter } from '../ports/servicefusion.js'
import type { Warehouse } from '../ports/warehouse.js'

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
  signal?: AbortSignal
}
