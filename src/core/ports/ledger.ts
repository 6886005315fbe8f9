import type { EntityName } from '../model/entity.js'
import type { Instant } from '../model/instant.js'

/** One execution of a command that reads or writes remote systems. */
export interface RunRecord {
  id: string
  command: string
  startedAt: Instant
  finishedAt?: Instant | null
  /** `running` until it finishes; a run that was killed stays `running` until the next one marks it `abandoned`. */
  state: 'running' | 'finished' | 'abandoned'
  exitCode?: number | null
  /** False when any read was incomplete; its watermarks did not move. */
  complete: boolean
  host: string
  pid: number
  /** The `--json` members counts, requests, history and problems, as they were printed. */
  summary: Record<string, unknown>
}

/** The two members of a work order that show how far its job is, exactly as PropertyWare holds them. */
export interface ShownStatuses {
  status: string | null
  serviceStatus: string | null
}

/** The link between a work order and its job. Written once by `create` or `link`; later syncs only move `syncedJobStatus`. */
export interface JobMapping {
  workOrderId: string
  workOrderNumber: string
  jobId: string
  jobNumber: string | null
  marker: string
  how: 'created' | 'linked'
  /** Hashes of the draft's parts when the job was made: a later difference is a change that a person has to carry over. */
  parts: DraftParts
  /** The job status that PropertyWare already reflects; null right after linking. */
  syncedJobStatus: string | null
  /** What PropertyWare showed when both sides were last in step; missing: not known. A difference from it is a change that was made in PropertyWare. */
  syncedStatuses?: ShownStatuses
  /** Hash of the statuses that were last sent to PropertyWare, whether they arrived or not: what has this hash is an echo, nobody's change. */
  writtenHash?: string
  createdAt: Instant
  runId: string
}

/** One hash per part of a job draft that the planner compares separately. */
export interface DraftParts {
  address: string
  unit: string
  text: string
}

/** Which ServiceFusion customer pays for the work orders of a portfolio, a building, an owner or everyone (`key` is then `*`). */
export interface CustomerMapping {
  scope: 'portfolio' | 'building' | 'owner' | 'fixed'
  key: string
  customerId: string
  customerName: string
  source: 'config' | 'name' | 'created' | 'manual'
  createdAt: Instant
}

export type IntentState = 'intended' | 'sent' | 'confirmed' | 'unknown' | 'rejected'

/**
 * The wish to write one remote record, committed before the request is sent (design: `intended -> sent -> confirmed | unknown | rejected`).
 * One row per kind and reference; `attempt` counts the requests really sent.
 */
export interface Intent {
  kind: 'job' | 'customer' | 'status-change'
  /** Work order id, or the customer's place as `portfolio:ID`. */
  reference: string
  /** The marker to look for; for customers the name, for status changes the work order's number. */
  marker: string
  bodyHash: string
  state: IntentState
  attempt: number
  createdAt: Instant
  sentAt: Instant | null
  settledAt: Instant | null
  /** Complete look-ups that found nothing since `sentAt`. */
  emptyProbes: number
  nextProbeAt: Instant | null
  remoteId: string | null
  remoteNumber: string | null
  /** What settling needs without reading anything else: for a job its work order number and the hashes of its draft's parts; for a customer its mapping scope and key; for a status change the job's status and the statuses before and after. */
  context: Readonly<Record<string, string>>
  /** One line, no personal data. */
  reason: string | null
  runId: string
}

/** One write and what came of it: remote ones, and those in the warehouse that cannot be undone. */
export interface OperationRecord {
  at: Instant
  runId: string
  system: 'propertyware' | 'servicefusion' | 'warehouse'
  operation: 'create-job' | 'create-customer' | 'change-status' | 'resolve-conflict' | 'forget-tenant'
  reference: string
  outcome: 'confirmed' | 'rejected' | 'unknown' | 'mismatch' | 'stale'
  remoteId: string | null
  /** One line, no personal data. */
  detail: string | null
}

/**
 * A write that the remote system keeps refusing for the record's own sake. It is tried again on a schedule that backs off, and at once when what
 * would be sent changes; until then it does not stand in anybody's way.
 */
export interface DeadLetter {
  kind: 'create-job' | 'change-status'
  /** Work order id. */
  reference: string
  /** Work order number, for people. */
  number: string
  /** Hash of what was refused. */
  bodyHash: string
  /** One line, no personal data. */
  reason: string
  /** Failures in a row. */
  attempts: number
  firstFailedAt: Instant
  lastFailedAt: Instant
  nextAttemptAt: Instant
  runId: string
}

export type QuarantineState = 'open' | 'replayed' | 'released'

export interface QuarantineEntry {
  id: string
  entity: EntityName
  key: string
  reason: string
  raw: string
  state: QuarantineState
  firstSeenAt: Instant
  lastSeenAt: Instant
  runId: string
}

/** What the newest plan, or applying it, came to for a work order; what was created, linked or updated is in step, thus `unchanged`. */
export interface Decision {
  workOrderId: string
  action: 'unchanged' | 'skip' | 'hold' | 'block' | 'quarantine' | 'fail'
  /** The hold or block reason, or the rule that skips it. */
  reason: string | null
  /** One sentence, no personal data: of the run that first came to this decision. */
  why: string
  /** Since when every run has come to the same action and reason. */
  since: Instant
  runId: string
}

/** Work orders that wait for the same thing. */
export interface Waiting {
  action: 'hold' | 'block' | 'fail'
  reason: string | null
  count: number
  /** Since when the one waits that has waited longest. */
  oldest: Instant
}

/** A correction of one member that pwsf made, with the evidence for it. */
export interface RepairRecord {
  at: Instant
  runId: string
  member: string
  before: string | null
  after: string | null
  evidence: string
  confidence: string
  undoneAt: Instant | null
}

/** A switch that business users can flip in the database; it outranks the configuration. */
export interface FeatureFlag {
  name: string
  enabled: boolean
}
