import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../account/types.js'
import type { Kernel, Simulator } from '../kernel.js'
import { planEdit } from './edit.js'
import { createGate } from './gate.js'
import { jobsResource } from './jobs-resource.js'
import { createLocalTime } from './local-time.js'
import { keepSilent, type Outcome, refuseByFault, spoilCreated } from './misbehaviour.js'
import { inventStatus } from './new-status.js'
import { failure, type Reply, sendReply } from './replies.js'
import { readBody } from './request-body.js'
import { showPlain } from './resource.js'
import { createRoutes, type Route } from './routes.js'
import { seedCustomers } from './seed-customers.js'
import { seedJobs } from './seed-jobs.js'
import { defaultSettings, type ServiceFusionSettings } from './settings.js'
import { type Change, changeOf, createState } from './state.js'
import { createTokens } from './tokens.js'

export interface ServiceFusionSimulator extends Simulator {
  /** Every job, oldest first, with the members of the wire. */
  jobs: () => Record<string, unknown>[]
  /** Markers that more than one job carries. */
  duplicateMarkers: () => string[]
}

export interface ServiceFusionOptions extends Partial<ServiceFusionSettings> {
  /** The moment up to which people worked in the account; its first records depend on it. */
  anchor: Date
}

const month = 30 * 24 * 3_600_000

/**
 * ServiceFusion's API v1 as the reference describes it: list, read and create, and nothing else. The first customers and jobs come from the
 * PropertyWare account that they are about; the account is only read while this is called.
 */
export const createServiceFusionSimulator = (kernel: Kernel, account: Account, { anchor, ...options }: ServiceFusionOptions): ServiceFusionSimulator => {
  const settings = { ...defaultSettings, ...options }
  const time = createLocalTime(settings.timeZone)
  const now = () => kernel.clock.now().getTime()
  const state = createState(anchor.getTime() - 12 * month)
  const customersByPortfolio = seedCustomers(state, account, anchor.getTime() - 11 * month)
  seedJobs(state, account, customersByPortfolio, kernel.random('sf-jobs'), time, anchor.getTime())
  const firstCustomer = customersByPortfolio.values().next().value?.id

  const commit = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.type === 'job' && kernel.faults.isOn('sf-late-visibility') && state.jobs.get(change.data.id) === undefined) {
        change.data.listedFrom = now() + settings.lateVisibilityMs
      }
      kernel.record({ system: 'servicefusion', type: change.type, at: kernel.clock.now().toISOString(), data: change.data })
      state.apply(change)
    }
  }
  const context = {
    state,
    time,
    now,
    commit,
    emptyAddressFallsBack: settings.emptyAddressFallsBack,
    customers: () => {
      const all = state.customers.all()
      return kernel.faults.isOn('sf-customer-missing') ? all.filter(({ id }) => id !== firstCustomer) : all
    },
    listOptions: () => ({ ignoreFilters: kernel.faults.strikes('sf-ignored-filter'), ...(kernel.faults.isOn('sf-per-page-10') ? { pageCap: 10 } : {}) }),
  }
  const jobs = jobsResource({ state, time, dateBounds: settings.dateBounds, now })
  const routeOf = createRoutes(context, jobs)
  const tokens = createTokens({ clientId: settings.clientId, clientSecret: settings.clientSecret, lifetime: settings.tokenLifetime, now })
  const gate = createGate(settings, kernel.faults, tokens)
  const coin = kernel.random('sf-no-answer-created')

  const work = (route: Route, parameters: URLSearchParams, request: IncomingMessage, body: string | undefined): Outcome => {
    if (kernel.faults.isOn('sf-new-status')) commit(inventStatus(state, now()))
    const refused = refuseByFault(kernel.faults)
    if (refused !== undefined) return refused
    const silent = kernel.faults.strikes('sf-no-answer')
    if (silent && coin() < 0.5) return 'silence'
    const reply = notAcceptable(request, parameters) ?? route.answer(parameters, request, body)
    if (silent) return 'silence'
    return reply.status === 201 ? spoilCreated(kernel.faults, reply) : reply
  }

  const answerResource = async (request: IncomingMessage, response: ServerResponse, url: URL, body: string | undefined, route: Route): Promise<void> => {
    const admission = gate(request, url.searchParams, now())
    const outcome = admission.refusal ?? work(route, url.searchParams, request, body)
    if (outcome === 'silence') return keepSilent(request, response)
    if (outcome === 'drop') request.socket.destroy()
    else sendReply(response, { ...outcome, headers: { ...admission.headers, ...outcome.headers } })
  }

  return {
    handle: async (request, response) => {
      const method = request.method ?? 'GET'
      const url = new URL(request.url ?? '/', 'http://sandbox')
      const isToken = url.pathname === '/oauth/access_token'
      const route = routeOf(method, url.pathname)
      kernel.count('servicefusion', isToken ? `${method} ${url.pathname}` : route.operation, !isToken && method !== 'GET')
      const body = await readBody(request)
      await kernel.latency()
      if (isToken) sendReply(response, method === 'POST' ? tokens.answer(request, body) : failure(405, 'Method Not Allowed.', { Allow: 'POST' }))
      else if (url.pathname.startsWith('/v1/')) await answerResource(request, response, url, body, route)
      else sendReply(response, route.answer(url.searchParams, request, body))
    },
    replay: (entry) => {
      state.apply(changeOf(entry))
    },
    edit: (command) => {
      const { result, changes } = planEdit(context, command)
      commit(changes)
      return result
    },
    jobs: () => state.jobs.all().map((job) => showPlain(jobs, job)),
    duplicateMarkers: state.duplicateMarkers,
  }
}

/** The service also speaks XML on request; this one does not and says so. */
const notAcceptable = (request: IncomingMessage, parameters: URLSearchParams): Reply | undefined => {
  const accept = request.headers.accept ?? '*/*'
  const isJson = /\*\/\*|application\/(\*|json)/i.test(accept)
  return isJson && parameters.get('format') !== 'xml' ? undefined : failure(406, 'This sandbox answers in JSON only.')
}
