import { errorKind } from '../errors.js'
import { elapsed } from '../model/instant.js'
import type { LockHolder, RunLock } from '../ports/warehouse.js'
import type { SyncPorts } from './ports.js'
import type { SyncOptions } from './settings.js'

const lookAgainMs = 500

/**
 * The lock that lets one run at a time at a warehouse. Throws `locked` at once when another run holds it, or when it still does after
 * `lockWaitMs`.
 */
export const takeLock = async (
  { warehouse, clock, events }: Pick<SyncPorts, 'warehouse' | 'clock' | 'events'>,
  holder: LockHolder,
  { lockWaitMs = 0, signal }: Pick<SyncOptions, 'lockWaitMs' | 'signal'>,
): Promise<RunLock> => {
  const startedAt = clock.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await warehouse.lock({ ...holder, since: clock.now() })
    } catch (error) {
      if (errorKind(error) !== 'locked' || elapsed(startedAt, clock.now()) >= lockWaitMs) throw error
      if (attempt === 1) events.log('info', `waiting for the lock: ${error instanceof Error ? error.message : ''}`)
      await clock.sleep(lookAgainMs, signal)
    }
  }
}
