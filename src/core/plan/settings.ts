import type { Instant } from '../model/instant.js'

/** What a job status means for its work order. */
export interface JobStatusRule {
  /** `active`: work goes on · `done`: nothing more will happen, differences no longer matter · `cancelled`: a person has to decide. */
  meaning: 'active' | 'done' | 'cancelled'
  /** The PropertyWare status to write; missing: leave it. */
  status?: string
  /** The value of the configured custom field to write; missing: leave it. */
  serviceStatus?: string
}

/** The rules of an account, from the configuration. Names of pick-list values are compared folded, and written as configured. */
export interface SyncSettings {
  /** `STATUS_OPEN`: PropertyWare statuses that are dispatched. */
  statusOpen: readonly string[]
  /** PropertyWare statuses that are finished. A status in neither list is held, never guessed. */
  statusClosed: readonly string[]
  /** Work orders created before this moment are not dispatched; null: all are. */
  goLive: Instant | null
  /** Portfolios by id, abbreviation or name. An empty include list means all. */
  includePortfolios: readonly string[]
  excludePortfolios: readonly string[]
  /** Name of the work order custom field that carries the workflow, e.g. "Service Status". */
  serviceStatusField: string
  /** Whose status stands when both sides changed it since they were last in step; `hold`: a person decides. */
  conflictPolicy: 'propertyware' | 'servicefusion' | 'hold'
  /** By ServiceFusion status name. */
  jobStatuses: Readonly<Record<string, JobStatusRule>>
  /** Status of new jobs; used only when the account has it, else the account's default applies. */
  newJobStatus: string | null
  /** PropertyWare category -> ServiceFusion category, beside equality by letters and digits. */
  categories: Readonly<Record<string, string>>
  /** ServiceFusion category for the rest; null: none is sent. */
  defaultCategory: string | null
  /** Customer names by building id or abbreviation, portfolio id, abbreviation or name, owner id or name; `fixed` for everything else. */
  customers: {
    building: Readonly<Record<string, string>>
    portfolio: Readonly<Record<string, string>>
    owner: Readonly<Record<string, string>>
    fixed: string | null
    /** Look for a customer with the portfolio's or the single owner's own name when nothing is configured. */
    matchByName: boolean
  }
  /** Custom field of jobs that receives the work order number; null: none is sent (an unknown field would be refused). */
  jobNumberField: string | null
  flags: {
    /** `servicefusion.create` */
    createJobs: boolean
    /** `propertyware.write-back` */
    writeBack: boolean
    /** `customers.create` */
    createCustomers: boolean
  }
}

/** A limit on a class of writes: a number of records, or a share (0..1) of the work orders read; null: no limit. */
export type WriteLimit = { count: number } | { share: number } | null

const active = (serviceStatus: string): JobStatusRule => ({ meaning: 'active', serviceStatus })
const inProgress = active('In Progress')
const done: JobStatusRule = { meaning: 'done', status: 'Closed', serviceStatus: 'Closed' }
const cancelled: JobStatusRule = { meaning: 'cancelled' }

/** What applies where the configuration says nothing. The job statuses are ServiceFusion's well-known ones; an account's own names must be configured. */
export const defaultSyncSettings: SyncSettings = {
  statusOpen: ['Open'],
  statusClosed: ['Closed', 'Canceled By Tenant', 'Canceled', 'Cancelled', 'Completed'],
  goLive: null,
  includePortfolios: [],
  excludePortfolios: [],
  serviceStatusField: 'Service Status',
  conflictPolicy: 'hold',
  jobStatuses: {
    Unscheduled: { meaning: 'active' },
    Scheduled: active('Scheduled'),
    Dispatched: inProgress,
    'On The Way': inProgress,
    'On Site': inProgress,
    Started: inProgress,
    Paused: inProgress,
    Resumed: inProgress,
    'Partially Completed': inProgress,
    Delayed: inProgress,
    Completed: done,
    'To be invoiced': done,
    Invoiced: done,
    'Paid in Full': done,
    'Job Closed': done,
    Archived: done,
    Cancelled: cancelled,
    Canceled: cancelled,
  },
  newJobStatus: 'Unscheduled',
  categories: {},
  defaultCategory: null,
  customers: { building: {}, portfolio: {}, owner: {}, fixed: null, matchByName: true },
  jobNumberField: null,
  flags: { createJobs: true, writeBack: true, createCustomers: false },
}
