import { z } from 'zod'
import { centsOf } from './money.js'
import { isZeroDate, stampReader } from './stamps.js'

/** Ids come as number or text; those above 2^53 are text already (json.ts). */
const id = z.union(
  [
    z
      .string()
      .trim()
      .regex(/^[\w-]+$/),
    z.int().nonnegative().transform(String),
  ],
  { error: 'expected an id' },
)

const reference = z.union([z.literal('').transform(() => null), id], { error: 'expected an id' }).nullish()

const text = z.union([z.string(), z.number().transform(String)], { error: 'expected text' }).nullish()

const day = z
  .string({ error: 'expected a day' })
  .transform((value, context) => {
    if (value === '' || isZeroDate(value)) return null
    if (/^\d{4}-\d{2}-\d{2}(?!\d)/.test(value)) return value.slice(0, 10)
    context.addIssue('expected a day')
    return z.NEVER
  })
  .nullish()

const money = z
  .union([z.string(), z.number()], { error: 'expected an amount' })
  .transform((value, context) => {
    if (value === '') return null
    const cents = centsOf(value)
    if (cents !== undefined) return cents
    context.addIssue('expected an amount')
    return z.NEVER
  })
  .nullish()

const stampIn = (timezone: string) => {
  const read = stampReader(timezone)
  return z
    .string({ error: 'expected a stamp' })
    .transform((value, context) => {
      const moment = value === '' ? null : read(value)
      if (moment !== undefined) return moment
      context.addIssue('expected a stamp')
      return z.NEVER
    })
    .nullish()
}

/**
 * The members of each record that pwsf reads: strict about their types, silent about all others. Everything but an id may be null or
 * missing, numbers may come as text and text as numbers. Throws `config` when the time zone does not exist.
 */
export const wireSchemas = (timezone: string) => {
  const stamp = stampIn(timezone)
  return {
    job: z.object({
      id,
      number: text,
      po_number: text,
      status: text,
      customer_id: reference,
      customer_name: text,
      category: text,
      priority: text,
      description: text,
      street_1: text,
      street_2: text,
      city: text,
      state_prov: text,
      postal_code: text,
      location_name: text,
      start_date: day,
      total: money,
      created_at: stamp,
      updated_at: stamp,
      closed_at: stamp,
    }),
    customer: z.object({ id, customer_name: z.string({ error: 'expected text' }) }),
    status: z.object({ id, name: text, category: text }),
    category: z.object({ id, name: text }),
    me: z.object({ id }),
  }
}

export type WireSchemas = ReturnType<typeof wireSchemas>
export type WireJob = z.infer<WireSchemas['job']>
export type WireCustomer = z.infer<WireSchemas['customer']>
export type WireStatus = z.infer<WireSchemas['status']>
export type WireCategory = z.infer<WireSchemas['category']>
