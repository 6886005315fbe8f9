import type { Clock, Random } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { PropertyWareReader, PropertyWareWriter } from '../ports/propertyware.js'
import type { ServiceFusionReader, ServiceFusionWriter } from '../ports/servicefusion.js'
import type { LockHolder, Warehouse } from '../ports/warehouse.js'

/** Everything a sync touches. Planning is handed readers only, so that "a dry run writes nothing" is checked by the compiler. */
export interface SyncPorts {
  propertyware: { reader: PropertyWareReader; writer: PropertyWareWriter; requests(): number }
  servicefusion: {
    reader: ServiceFusionReader
    writer: ServiceFusionWriter
    requests(): number
    /** Requests a minute: what the account allows, and what all who share the budget used in the last one. */
    readonly budget?: { readonly limit: number; readonly used: number }
  }
  warehouse: Warehouse
  /** A throw-away store for what a dry run reads live. */
  openScratch(): Promise<Warehouse>
  clock: Clock
  random: Random
  events: Events
  /** Who this process is, for the run lock. */
  process: Pick<LockHolder, 'host' | 'pid'>
}
