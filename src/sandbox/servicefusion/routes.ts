import type { IncomingMessage } from 'node:http'
import type { Mistake } from './body-shape.js'
import { createCustomer } from './create-customer.js'
import { createJob, type CreateContext, type Created } from './create-job.js'
import { customersResource } from './customers-resource.js'
import { commaList } from './list-query.js'
import { lookUpResources } from './look-up-resources.js'
import type { CustomerRecord, JobRecord } from './records.js'
import { failure, htmlNotFound, type Reply } from './replies.js'
import { mediaTypeOf, parseObject } from './request-body.js'
import { answerList, answerOne, type ListOptions, type Resource } from './resource.js'
import type { Change } from './state.js'

export interface RoutesContext extends CreateContext {
  listOptions: () => ListOptions
  /** Stores what a create decided; may adjust the job first. */
  commit: (changes: readonly Change[]) => void
}

export interface Route {
  /** For counting: `GET /v1/jobs/{id}`. */
  operation: string
  answer: (parameters: URLSearchParams, request: IncomingMessage, body: string | undefined) => Reply
}

interface Collection {
  list: (parameters: URLSearchParams) => Reply
  one: (id: number, parameters: URLSearchParams) => Reply
  create?: (parameters: URLSearchParams, request: IncomingMessage, body: string | undefined) => Reply
}

/** Finds what a method and a path below /v1 stand for. Every path that exists answers, if only with 405. */
export const createRoutes = (context: RoutesContext, jobs: Resource<JobRecord>) => {
  const { state, time } = context
  const customers = customersResource({ all: context.customers, get: (id) => context.customers().find((customer) => customer.id === id), time })
  const lookUps = lookUpResources(state, time)
  const collections: Record<string, Collection> = {
    'job-statuses': readOnly(lookUps['job-statuses'], context),
    'job-categories': readOnly(lookUps['job-categories'], context),
    techs: readOnly(lookUps.techs, context),
    sources: readOnly(lookUps.sources, context),
    'payment-types': readOnly(lookUps['payment-types'], context),
    invoices: readOnly(lookUps.invoices, context),
    jobs: {
      ...readOnly(jobs, context),
      one: (id, parameters) => (state.removedJobs.has(id) ? htmlNotFound() : oneOf(jobs, id, parameters)),
      create: create<JobRecord>(context, createJob, jobs),
    },
    customers: { ...readOnly(customers, context), create: create<CustomerRecord>(context, createCustomer, customers) },
  }

  return (method: string, path: string): Route => {
    if (path === '/v1/me') return { operation: `${method} /v1/me`, answer: (parameters) => (method === 'GET' ? me(parameters) : notAllowed('GET')) }
    const [, name = '', id] = /^\/v1\/([a-z-]+)(?:\/(\d{1,15}))?\/?$/.exec(path) ?? []
    const collection = Object.hasOwn(collections, name) ? collections[name] : undefined
    if (collection === undefined) return { operation: `${method} (unknown path)`, answer: htmlNotFound }
    if (id !== undefined) {
      const answer: Route['answer'] = (parameters) => (method === 'GET' ? collection.one(Number(id), parameters) : notAllowed('GET'))
      return { operation: `${method} /v1/${name}/{id}`, answer }
    }
    const operation = `${method} /v1/${name}`
    if (method === 'GET') return { operation, answer: collection.list }
    if (method === 'POST' && collection.create !== undefined) return { operation, answer: collection.create }
    return { operation, answer: () => notAllowed(collection.create === undefined ? 'GET' : 'GET, POST') }
  }
}

const readOnly = <R extends { id: number }>(resource: Resource<R>, context: RoutesContext): Collection => ({
  list: (parameters) => answerList(resource, parameters, context.listOptions()),
  one: (id, parameters) => oneOf(resource, id, parameters),
})

const oneOf = <R extends { id: number }>(resource: Resource<R>, id: number, parameters: URLSearchParams): Reply => {
  const record = resource.get(id)
  return record === undefined ? failure(404, `Object not found: ${id}`) : answerOne(resource, record, parameters)
}

const create =
  <R extends { id: number }>(context: RoutesContext, make: (context: CreateContext, body: Record<string, unknown>) => Created<R>, resource: Resource<R>) =>
  (parameters: URLSearchParams, request: IncomingMessage, body: string | undefined): Reply => {
    if (mediaTypeOf(request) !== 'application/json') return failure(415, 'None of your requested content types is supported. Send application/json.')
    const parsed = parseObject(body)
    if ('refusal' in parsed) return parsed.refusal
    const created = make(context, parsed.value)
    if ('mistakes' in created) return unprocessable(created.mistakes)
    context.commit(created.changes)
    return answerOne(resource, created.record, parameters, 201)
  }

const unprocessable = (mistakes: Mistake[]): Reply => ({ status: 422, body: mistakes })

const notAllowed = (allowed: string): Reply =>
  failure(405, `Method Not Allowed. This URL can only handle the following request methods: ${allowed}.`, { Allow: allowed })

const me = (parameters: URLSearchParams): Reply => {
  const user: Record<string, unknown> = { id: 1018100012, first_name: 'Api', last_name: 'User', email: 'api@dispatch.example.com' }
  const fields = commaList(parameters.get('fields')).filter((name) => Object.hasOwn(user, name))
  const shown = fields.length === 0 ? user : Object.fromEntries(Object.entries(user).filter(([name]) => fields.includes(name)))
  return { status: 200, body: { ...shown, _expandable: [] } }
}
