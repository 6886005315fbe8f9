import { join } from 'node:path'
import Database from 'better-sqlite3'
import { bench, built } from './support/bench.mjs'
import { median, thousands, timed } from './support/figures.mjs'
import { inFolder } from './support/processes.mjs'

const about = {
  name: 'ledger',
  measures:
    'what the ledger adds to one remote write on SQLite, with the journal flushed at every commit: a creation is three transactions (wished, sent, confirmed with its mapping and log entry), a status change two; against: as many bare commits of one row to a file of the same kind, i.e. what the disk asks for; sizes are operations',
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

/** What the disk asks for: bare commits with the same guarantees. */
const measureCommits = async (folder, commits, size) => {
  const file = new Database(join(folder, `bare-${commits}.db`))
  file.pragma('journal_mode = wal')
  file.pragma('synchronous = full')
  file.exec('create table bare (id integer primary key, text text)')
  const insert = file.prepare('insert into bare (text) values (?)')
  const tookMs = []
  for (let index = 0; index < size; index += 1) {
    const { wallMs } = await timed(async () => {
      for (let commit = 0; commit < commits; commit += 1) insert.run('x'.repeat(300))
    })
    tookMs.push(wallMs)
  }
  file.close()
  return median(tookMs)
}

await bench(about, async ({ sizes, note }) => {
  const rows = []
  for (const size of sizes) {
    await inFolder(async (folder) => {
      const warehouse = await openSqliteWarehouse({ file: join(folder, 'warehouse.db'), clock })
      await warehouse.migrate()
      for (const [kind, name, commits] of [
        ['job', 'creations', 3],
        ['status-change', 'status changes', 2],
      ]) {
        const tookMs = await measureKind(warehouse, kind, size)
        const typical = median(tookMs)
        const bare = await measureCommits(folder, commits, size)
        note(`${thousands(size)} ${name}: ${typical.toFixed(2)} ms each`)
        rows.push({
          case: `${thousands(size)} ${name}`,
          value: `${typical.toFixed(2)} ms each`,
          against: `${commits} bare commits ${bare.toFixed(2)} ms`,
          figure: typical,
          limit: limitMs,
          unit: 'ms',
        })
      }
      await warehouse.close()
    })
  }
  return rows
})
