import type { Clock, Random } from '../ports/clock.js'
import type { Events } from '../ports/events.js'
import type { PropertyWareReader } from '../ports/propertyware.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'
import type { LockHolder, Warehouse } from '../ports/warehouse.js'

/** Everything a backfill touches. There is no writer of a remote system among it: that loading history creates no job is checked by the compiler. */
export interface BackfillPorts {
  propertyware: { reader: PropertyWareReader; requests(): number }
  servicefusion: {
    reader: ServiceFusionReader
    requests(): number
    /** Requests a minute that the backfill allows itself: its share of the account's limit, as last learned. */
    perMinute(): number
  }
  warehouse: Warehouse
  clock: Clock
  random: Random
  events: Events
  process: Pick<LockHolder, 'host' | 'pid'>
}
