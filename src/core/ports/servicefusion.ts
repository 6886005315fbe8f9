import type { Instant } from '../model/instant.js'
import type { Customer, CustomerDraft, Job, JobCategory, JobDraft, JobStatus } from '../model/servicefusion.js'
import type { CountedPage } from './page.js'
import type { Ready } from './ready.js'

export interface JobQuery {
  /** 1-based; pages are sorted by id. A page past the end answers with the last page, so callers stop at `pageCount`. */
  page: number
  /** Only jobs changed at or after this moment; the adapter widens it for the account's unknown clock. */
  changedSince?: Instant
  /** Only jobs last changed within this span, both ends included. Sent as it is: the account's unknown clock shifts all spans alike, so that consecutive ones have no gap. */
  window?: { changedFrom: Instant; changedTo: Instant }
  /** Brings the records as they came, too. */
  raws?: boolean
}

/**
 * ServiceFusion, read only. Every call draws from the shared request budget and is retried inside; what still fails is thrown as a
 * PwsfError of kind `auth`, `rate-limit`, `unavailable` or `untrusted`.
 */
export interface ServiceFusionReader {
  /** What the API cannot do is data that the planner reads: changes to a job become `blocked` items for a person. */
  readonly can: { readonly changeJobs: boolean; readonly deleteJobs: boolean }
  check(signal?: AbortSignal): Promise<{ userId: string }>
  jobs(query: JobQuery, signal?: AbortSignal): Promise<CountedPage<Job>>
  /**
   * All jobs whose `po_number` is exactly this marker, over all pages. Throws `untrusted` when the answer holds rows without the marker
   * (the filter was ignored): an untrusted look-up forbids creating.
   */
  findJobs(marker: string, signal?: AbortSignal): Promise<Job[]>
  customers(page: number, signal?: AbortSignal): Promise<CountedPage<Customer>>
  /** All customers of exactly this name. Throws `untrusted` as `findJobs` does. */
  findCustomers(name: string, signal?: AbortSignal): Promise<Customer[]>
  jobStatuses(signal?: AbortSignal): Promise<JobStatus[]>
  jobCategories(signal?: AbortSignal): Promise<JobCategory[]>
}

/**
 * ServiceFusion, writing. `ready` is called right before the request leaves, after all waiting for the limit; what it throws keeps it from being sent.
 * `signal` keeps a request from being sent (`interrupted`); one that is under way is given a few seconds to be answered.
 * No call is ever repeated by the client, because there is no idempotency key:
 * - `rejected`, `auth` and `rate-limit` mean that nothing was created (400, 401, 403, 404, 405, 415, 422, 429);
 * - `unknown-outcome` means that the record may exist (time-out, broken connection, 5xx, an empty, unreadable or different 2xx).
 */
export interface ServiceFusionWriter {
  /** Creates a job and returns it as the answer describes it. The caller compares it with the draft. */
  createJob(draft: JobDraft, signal?: AbortSignal, ready?: Ready): Promise<Job>
  createCustomer(draft: CustomerDraft, signal?: AbortSignal, ready?: Ready): Promise<Customer>
}
