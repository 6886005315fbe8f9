import { join } from 'node:path'
import { bench, built } from './support/bench.mjs'
import { median, thousands, timed } from './support/figures.mjs'
import { inFolder } from './support/processes.mjs'

const about = {
  name: 'ledger',
  measures:
    'what the ledger adds to one remote write on SQLite, with the journal flushed at every commit: a creation is three transactions (wished, sent, confirmed with its mapping and log entry), a status change two; sizes are operations',
  sizes: [2_000],
  quickSizes: [200],
}

const limitMs = 5
const { openSqliteWarehouse } = await built('adapters/warehouse/index.js')
const { confirm, intend, markSent } = await built('core/apply/intent.js')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }

const operation = (kind, reference) => ({
  at: clock.now(),
  runId: 'bench',
  system: kind === 'job' ? 'servicefusion' : 'propertyware',
  operation: kind === 'job' ? 'create-job' : 'change-status',
  reference,
  outcome: 'confirmed',
  remoteId: reference,
  detail: null,
})

const mappingOf = (reference) => ({
  workOrderId: reference,
  workOrderNumber: reference,
  jobId: reference,
  jobNumber: reference,
  marker: `PW-${reference}-X`,
  how: 'created',
  parts: { address: 'a', unit: 'u', text: 't' },
  syncedJobStatus: 'Unscheduled',
  createdAt: clock.now(),
  runId: 'bench',
})

/** The writes of the ledger around one remote write, in the transactions in which they are made. */
const writeOnce = async (warehouse, kind, reference) => {
  const wish = { kind, reference, marker: `PW-${reference}-X`, bodyHash: 'h', context: { number: reference } }
  const earlier = await warehouse.reader.intent(kind, reference)
  const intended = intend(wish, earlier, clock.now(), 'bench')
  if (kind === 'job') await warehouse.transaction((writer) => writer.saveIntent(intended))
  const sent = markSent(intended, clock.now())
  await warehouse.transaction(async (writer) => {
    await writer.saveIntent(sent)
    if (kind === 'status-change') await writer.saveJobMapping({ ...mappingOf(reference), writtenHash: 'w' })
  })
  await warehouse.transaction(async (writer) => {
    await writer.saveIntent(confirm(sent, { id: reference, number: reference }, clock.now()))
    await writer.recordOperation(operation(kind, reference))
    await writer.saveJobMapping({ ...mappingOf(reference), syncedStatuses: { status: 'Open', serviceStatus: null } })
  })
}

const measureKind = async (warehouse, kind, size) => {
  const tookMs = []
  for (let index = 0; index < size; index += 1) tookMs.push((await timed(() => writeOnce(warehouse, kind, String(1_000_000 + index)))).wallMs)
  return tookMs
}

await bench(about, async ({ sizes, note }) => {
  const rows = []
  for (const size of sizes) {
    await inFolder(async (folder) => {
      const warehouse = await openSqliteWarehouse({ file: join(folder, 'warehouse.db'), clock })
      await warehouse.migrate()
      for (const [kind, name] of [
        ['job', 'creations'],
        ['status-change', 'status changes'],
      ]) {
        const tookMs = await measureKind(warehouse, kind, size)
        const typical = median(tookMs)
        note(`${thousands(size)} ${name}: ${typical.toFixed(2)} ms each`)
        rows.push({ case: `${thousands(size)} ${name}`, value: `${typical.toFixed(2)} ms each`, figure: typical, limit: limitMs, unit: 'ms' })
      }
      await warehouse.close()
    })
  }
  return rows
})
