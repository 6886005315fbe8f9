import { canonicalJson, hashOf, hashText } from '../model/canonical.js'
import type { AnyRecord, EntityName, EntityRecords } from '../model/entity.js'

/** What a readable column may hold. Booleans become 0/1 where a database has none. */
export type ColumnValue = string | number | boolean | null | undefined

/** How one entity is kept: its table, its natural key and the columns that people query. The record itself is kept whole beside them. */
export interface EntityDescription<T> {
  table: string
  /** The column of the natural key, i.e. of the record's `id`. */
  key: string
  /** Readable columns besides the key, by name. They are derived: reads are served from the whole record. */
  columns: Readonly<Record<string, (record: T) => ColumnValue>>
  /** Members that change without meaning anything: a difference in them alone opens no version. */
  untracked: readonly (keyof T)[]
}

export const entityDescriptions: { readonly [E in EntityName]: EntityDescription<EntityRecords[E]> } = {
  portfolios: {
    table: 'dim_portfolio',
    key: 'portfolio_id',
    columns: { abbreviation: (it) => it.abbreviation, name: (it) => it.name, active: (it) => it.active },
    untracked: [],
  },
  buildings: {
    table: 'dim_building',
    key: 'building_id',
    columns: {
      portfolio_id: (it) => it.portfolioId,
      abbreviation: (it) => it.abbreviation,
      name: (it) => it.name,
      active: (it) => it.active,
      multi_unit: (it) => it.multiUnit,
      rentable: (it) => it.rentable,
      type: (it) => it.type,
      street1: (it) => it.street1,
      street2: (it) => it.street2,
      city: (it) => it.city,
      state: (it) => it.state,
      zip: (it) => it.zip,
      country: (it) => it.country,
    },
    untracked: [],
  },
  units: {
    table: 'dim_unit',
    key: 'unit_id',
    columns: {
      building_id: (it) => it.buildingId,
      abbreviation: (it) => it.abbreviation,
      name: (it) => it.name,
      active: (it) => it.active,
      type: (it) => it.type,
      status: (it) => it.status,
      street1: (it) => it.street1,
      street2: (it) => it.street2,
      city: (it) => it.city,
      state: (it) => it.state,
      zip: (it) => it.zip,
      country: (it) => it.country,
    },
    untracked: [],
  },
  leases: {
    table: 'fact_leases',
    key: 'lease_id',
    columns: {
      building_id: (it) => it.buildingId,
      unit_id: (it) => it.unitId,
      status: (it) => it.status,
      active: (it) => it.active,
      start_date: (it) => it.startDate,
      end_date: (it) => it.endDate,
      move_in_date: (it) => it.moveInDate,
      move_out_date: (it) => it.moveOutDate,
      primary_contact_id: (it) => it.primaryContactId,
    },
    untracked: [],
  },
  tenants: {
    table: 'dim_tenant',
    key: 'tenant_id',
    columns: { first_name: (it) => it.firstName, last_name: (it) => it.lastName, email: (it) => it.email, contact_type: (it) => it.contactType },
    untracked: [],
  },
  vendors: {
    table: 'dim_vendor',
    key: 'vendor_id',
    columns: { name: (it) => it.name, active: (it) => it.active, vendor_type: (it) => it.vendorType },
    untracked: [],
  },
  'work-orders': {
    table: 'fact_work_orders',
    key: 'work_order_id',
    columns: {
      number: (it) => it.number,
      status: (it) => it.status,
      category: (it) => it.category,
      type: (it) => it.type,
      priority: (it) => it.priority,
      source: (it) => it.source,
      portfolio_id: (it) => it.portfolioId,
      building_id: (it) => it.buildingId,
      unit_id: (it) => it.unitIds?.[0],
      lease_id: (it) => it.leaseId,
      requester_id: (it) => it.requesterId,
      vendor_id: (it) => it.vendorIds?.[0],
      approved: (it) => it.approved,
      created_at: (it) => it.createdAt,
      start_date: (it) => it.startDate,
      scheduled_end_date: (it) => it.scheduledEndDate,
      completed_at: (it) => it.completedAt,
      cost_estimate_cents: (it) => it.costEstimateCents,
      total_cost_cents: (it) => it.totalCostCents,
    },
    untracked: [],
  },
  jobs: {
    table: 'fact_jobs',
    key: 'job_id',
    columns: {
      number: (it) => it.number,
      // Markers are compared trimmed, so the column that is looked up holds the trimmed text; the record keeps what arrived.
      po_number: (it) => it.poNumber?.trim(),
      status: (it) => it.status,
      customer_id: (it) => it.customerId,
      category: (it) => it.category,
      priority: (it) => it.priority,
      street1: (it) => it.street1,
      street2: (it) => it.street2,
      city: (it) => it.city,
      state: (it) => it.state,
      postal_code: (it) => it.postalCode,
      location_name: (it) => it.locationName,
      start_date: (it) => it.startDate,
      total_cents: (it) => it.totalCents,
      created_at: (it) => it.createdAt,
      updated_at: (it) => it.updatedAt,
      closed_at: (it) => it.closedAt,
    },
    untracked: ['updatedAt'],
  },
}

/** The description of an entity whose name is known only at run time. */
export const describe = <E extends EntityName>(entity: E): EntityDescription<EntityRecords[E]> => entityDescriptions[entity]

/** A record in the form in which it is kept: its canonical text, and the hash of its tracked members, in which absent, null and '' differ. */
export interface Fingerprint<T = AnyRecord> {
  id: string
  record: T
  text: string
  rowHash: string
}

export const fingerprint = <E extends EntityName>(entity: E, record: EntityRecords[E]): Fingerprint<EntityRecords[E]> => {
  const { untracked } = describe(entity)
  const text = canonicalJson(record)
  if (untracked.length === 0) return { id: record.id, record, text, rowHash: hashText(text) }
  const ignored = new Set<PropertyKey>(untracked)
  return { id: record.id, record, text, rowHash: hashOf(Object.fromEntries(Object.entries(record).filter(([member]) => !ignored.has(member)))) }
}

/** Fingerprints by id; of records with the same id the last one counts. */
export const fingerprints = <E extends EntityName>(entity: E, records: readonly EntityRecords[E][]): Map<string, Fingerprint<EntityRecords[E]>> =>
  new Map(records.map((record) => [record.id, fingerprint(entity, record)]))
