import type { Instant } from '../model/instant.js'
import type { RunRecord } from '../ports/ledger.js'
import type { Warehouse } from '../ports/warehouse.js'

/** The record of a run that just began. */
export const runRecord = (run: Pick<RunRecord, 'id' | 'command' | 'startedAt' | 'host' | 'pid'>): RunRecord => ({
  ...run,
  finishedAt: null,
  state: 'running',
  exitCode: null,
  complete: false,
  summary: {},
})

/** How far back a run is looked for that was killed before it could finish. */
const recentRuns = 50

/** Under the lock nobody else runs: whatever still says `running` was killed. */
export const noteAbandonedRuns = async (warehouse: Warehouse, now: Instant): Promise<void> => {
  const killed = (await warehouse.reader.runs(recentRuns)).filter(({ state }) => state === 'running')
  if (killed.length === 0) return
  await warehouse.transaction(async (writer) => {
    for (const run of killed) await writer.saveRun({ ...run, state: 'abandoned', finishedAt: now })
  })
}
