// Takes the run lock of the warehouse named on the command line, says so, and holds it until it is killed.
const { openSqliteWarehouse } = await import('../../../src/adapters/warehouse/index.ts')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const warehouse = await openSqliteWarehouse({ file: process.argv[2], clock })
const lock = await warehouse.lock({ runId: 'run-child', host: 'bastion', pid: process.pid, since: clock.now() })
process.stdout.write(`${lock.fencingToken}\n`)
setInterval(() => {}, 1000)
