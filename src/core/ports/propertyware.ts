import type { EntityRecords, PropertyWareEntity } from '../model/entity.js'
import type { Instant } from '../model/instant.js'
import type { WorkOrder } from '../model/propertyware.js'
import type { Page } from './page.js'
import type { Ready } from './ready.js'

/** A half-open span by which a listing is narrowed, by when records were created or last modified. Sent as it is: consecutive spans have no gap between them. */
export type PageWindow = { createdFrom: Instant; createdTo: Instant } | { changedFrom: Instant; changedTo: Instant }

export interface PageQuery {
  /** 1-based. */
  page: number
  /** Only records modified at or after this moment; the server's zone is unknown, so callers overlap generously. Missing: everything. */
  changedSince?: Instant
  /** Only records of this span; for entities that are paged. */
  window?: PageWindow
  /** Brings the records as they came, too. */
  raws?: boolean
}

/** Who the credentials belong to. */
export interface PropertyWareAccount {
  userId: string
  organizationId: string | undefined
  timeZone: string | undefined
}

/**
 * PropertyWare, read only. Every call is retried inside (reads are safe to repeat); what is still failing afterwards is thrown as a
 * PwsfError of kind `auth`, `unavailable`, `untrusted` or `rejected`.
 */
export interface PropertyWareReader {
  /** Whether an entity is read in pages, and whether `changedSince` narrows it. `portfolios` and `vendors` come whole in one call. */
  readonly paging: Readonly<Record<PropertyWareEntity, { paged: boolean; incremental: boolean }>>
  check(signal?: AbortSignal): Promise<PropertyWareAccount>
  /**
   * One page. There is no page size, no total and no stable order on the wire: pages shift while people work, a page past the end may be
   * empty, nil or the last page again. The walk in core handles all of it; this call just reports what came.
   * Work orders come newest first. Buildings come without `portfolioId`.
   */
  page<E extends PropertyWareEntity>(entity: E, query: PageQuery, signal?: AbortSignal): Promise<Page<EntityRecords[E]>>
  /** The ids of one portfolio's buildings: the only way to tie them when an abbreviation is not unique. */
  buildingIdsOfPortfolio(portfolioId: string, signal?: AbortSignal): Promise<string[]>
  /** One work order as it is now; undefined when PropertyWare has it neither under its number nor under its key. Throws `bad-data` when it is not usable. */
  workOrder(target: { id: string; number: string }, signal?: AbortSignal): Promise<WorkOrder | undefined>
  /** Validates a raw record (quarantined, or kept as it came) again, with today's rules. */
  revive<E extends PropertyWareEntity>(entity: E, raw: string): Page<EntityRecords[E]>
}

/** A change of a work order's status, as ServiceFusion's job calls for it. Members left out stay as they are. */
export interface StatusChange {
  workOrderId: string
  number: string
  /** What the plan saw; when PropertyWare holds something else by now the change is stale and nothing is written. */
  expected: { status?: string | null; serviceStatus?: string | null }
  status?: string
  serviceStatus?: string
}

export type StatusChangeResult =
  /** Written and read back as meant. `after` is the record as read back. */
  | { outcome: 'written'; after: WorkOrder }
  /** Nothing to do: PropertyWare already holds the wished values. */
  | { outcome: 'already'; after: WorkOrder }
  /** Not written: PropertyWare changed since the plan. */
  | { outcome: 'stale'; after: WorkOrder }
  /** Written, but the record read back differs in members that were not meant to change, or lacks the change. */
  | { outcome: 'mismatch'; members: string[]; after: WorkOrder }
  /** Cannot be written by the API: a person has to act. */
  | { outcome: 'impossible'; reason: string }

/** PropertyWare, writing. */
export interface PropertyWareWriter {
  /**
   * Reads the work order, echoes every member byte for byte with the change applied (updateWorkOrder replaces the whole record), reads it
   * back and compares. Never repeated by itself: a write whose answer was lost throws `unknown-outcome`, and reading back decides.
   * `ready` is called right before the record is sent. `signal` keeps it from being sent; a write under way is given a few seconds to end.
   */
  changeStatus(change: StatusChange, signal?: AbortSignal, ready?: Ready): Promise<StatusChangeResult>
}
