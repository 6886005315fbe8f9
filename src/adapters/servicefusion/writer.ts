import type { z } from 'zod'
import type { ServiceFusionWriter } from '../../core/ports/servicefusion.js'
import type { Client, Posted } from './client.js'
import { answerFailure, failure, noAnswerFailure } from './failures.js'
import { parseJson } from './json.js'
import { customerBody, customerOf, jobBody, jobOf } from './map.js'
import type { WireSchemas } from './wire.js'

/** Statuses that say: refused, nothing was created (reference, section 5.7). */
const refusals = new Set([400, 403, 404, 405, 415, 422])

/**
 * The created record. A member that cannot be read does not make the outcome unknown: it is left out, as if it had not been answered.
 * Undefined when there is no record with an id in the text.
 */
const createdRecord = <W extends z.ZodObject>(schema: W, text: string | undefined): z.infer<W> | undefined => {
  let body: unknown
  try {
    body = parseJson(text ?? '')
  } catch {
    return undefined
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  if (typeof body !== 'object' || body === null) return undefined
  const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  return schema.safeParse(Object.fromEntries(Object.entries(body).filter(([name]) => !bad.has(name)))).data
}

/** The record of a 201; every other end of a POST is thrown as the port says. */
const settlePost = <W extends z.ZodObject>(what: string, schema: W, posted: Posted): z.infer<W> => {
  const { result, secrets } = posted
  if (result.kind === 'no-answer') throw noAnswerFailure(result.sent ? 'unknown-outcome' : 'unavailable', what, result)
  if (result.status === 201) {
    const record = createdRecord(schema, result.text)
    if (record !== undefined) return record
    throw failure('unknown-outcome', `ServiceFusion answered ${what} with 201 and no readable record`, { context: { status: 201 } })
  }
  if (refusals.has(result.status)) throw answerFailure('rejected', what, result, secrets)
  if (result.status === 401) throw answerFailure('auth', what, result, secrets)
  if (result.status === 429) throw answerFailure('rate-limit', what, result, secrets, posted.retryAfterMs)
  throw answerFailure('unknown-outcome', what, result, secrets)
}

/** The ServiceFusion writer port on a client. */
export const openWriter = (client: Client, schemas: WireSchemas): ServiceFusionWriter => ({
  async createJob(draft, signal, ready) {
    return jobOf(settlePost(`the new job ${draft.poNumber}`, schemas.job, await client.post('/v1/jobs', jobBody(draft), signal, ready)))
  },
  async createCustomer(draft, signal, ready) {
    return customerOf(settlePost('the new customer', schemas.customer, await client.post('/v1/customers', customerBody(draft), signal, ready)))
  },
})
