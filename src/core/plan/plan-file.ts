import { z } from 'zod'
import { PwsfError } from '../errors.js'
import { instant } from '../model/instant.js'
import type { Plan } from './plan.js'
import { planIdOf } from './plan-id.js'

const facts = z.record(z.string(), z.string().nullable())
const parts = z.strictObject({ address: z.string(), unit: z.string(), text: z.string() })
const conflict = z.strictObject({ winner: z.enum(['propertyware', 'servicefusion']), lost: z.string() })
const base = { workOrderId: z.string(), number: z.string(), why: z.string() }
const skipRules = [
  'status-not-open',
  'before-go-live',
  'excluded-portfolio',
  'create-flag-off',
  'write-back-flag-off',
  'stale-plan',
  'not-in-plan',
  'limit-exceeded',
  'source-incomplete',
  'interrupted',
] as const

const item = z.discriminatedUnion('action', [
  z.strictObject({
    ...base,
    action: z.literal('create'),
    marker: z.string(),
    draftHash: z.string(),
    parts,
    customer: z.union([
      z.strictObject({ customerId: z.string() }),
      z.strictObject({ create: z.strictObject({ scope: z.literal('portfolio'), key: z.string() }) }),
    ]),
    after: facts,
  }),
  z.strictObject({ ...base, action: z.literal('link'), marker: z.string(), jobId: z.string(), jobNumber: z.string().nullable(), parts, after: facts }),
  z.strictObject({
    ...base,
    action: z.literal('update'),
    jobId: z.string(),
    jobNumber: z.string().nullable(),
    jobStatus: z.string(),
    before: z.strictObject({ status: z.string().nullable(), serviceStatus: z.string().nullable() }),
    after: z.strictObject({ status: z.string().exactOptional(), serviceStatus: z.string().exactOptional() }),
    conflict: conflict.exactOptional(),
  }),
  z.strictObject({
    ...base,
    action: z.literal('hold'),
    reason: z.enum([
      'unknown-status',
      'unresolved-unit',
      'unknown-building',
      'customer-unmapped',
      'customer-ambiguous',
      'job-status-unmapped',
      'intent-unsettled',
      'status-conflict',
      'dead-letter',
      'retry-later',
    ]),
    jobId: z.string().exactOptional(),
    before: facts.exactOptional(),
  }),
  z.strictObject({
    ...base,
    action: z.literal('block'),
    reason: z.enum([
      'duplicate-marker',
      'address-changed',
      'unit-changed',
      'text-changed',
      'cancelled-in-propertyware',
      'cancelled-in-servicefusion',
      'job-missing',
      'deleted-in-propertyware',
    ]),
    jobId: z.string().exactOptional(),
    before: facts.exactOptional(),
    after: facts.exactOptional(),
  }),
  z.strictObject({ ...base, action: z.literal('skip'), rule: z.enum(skipRules), jobId: z.string().exactOptional() }),
  z.strictObject({
    ...base,
    action: z.literal('unchanged'),
    jobId: z.string(),
    syncedJobStatus: z.string().exactOptional(),
    conflict: conflict.exactOptional(),
  }),
  z.strictObject({ ...base, action: z.literal('quarantine') }),
])

const count = z.int().nonnegative()
const planFile = z.strictObject({
  formatVersion: z.literal(1),
  planId: z.string(),
  createdAt: z.iso.datetime().transform((text) => instant(text)),
  complete: z.boolean(),
  tally: z.strictObject({
    read: count,
    create: count,
    link: count,
    update: count,
    unchanged: count,
    skip: count,
    hold: count,
    quarantine: count,
    block: count,
  }),
  skippedBy: z.partialRecord(z.enum(skipRules), count),
  items: z.array(item),
  problems: z.array(z.strictObject({ code: z.string(), message: z.string(), next: z.string(), ref: z.string().exactOptional() })),
})

/** The plan as a file: references and hashes only, no personal data. */
export const encodePlan = (plan: Plan): string => `${JSON.stringify(plan, undefined, 2)}\n`

const refuse = (message: string, cause?: unknown): PwsfError =>
  new PwsfError('usage', message, { cause, next: 'Make a new plan with pwsf sync --dry-run --out FILE.' })

/** Reads a plan file. Throws `usage` when it is not JSON, of another format version, misses members or was changed after it was written. */
export const decodePlan = (text: string): Plan => {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || !('formatVersion' in value)) throw refuse('the file is not a plan of pwsf')
  if (value.formatVersion !== 1) throw refuse(`the plan has the format version ${JSON.stringify(value.formatVersion)}; this pwsf reads version 1`)
  const parsed = planFile.safeParse(value)
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw refuse(`the plan file is damaged at ${first?.path.join('.') || 'its top'}: ${first?.message ?? 'it has another shape'}`, parsed.error)
  }
  if (planIdOf(parsed.data.items) !== parsed.data.planId) throw refuse('the plan file was changed after it was written: its items do not give its planId')
  return parsed.data
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse('the plan file is not JSON', error)
  }
}
