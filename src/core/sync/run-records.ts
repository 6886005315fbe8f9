import type { Instant } from '../model/instant.js'
import type { RunRecord } from '../ports/ledger.js'
import type { LockName, Warehouse } from '../ports/warehouse.js'

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

/** Under a lock nobody else runs: whatever of its kind still says `running` was killed. */
export const noteAbandonedRuns = async (warehouse: Warehouse, now: Instant, lock: LockName = 'run'): Promise<void> => {
  const isOfLock = ({ command }: RunRecord): boolean => (command === 'backfill') === (lock === 'backfill')
  const killed = (await warehouse.reader.runs(recentRuns)).filter((run) => run.state === 'running' && isOfLock(run))
  if (killed.length === 0) return
  await warehouse.transaction(async (writer) => {
    for (const run of killed) await writer.saveRun({ ...run, state: 'abandoned', finishedAt: now })
  })
}
