import type { Intent, OperationRecord } from '../ports/ledger.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import type { SettleContext } from './context.js'

const operations: Readonly<Record<Intent['kind'], Pick<OperationRecord, 'system' | 'operation'>>> = {
  job: { system: 'servicefusion', operation: 'create-job' },
  customer: { system: 'servicefusion', operation: 'create-customer' },
  'status-change': { system: 'propertyware', operation: 'change-status' },
}

/** Logs what became of a write that an earlier run left open. */
export const recordSettled = async (writer: WarehouseWriter, { clock, runId }: Pick<SettleContext, 'clock' | 'runId'>, settled: Intent): Promise<void> =>
  writer.recordOperation({
    at: clock.now(),
    runId,
    ...operations[settled.kind],
    reference: settled.reference,
    outcome: settled.state === 'confirmed' ? 'confirmed' : 'rejected',
    remoteId: settled.remoteId,
    detail: settled.reason ?? 'settled after the run that sent it had ended',
  })
