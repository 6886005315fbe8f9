import type { ServiceFusionReader, ServiceFusionWriter } from '../../core/ports/servicefusion.js'
import { openClient } from './client.js'
import { openReader } from './reader.js'
import { type ServiceFusionOptions, settle } from './settings.js'
import { type BudgetView, viewOf } from './shared-budget.js'
import { wireSchemas } from './wire.js'
import { openWriter } from './writer.js'

export type { ServiceFusionOptions } from './settings.js'

export interface ServiceFusion {
  reader: ServiceFusionReader
  writer: ServiceFusionWriter
  /** Requests for resources sent so far, repeats included; token requests are not counted. */
  requests(): number
  readonly budget: BudgetView
  /** Ends everything that waits or is under way as `interrupted`; a POST under way ends as `unknown-outcome`. Resolves when the budget knows of it. */
  close(): Promise<void>
}

/** Opens the ServiceFusion API of one account. Nothing is sent before the first call. Throws `config` on a wrong URL, zone or missing credentials. */
export const openServiceFusion = (options: ServiceFusionOptions): ServiceFusion => {
  const schemas = wireSchemas(options.timezone)
  const settings = settle(options)
  const client = openClient(settings)
  return {
    reader: openReader(client, schemas),
    writer: openWriter(client, schemas),
    requests: () => client.requests(),
    get budget() {
      return viewOf(client.budget.state(), settings.limitShare, Date.parse(settings.clock.now()))
    },
    close: () => client.close(),
  }
}
