import type { ForgetReport } from '../core/forget/forget-tenant.js'
import { count, neutralise } from './text.js'

/** What became of a request to forget a tenant. */
export const renderForgotten = ({ tenantId, isNew, versions, quarantined, rawPayloads }: ForgetReport): string => {
  const name = `Tenant ${neutralise(tenantId)}`
  if (!isNew && versions + quarantined + rawPayloads === 0) return `${name} was forgotten before; nothing was left to replace.`
  const replaced = [count(versions, 'version'), count(quarantined, 'quarantined record'), count(rawPayloads, 'raw payload')].join(', ')
  return `${name} is forgotten: ${replaced} replaced. Later reads are stored without their data.`
}
