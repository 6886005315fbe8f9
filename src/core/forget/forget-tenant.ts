import { PwsfError } from '../errors.js'
import { fold } from '../model/text.js'
import type { Clock, Random } from '../ports/clock.js'
import type { ForgetCounts, LockHolder, Warehouse } from '../ports/warehouse.js'
import { newRunId } from '../sync/run-id.js'
import { runRecord } from '../sync/run-records.js'

export interface ForgetPorts {
  warehouse: Warehouse
  clock: Clock
  random: Random
  process: Pick<LockHolder, 'host' | 'pid'>
}

export interface ForgetReport extends ForgetCounts {
  runId: string
  tenantId: string
}

/**
 * Replaces a tenant's personal data wherever the warehouse keeps it, and remembers to keep it out from now on. Doing it again changes nothing.
 * Throws `usage` for a tenant that nothing is known of, `guard` while a work order of theirs is open (its text would be lost to the
 * technician) unless `evenOpen`, `locked` while a run is under way.
 */
export const forgetTenant = async (
  { warehouse, clock, random, process }: ForgetPorts,
  { tenantId, openStatuses, evenOpen }: { tenantId: string; openStatuses: readonly string[]; evenOpen: boolean },
): Promise<ForgetReport> => {
  const startedAt = clock.now()
  const runId = newRunId(startedAt, random)
  await warehouse.migrate()
  const lock = await warehouse.lock({ ...process, runId, since: startedAt })
  try {
    const workOrders = await warehouse.reader.workOrdersOfTenant(tenantId)
    const isKnown = workOrders.length > 0 || (await warehouse.reader.history('tenants', tenantId)).length > 0
    if (!isKnown) throw new PwsfError('usage', `there is no tenant ${tenantId}`, { next: 'Give the id of the contact as PropertyWare shows it.' })
    const open = new Set(openStatuses.map(fold))
    const unfinished = workOrders.filter(({ status }) => open.has(fold(status)))
    if (unfinished.length > 0 && !evenOpen) {
      throw new PwsfError('guard', `tenant ${tenantId} still has open work orders: ${unfinished.map(({ number }) => number).join(', ')}`, {
        next: 'Close them first, or give --even-open: technicians will then see no name, phone or text of theirs.',
      })
    }
    const counts = await warehouse.transaction(async (writer) => {
      const done = await writer.forgetTenant(tenantId, startedAt, runId)
      if (done.isNew || done.versions + done.quarantined + done.rawPayloads > 0) {
        const detail = `${done.versions} versions, ${done.quarantined} quarantined records, ${done.rawPayloads} raw payloads`
        const operation = { system: 'warehouse', operation: 'forget-tenant', reference: tenantId, outcome: 'confirmed', remoteId: null, detail } as const
        await writer.recordOperation({ at: startedAt, runId, ...operation })
        const run = runRecord({ id: runId, command: 'warehouse forget', startedAt, ...process })
        // Without an exit code: it must not pass for a successful sync when somebody asks when the last one was.
        await writer.saveRun({ ...run, state: 'finished', finishedAt: clock.now(), complete: true, summary: { ...done } })
      }
      return done
    })
    return { runId, tenantId, ...counts }
  } finally {
    await lock.release()
  }
}
