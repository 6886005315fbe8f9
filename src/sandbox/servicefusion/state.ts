import type { JournalEntry } from '../kernel.js'
import { jobCategories, jobStatuses, paymentTypes, sources, techs } from './content.js'
import type {
  ContactRecord,
  CustomerRecord,
  InvoiceRecord,
  JobCategoryRecord,
  JobRecord,
  JobStatusRecord,
  PaymentTypeRecord,
  SourceRecord,
  TechRecord,
} from './records.js'
import { createTable, type Table } from './table.js'

export interface State {
  readonly jobs: Table<JobRecord>
  readonly customers: Table<CustomerRecord>
  readonly invoices: Table<InvoiceRecord>
  readonly statuses: Table<JobStatusRecord>
  readonly categories: Table<JobCategoryRecord>
  readonly techs: Table<TechRecord>
  readonly sources: Table<SourceRecord>
  readonly paymentTypes: Table<PaymentTypeRecord>
  readonly removedJobs: ReadonlySet<number>
  /** Jobs whose `po_number` contains this marker; complete, because a marker cannot overlap another one. */
  jobsWithMarker: (marker: string) => JobRecord[]
  /** Markers that more than one job carries as its whole `po_number`. */
  duplicateMarkers: () => string[]
  apply: (change: Change) => void
}

/** What can happen to the account. Journalled as `type` and `data`; applying one twice is the same as once, contacts excepted. */
export type Change =
  | { type: 'job'; data: JobRecord }
  | { type: 'job-removed'; data: { id: number } }
  | { type: 'customer'; data: CustomerRecord }
  | { type: 'contact'; data: { customerId: number; contact: ContactRecord } }
  | { type: 'status'; data: JobStatusRecord }

export const changeOf = (entry: JournalEntry): Change => ({ type: entry.type, data: entry.data }) as Change

const marker = /pw-\d+-x/g
const wholeMarker = /^PW-\d{7,}-X$/

/** An account that has its lists, but no customers and no jobs yet. `createdAt` in ms. */
export const createState = (createdAt: number): State => {
  const jobs = createTable<JobRecord>(1048200000)
  const customers = createTable<CustomerRecord>(1018200000)
  const statuses = filled(jobStatuses())
  const byMarker = new Map<string, Set<number>>()
  const removedJobs = new Set<number>()

  const forget = (job: JobRecord | undefined): void => {
    for (const found of markersIn(job)) byMarker.get(found)?.delete(job?.id ?? 0)
  }
  const putJob = (job: JobRecord): void => {
    forget(jobs.get(job.id))
    for (const found of markersIn(job)) {
      const ids = byMarker.get(found)
      if (ids === undefined) byMarker.set(found, new Set([job.id]))
      else ids.add(job.id)
    }
    jobs.put(job)
  }

  return {
    jobs,
    customers,
    statuses,
    invoices: createTable<InvoiceRecord>(1058000000),
    categories: filled(jobCategories()),
    techs: filled(techs(createdAt)),
    sources: filled(sources()),
    paymentTypes: filled(paymentTypes()),
    removedJobs,
    jobsWithMarker: (text) => [...(byMarker.get(text.toLowerCase()) ?? [])].sort((a, b) => a - b).flatMap((id) => jobs.get(id) ?? []),
    duplicateMarkers: () =>
      [...byMarker].flatMap(([text, ids]) => {
        const whole = text.toUpperCase()
        return ids.size > 1 && [...ids].filter((id) => jobs.get(id)?.po_number === whole).length > 1 && wholeMarker.test(whole) ? [whole] : []
      }),
    apply: (change) => {
      switch (change.type) {
        case 'job':
          putJob(change.data)
          return
        case 'job-removed':
          forget(jobs.get(change.data.id))
          jobs.remove(change.data.id)
          removedJobs.add(change.data.id)
          return
        case 'customer':
          customers.put(change.data)
          return
        case 'contact':
          customers.get(change.data.customerId)?.contacts.push(change.data.contact)
          return
        case 'status':
          statuses.put(change.data)
          return
      }
    },
  }
}

const markersIn = (job: JobRecord | undefined): string[] => job?.po_number?.toLowerCase().match(marker) ?? []

const filled = <R extends { id: number }>(records: readonly R[]): Table<R> => {
  const table = createTable<R>(records[0]?.id ?? 1)
  for (const record of records) table.put(record)
  return table
}
