// Takes the run lock of the Postgres warehouse named on the command line, says so, and holds it until it is killed.
const { openPostgresWarehouse } = await import('../../../src/adapters/warehouse/index.ts')
const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const [, , url, schema] = process.argv
const warehouse = await openPostgresWarehouse({ url, schema, clock })
const lock = await warehouse.lock({ runId: 'run-child', host: 'bastion', pid: process.pid, since: clock.now() })
process.stdout.write(`${lock.fencingToken}\n`)
setInterval(() => {}, 1000)
