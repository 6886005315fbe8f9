import type { PropertyWareReader, PropertyWareWriter } from '../ports/propertyware.js'
import type { ServiceFusionReader, ServiceFusionWriter } from '../ports/servicefusion.js'
import type { Breaker } from './open-breaker.js'

/** PropertyWare behind its breaker: the same port, which fails at once while the system is known to be down. */
export const guardPropertyWare = (
  { reader, writer }: { reader: PropertyWareReader; writer: PropertyWareWriter },
  breaker: Breaker,
): { reader: PropertyWareReader; writer: PropertyWareWriter } => ({
  reader: {
    paging: reader.paging,
    check: (signal) => breaker.ask('read', () => reader.check(signal)),
    page: (entity, query, signal) => breaker.ask('read', () => reader.page(entity, query, signal)),
    buildingIdsOfPortfolio: (portfolioId, signal) => breaker.ask('read', () => reader.buildingIdsOfPortfolio(portfolioId, signal)),
    revive: (entity, raw) => reader.revive(entity, raw),
  },
  writer: { changeStatus: (change, signal) => breaker.ask('write', () => writer.changeStatus(change, signal)) },
})

/** ServiceFusion behind its breaker. */
export const guardServiceFusion = (
  { reader, writer }: { reader: ServiceFusionReader; writer: ServiceFusionWriter },
  breaker: Breaker,
): { reader: ServiceFusionReader; writer: ServiceFusionWriter } => ({
  reader: {
    can: reader.can,
    check: (signal) => breaker.ask('read', () => reader.check(signal)),
    jobs: (query, signal) => breaker.ask('read', () => reader.jobs(query, signal)),
    findJobs: (marker, signal) => breaker.ask('read', () => reader.findJobs(marker, signal)),
    customers: (page, signal) => breaker.ask('read', () => reader.customers(page, signal)),
    findCustomers: (name, signal) => breaker.ask('read', () => reader.findCustomers(name, signal)),
    jobStatuses: (signal) => breaker.ask('read', () => reader.jobStatuses(signal)),
    jobCategories: (signal) => breaker.ask('read', () => reader.jobCategories(signal)),
  },
  writer: {
    createJob: (draft, signal) => breaker.ask('write', () => writer.createJob(draft, signal)),
    createCustomer: (draft, signal) => breaker.ask('write', () => writer.createCustomer(draft, signal)),
  },
})
