// Stands in for src/adapters/servicefusion/index.ts: the real adapter, less patient, with crash points around each POST.
import { begin, reach } from '../../torture/points.js'
import * as real from './real.js'

export * from './real.js'

const send = globalThis.fetch
globalThis.fetch = async (resource, options) => {
  const request = new URL(resource instanceof Request ? resource.url : resource)
  const method = resource instanceof Request ? resource.method : (options?.method ?? 'GET')
  if (method !== 'POST' || !request.pathname.startsWith('/v1/')) return send(resource, options)
  const name = `post-${request.pathname.split('/').at(-1)}`
  reach(`${name}:before`)
  const sent = send(resource, options)
  begin(`${name}:under-way`)
  const response = await sent
  reach(`${name}:answered`)
  return response
}

export const openServiceFusion = (options) => {
  const opened = real.openServiceFusion({ ...options, timeoutMs: Number(process.env.TORTURE_TIMEOUT ?? '2000') })
  const around =
    (name, create) =>
    async (...given) => {
      reach(`${name}:before`)
      const created = await create(...given)
      reach(`${name}:after`)
      return created
    }
  const { createJob, createCustomer } = opened.writer
  const writer = { createJob: around('create-job', createJob), createCustomer: around('create-customer', createCustomer) }
  return { reader: opened.reader, writer, requests: opened.requests, close: opened.close, budget: opened.budget }
}
