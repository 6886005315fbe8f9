import type { Building, Lease, Portfolio, Tenant, Unit, Vendor, WorkOrder } from './propertyware.js'
import type { Job } from './servicefusion.js'

/** Every kind of record whose history the warehouse keeps, by the name operators use. */
export interface EntityRecords {
  portfolios: Portfolio
  buildings: Building
  units: Unit
  leases: Lease
  tenants: Tenant
  vendors: Vendor
  'work-orders': WorkOrder
  jobs: Job
}

export type EntityName = keyof EntityRecords

/** The entities that PropertyWare owns; `jobs` is ServiceFusion's. */
export type PropertyWareEntity = Exclude<EntityName, 'jobs'>

/** In the order of extraction: what others refer to comes first, work orders last. */
export const propertyWareEntities: readonly PropertyWareEntity[] = ['portfolios', 'buildings', 'units', 'leases', 'tenants', 'vendors', 'work-orders']

/** The record of an entity whose name is known only at run time. */
export type AnyRecord = EntityRecords[EntityName]
