import { hashOf } from '../../core/model/canonical.js'
import type { EntityName } from '../../core/model/entity.js'
import type { Instant } from '../../core/model/instant.js'
import type { Reject } from '../../core/ports/page.js'
import type { Store } from './store.js'

export const quarantineRejects = (store: Store, entity: EntityName, rejects: readonly Reject[], at: Instant, runId: string): number => {
  const { working } = store.ledger.quarantine
  let added = 0
  for (const { key, reason, raw } of rejects) {
    const entries = working.values().filter((entry) => entry.entity === entity && entry.key === key)
    const open = entries.find((entry) => entry.state === 'open')
    if (open === undefined) {
      const id = hashOf({ entity, key, earlier: entries.length }).slice(0, 12)
      working.set(id, { id, entity, key, reason, raw, state: 'open', firstSeenAt: at, lastSeenAt: at, runId })
      added += 1
    } else if (open.reason !== reason || open.raw !== raw) working.set(open.id, { ...open, reason, raw, lastSeenAt: at, runId })
  }
  return added
}

export const releaseFromQuarantine = (store: Store, entity: EntityName, keys: readonly string[]): number => {
  const { working } = store.ledger.quarantine
  const wanted = new Set(keys)
  const released = working.values().filter((entry) => entry.entity === entity && entry.state === 'open' && wanted.has(entry.key))
  for (const entry of released) working.set(entry.id, { ...entry, state: 'released' })
  return released.length
}
