import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Account } from '../account/types.js'
import type { Kernel, Simulator } from '../kernel.js'
import { createReader } from './beans.js'
import { type Call, decodeCall, type Members, type Value } from './decode.js'
import { createDisturbances } from './disturbances.js'
import { createEdit } from './edit.js'
import { encodeAnswer } from './encode.js'
import type { PropertyWareFault } from './faults.js'
import { type PropertyWareOptions, withDefaults } from './options.js'
import { createReads } from './reads.js'
import { businessFault, encodeFault, SoapFault } from './soap-fault.js'
import { createStore } from './store.js'
import { hangUp, refuseLogin, sendAndClose, sendHalf, sendPage, sendTruncated, sendXml } from './wire-faults.js'
import { createWorkOrderWrites } from './work-order-writes.js'
import { describeService } from './wsdl.js'

export type { PropertyWareOptions } from './options.js'

/** Where the service lives below the server's origin. */
export const propertyWarePath = '/pw/services/PWServices'

const serviceNamespace = 'http://service.web.propertyware.realpage.com'
const largestRequest = 20 * 1024 * 1024

const membersOf = (value: Value | undefined): Members => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {})

/** The body, read as Latin-1 unless the header names UTF-8, as an old servlet container does. Undefined when it is too large. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= largestRequest) chunks.push(chunk)
  }
  if (size > largestRequest) return undefined
  const utf8 = /charset="?utf-8/i.test(request.headers['content-type'] ?? '')
  return Buffer.concat(chunks).toString(utf8 ? 'utf8' : 'latin1')
}

/** A PropertyWare that speaks SOAP 1.1 rpc/encoded as Apache Axis 1.4 does, over the records of the account, which it changes in place. */
export const createPropertyWareSimulator = (kernel: Kernel, account: Account, options: PropertyWareOptions): Simulator => {
  const settings = withDefaults(options)
  const store = createStore(kernel, account)
  const now = (): number => kernel.clock.now().getTime()
  const edit = createEdit(store, now)
  const writes = createWorkOrderWrites(store, settings, now)
  const disturbances = createDisturbances(kernel, store, edit)
  const reads: Record<string, (parameters: Members) => unknown> = createReads(store, settings, disturbances.isListed)
  const read = createReader(account, settings.graph)
  const expected = `Basic ${Buffer.from(`${settings.username}:${settings.password}`).toString('base64')}`
  const usedSockets = new WeakSet<Socket>()
  const strikes = (fault: PropertyWareFault): boolean => kernel.faults.strikes(fault)

  const mutations: Record<string, (parameters: Members) => unknown> = {
    createWorkOrder: (parameters) => writes.create(membersOf(parameters['workOrder'])),
    updateWorkOrder: (parameters) => writes.update(membersOf(parameters['workOrder'])),
    closeWorkOrder: (parameters) => writes.close(parameters),
    attachNoteToWorkOrder: (parameters) => writes.attachNote(membersOf(parameters['note']), membersOf(parameters['workOrder'])),
  }

  const run = ({ operation, parameters }: Call): unknown => {
    const mutation = mutations[operation.name]
    if (mutation !== undefined) return mutation(parameters)
    disturbances.beforeRead(operation, parameters)
    return disturbances.afterRead(operation, parameters, reads[operation.name]?.(parameters))
  }

  const answer = (call: Call): string => {
    const inline = kernel.faults.isOn('pw-inline')
    const absent = kernel.faults.isOn('pw-absent')
    const encoding = {
      multiRef: settings.multiRef && !inline,
      hoistScalars: settings.hoistScalars,
      nulls: absent ? ('absent' as const) : settings.nulls,
    }
    return encodeAnswer(call.operation, call.namespace, run(call), encoding, read)
  }

  const readCall = (body: string): Call => {
    const call = decodeCall(body)
    if (settings.strict && call.namespace !== serviceNamespace) throw new SoapFault(`No such operation '${call.operation.name}'`)
    return call
  }

  /** Faults that keep the request from being carried out. True: it was answered. */
  const failedBefore = (call: Call, response: ServerResponse): boolean => {
    if (strikes('pw-401')) refuseLogin(response)
    else if (strikes('pw-403')) sendPage(response, 403, 'HTTP Status 403', 'Access to the requested resource has been denied.')
    else if (strikes('pw-html-200')) sendPage(response, 200, 'Scheduled maintenance', 'We will be back shortly.')
    else if (strikes('pw-soap-fault')) sendXml(response, 500, encodeFault('java.lang.NullPointerException'))
    else if (call.operation.mutating && strikes('pw-hangup-before-write')) hangUp(response)
    else return false
    return true
  }

  const send = async (call: Call, xml: string, response: ServerResponse): Promise<void> => {
    if (call.operation.mutating && strikes('pw-hangup-after-write')) hangUp(response)
    else if (strikes('pw-truncated-xml')) sendTruncated(response, xml)
    else if (strikes('pw-rst-mid-body')) await sendHalf(response, xml)
    else if (strikes('pw-fin-after-answer')) sendAndClose(response, xml)
    else sendXml(response, 200, xml)
  }

  const handleCall = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await readBody(request)
      if (body === undefined) throw businessFault('Request too large')
      const call = readCall(body)
      kernel.count('propertyware', call.operation.name, call.operation.mutating)
      if (strikes('pw-slow-page')) await wait(settings.slowPageMs)
      // The last wait before the work: whatever another process wrote meanwhile is taken in there.
      await kernel.latency()
      if (!failedBefore(call, response)) await send(call, answer(call), response)
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error
      sendXml(response, 500, encodeFault(error.faultstring))
    }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = request
    if (kernel.faults.isOn('pw-hangup-on-reuse') && usedSockets.has(socket)) return hangUp(response)
    usedSockets.add(socket)
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`)
    if (request.headers.authorization !== expected) return refuseLogin(response)
    if (url.pathname !== propertyWarePath) return sendPage(response, 404, 'HTTP Status 404', 'The requested resource is not available.')
    if (request.method === 'POST') return handleCall(request, response)
    if (request.method !== 'GET') return sendPage(response, 405, 'HTTP Status 405', 'This method is not allowed.')
    if (!url.searchParams.has('wsdl')) return sendPage(response, 200, 'PWServices', 'Hi there, this is an AXIS service!')
    kernel.count('propertyware', 'wsdl', false)
    return sendXml(response, 200, describeService(url.origin + url.pathname))
  }

  return { handle, replay: store.replay, edit }
}
