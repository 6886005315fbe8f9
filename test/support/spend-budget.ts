// Sends reads to a ServiceFusion as a process of its own, until none has come through for a while: prints how many were sent.
import { openServiceFusion } from '../../src/adapters/servicefusion/index.js'
import { systemClock } from '../../src/adapters/system-clock.js'
import { openSqliteSharedState } from '../../src/adapters/warehouse/index.js'

export interface Spending {
  url: string
  clientId: string
  clientSecret: string
  timezone: string
  /** Where the budget is shared; missing: every process has its own. */
  file?: string
  quietMs: number
  workers: number
}

const { file, quietMs, workers, ...account } = JSON.parse(process.argv[2] ?? '') as Spending
const shared = file === undefined ? undefined : await openSqliteSharedState({ file })
const api = openServiceFusion({ ...account, clock: systemClock, random: Math.random, ...(shared !== undefined && { shared }) })
const over = new AbortController()
let quiet = setTimeout(() => over.abort(), quietMs)

const worker = async (): Promise<void> => {
  while (!over.signal.aborted) {
    try {
      await api.reader.jobStatuses(over.signal)
      clearTimeout(quiet)
      quiet = setTimeout(() => over.abort(), quietMs)
    } catch (error) {
      if (!over.signal.aborted) throw error
    }
  }
}

await Promise.all(Array.from({ length: workers }, worker))
await api.close()
await shared?.close()
process.stdout.write(JSON.stringify({ sent: api.requests() }))
