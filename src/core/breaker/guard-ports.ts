import type { PropertyWareReader, PropertyWareWriter } from '../ports/propertyware.js'
import type { ServiceFusionReader, ServiceFusionWriter } from '../ports/servicefusion.js'
import type { Breaker } from './open-breaker.js'

/** PropertyWare behind its breaker: the same port, whose requests fail at once while the system is known to be down. */
export const guardPropertyWare = (
  { reader, writer }: { reader: PropertyWareReader; writer: PropertyWareWriter },
  breaker: Breaker,
): { reader: PropertyWareReader; writer: PropertyWareWriter } => ({
  reader: {
    ...reader,
    check: (...args) => breaker.ask('read', () => reader.check(...args)),
    page: (entity, ...rest) => breaker.ask('read', () => reader.page(entity, ...rest)),
    buildingIdsOfPortfolio: (...args) => breaker.ask('read', () => reader.buildingIdsOfPortfolio(...args)),
  },
  writer: { ...writer, changeStatus: (...args) => breaker.ask('write', () => writer.changeStatus(...args)) },
})

/** ServiceFusion behind its breaker. */
export const guardServiceFusion = (
  { reader, writer }: { reader: ServiceFusionReader; writer: ServiceFusionWriter },
  breaker: Breaker,
): { reader: ServiceFusionReader; writer: ServiceFusionWriter } => ({
  reader: {
    ...reader,
    check: (...args) => breaker.ask('read', () => reader.check(...args)),
    jobs: (...args) => breaker.ask('read', () => reader.jobs(...args)),
    findJobs: (...args) => breaker.ask('read', () => reader.findJobs(...args)),
    customers: (...args) => breaker.ask('read', () => reader.customers(...args)),
    findCustomers: (...args) => breaker.ask('read', () => reader.findCustomers(...args)),
    jobStatuses: (...args) => breaker.ask('read', () => reader.jobStatuses(...args)),
    jobCategories: (...args) => breaker.ask('read', () => reader.jobCategories(...args)),
  },
  writer: {
    ...writer,
    createJob: (...args) => breaker.ask('write', () => writer.createJob(...args)),
    createCustomer: (...args) => breaker.ask('write', () => writer.createCustomer(...args)),
  },
})
