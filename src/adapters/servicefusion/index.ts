import type { ServiceFusionReader, ServiceFusionWriter } from '../../core/ports/servicefusion.js'
import { allowance, type BudgetState, ownCount } from './budget.js'
import { openClient } from './client.js'
import { openReader } from './reader.js'
import { type ServiceFusionOptions, settle } from './settings.js'
import { wireSchemas } from './wire.js'
import { openWriter } from './writer.js'

export type { ServiceFusionOptions } from './settings.js'

/** What the request budget of the account looks like now. */
export interface BudgetView {
  /** Requests a minute, as learned from the last answer. */
  readonly limit: number
  /** Requests a minute that this client allows itself. */
  readonly allowed: number
  /** Own requests that count against it now. */
  readonly used: number
  /** Requests of others that count against it, as far as answers showed. */
  readonly foreign: number
  /** Everything that decides, as a plain value. */
  readonly state: Readonly<BudgetState>
}

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
      const state = client.budget.state()
      return { limit: state.limit, allowed: allowance(state.limit, settings.limitShare), used: ownCount(state), foreign: state.foreign.count, state }
    },
    close: () => client.close(),
  }
}
