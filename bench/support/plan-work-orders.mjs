import { built } from './bench.mjs'
import { timed } from './figures.mjs'

// Plans everything that the warehouse file holds, in a process of its own. Argument: the file. Prints the cost.

const { openSqliteWarehouse } = await built('adapters/warehouse/index.js')
const { buildPlan } = await built('core/plan/plan-sync.js')
const { openDirectory } = await built('core/plan/directory.js')
const { defaultSyncSettings } = await built('core/plan/settings.js')

const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const whole = (records) => ({ records, rejects: [], page: 1, pageCount: 1, totalCount: records.length })
const names = Object.keys(defaultSyncSettings.jobStatuses)
const account = {
  customers: async () => whole([{ id: '1', name: 'Sample Customer' }]),
  jobStatuses: async () => names.map((name, index) => ({ id: String(index), name })),
  jobCategories: async () => ['Plumbing', 'HVAC', 'Rekey', 'General'].map((name, index) => ({ id: String(index), name })),
}
const settings = { ...defaultSyncSettings, customers: { ...defaultSyncSettings.customers, fixed: 'Sample Customer' } }

const warehouse = await openSqliteWarehouse({ file: process.argv[2] ?? '', clock, readOnly: true })
const { result, wallMs, cpuMs } = await timed(() =>
  buildPlan({ view: warehouse.reader, directory: openDirectory(account), settings, now: clock.now(), complete: true, keep: 'actionable' }),
)
await warehouse.close()
process.stdout.write(JSON.stringify({ wallMs, cpuMs, tally: result.tally, items: result.items.length }))
