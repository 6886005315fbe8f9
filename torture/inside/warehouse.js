// Stands in for src/adapters/warehouse/index.ts: the real warehouse with crash points before, inside and after its transactions.
import { reach } from '../../torture/points.js'
import * as real from './real.js'

export * from './real.js'

const labels = {
  saveIntent: ({ kind, state }) => `intent-${kind}-${state}`,
  saveJobMapping: () => 'job-mapping',
  saveCustomerMapping: () => 'customer-mapping',
  setCheckpoint: () => 'watermark',
  observe: () => 'page',
  confirmRead: () => 'read-confirmed',
  saveRun: ({ state }) => `run-${state}`,
  recordOperation: ({ operation }) => `log-${operation}`,
  quarantineRejects: () => 'quarantine',
}

const withWritePoints = (writer, written) =>
  new Proxy(writer, {
    get: (target, name) => {
      const method = target[name]
      const label = labels[name]
      if (label === undefined) return method
      return async (...given) => {
        const named = label(...given)
        reach(`${named}:before`)
        const result = await method(...given)
        reach(`${named}:written`)
        written.add(named)
        return result
      }
    },
  })

const withPoints = (warehouse) => ({
  ...warehouse,
  migrate: async () => {
    reach('migrate:before')
    const steps = await warehouse.migrate()
    reach('migrate:after')
    return steps
  },
  lock: async (holder) => {
    reach('lock:before')
    const lock = await warehouse.lock(holder)
    reach('lock:after')
    const release = async () => {
      reach('release:before')
      await lock.release()
      reach('release:after')
    }
    return { ...lock, release }
  },
  transaction: async (work) => {
    const written = new Set()
    const result = await warehouse.transaction((writer) => work(withWritePoints(writer, written)))
    for (const named of written) reach(`${named}:committed`)
    return result
  },
})

const opening =
  (open) =>
  async (...given) =>
    withPoints(await open(...given))

export const openSqliteWarehouse = opening(real.openSqliteWarehouse)
export const openPostgresWarehouse = opening(real.openPostgresWarehouse)
