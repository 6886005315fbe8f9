import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Shape } from '../../src/sandbox/servicefusion/body-shape.js'
import { customerBody, jobBody } from '../../src/sandbox/servicefusion/bodies.js'
import { complaintsAbout, description, follow, parametersOf, wordsOf } from '../support/servicefusion-description.js'
import { type Answer, startServiceFusion } from '../support/servicefusion-server.js'

type Server = Awaited<ReturnType<typeof startServiceFusion>>

let server: Server
let customer: string

beforeAll(async () => {
  server = await startServiceFusion()
  customer = String((await server.get('/v1/customers')).body.items[0]?.['customer_name'])
})
afterAll(async () => server.stop())

const check = (method: string, path: string, answer: Answer) => ({ status: answer.status, complaints: complaintsAbout(method, path, answer) })
const fits = (status: number) => ({ status, complaints: [] })

const collections = ['customers', 'jobs', 'job-statuses', 'job-categories', 'techs', 'sources', 'payment-types', 'invoices']
const onePath = (name: string): string => Object.keys(description['paths']!).find((path) => path.startsWith(`/v1/${name}/{`))!

describe('every answer fits the description of the API', () => {
  it.each(collections)('%s: a list, one record, a record that is not there, other methods', async (name) => {
    const expand = wordsOf(parametersOf('get', `/v1/${name}`).get('expand')).join(',')
    const list = await server.get(`/v1/${name}?per-page=50&expand=${expand}`)
    expect(check('GET', `/v1/${name}`, list)).toEqual(fits(200))
    expect(list.body.items.length).toBeGreaterThan(0)
    expect(check('GET', `/v1/${name}`, await server.get(`/v1/${name}`))).toEqual(fits(200))
    const id = String(list.body.items[0]?.['id'])
    expect(check('GET', onePath(name), await server.get(`/v1/${name}/${id}?expand=${expand}`))).toEqual(fits(200))
    expect(check('GET', onePath(name), await server.get(`/v1/${name}/1`))).toEqual(fits(404))
    // Methods that do not exist have no operation of their own, but the body of GET's 405.
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(check('GET', onePath(name), await server.send(method, `/v1/${name}/${id}`))).toEqual(fits(405))
      expect(check('GET', `/v1/${name}`, await server.send(method, `/v1/${name}`))).toEqual(fits(405))
    }
  })

  it('me, and refused tokens', async () => {
    expect(check('GET', '/v1/me', await server.get('/v1/me'))).toEqual(fits(200))
    expect(check('GET', '/v1/me', await server.request('GET', '/v1/me'))).toEqual(fits(401))
    expect(check('GET', '/v1/me', await server.request('GET', '/v1/me', { headers: { authorization: 'Bearer nobody' } }))).toEqual(fits(401))
    expect(check('GET', '/v1/me', await server.send('POST', '/v1/me'))).toEqual(fits(405))
    const both = await server.get('/v1/me?access_token=x')
    expect(check('GET', '/v1/me', both)).toEqual(fits(400))
  })

  it('tokens', async () => {
    const grant = { grant_type: 'client_credentials', client_id: 'sandbox-client', client_secret: 'sandbox-client-secret' }
    expect(check('POST', '/oauth/access_token', await server.request('POST', '/oauth/access_token', { body: grant }))).toEqual(fits(200))
    const refused = await server.request('POST', '/oauth/access_token', { body: { ...grant, client_secret: 'wrong' } })
    expect(check('POST', '/oauth/access_token', refused)).toEqual(fits(400))
    expect(check('POST', '/oauth/access_token', await server.request('POST', '/oauth/access_token', { body: '{' }))).toEqual(fits(400))
  })

  it('jobs: created, refused, unreadable', async () => {
    const expand = wordsOf(parametersOf('post', '/v1/jobs').get('expand')).join(',')
    const full = {
      customer_name: customer,
      status: 'Scheduled',
      category: 'Plumbing',
      priority: 'High',
      source: 'Website',
      payment_type: 'Check',
      description: 'Kitchen sink drains slowly',
      po_number: 'PW-0009001-X',
      contact_first_name: 'Site',
      contact_last_name: 'Contact',
      street_1: '480 Example Court',
      start_date: '2030-02-06',
      time_frame_promised_start: '08:00',
      time_frame_promised_end: '10:07',
      duration: 5400,
      techs_assigned: [{ id: 1018500300 }, { first_name: 'Bruno', last_name: 'Castell' }],
      custom_fields: [{ name: 'PW Work Order', value: '9001' }],
      notes: [{ notes: 'Imported' }],
      tasks: [{ description: 'Call the tenant', is_completed: false }],
    }
    expect(check('POST', '/v1/jobs', await server.post(`/v1/jobs?expand=${expand}`, full))).toEqual(fits(201))
    expect(check('POST', '/v1/jobs', await server.post('/v1/jobs', { customer_name: customer }))).toEqual(fits(201))
    expect(check('POST', '/v1/jobs', await server.post('/v1/jobs', { customer_name: 'Nobody', number: 7 }))).toEqual(fits(422))
    expect(check('POST', '/v1/jobs', await server.post('/v1/jobs', '{"customer_name":'))).toEqual(fits(400))
    expect(check('POST', '/v1/jobs', await server.post('/v1/jobs', 'customer_name=x', { 'content-type': 'text/plain' }))).toEqual(fits(415))
    expect(check('GET', '/v1/jobs', await server.get('/v1/jobs?filters[updated_date][gte]=yesterday'))).toEqual(fits(400))
  })

  it('customers: created and refused', async () => {
    const body = {
      customer_name: 'Example Property Group',
      contacts: [
        { fname: 'Site', lname: 'Contact', phones: [{ phone: '555-010-0123', type: 'Mobile' }], emails: [{ email: 'a@example.com', class: 'Business' }] },
      ],
      locations: [{ street_1: '480 Example Court', latitude: '30.1' }],
      custom_fields: [{ name: 'PW Portfolio', value: '314' }],
    }
    const expand = 'contacts,contacts.phones,contacts.emails,locations,custom_fields'
    expect(check('POST', '/v1/customers', await server.post(`/v1/customers?expand=${expand}`, body))).toEqual(fits(201))
    expect(check('POST', '/v1/customers', await server.post('/v1/customers', { customer_name: 'Bare' }))).toEqual(fits(201))
    expect(check('POST', '/v1/customers', await server.post('/v1/customers', { ...body, locations: [{ street: 'x' }] }))).toEqual(fits(422))
  })

  it('a deleted job and an unknown path are HTML', async () => {
    const [job] = (await server.get('/v1/jobs?sort=id')).body.items
    server.simulator.edit({ action: 'remove-job', id: job?.['id'] })
    const answer = await server.get(`/v1/jobs/${String(job?.['id'])}`)
    expect(check('GET', '/v1/jobs/{job-id}', answer)).toEqual(fits(404))
    expect(answer.text).toMatch(/^<!DOCTYPE html>/)
    expect((await server.get('/v1/locations')).text).toMatch(/^<!DOCTYPE html>/)
  })

  it('429', async () => {
    const busy = await startServiceFusion({ requestsPerMinute: 2 })
    try {
      await busy.get('/v1/me')
      await busy.get('/v1/me')
      expect(check('GET', '/v1/me', await busy.get('/v1/me'))).toEqual(fits(429))
    } finally {
      await busy.stop()
    }
  })
})

describe('the vocabularies are those of the description', () => {
  it.each(collections)('%s: fields, expandable sections, sort keys and filters', async (name) => {
    const parameters = parametersOf('get', `/v1/${name}`)
    const list = await server.get(`/v1/${name}?per-page=1`)
    expect(Object.keys(list.body.items[0]!)).toEqual(wordsOf(parameters.get('fields')))
    expect(list.body['_expandable']).toEqual(wordsOf(parameters.get('expand')))
    for (const key of wordsOf(parameters.get('sort'))) {
      const sorted = await server.get(`/v1/${name}?sort=${key},id&per-page=50`)
      expect(sorted.status).toBe(200)
    }
    // A filter that is known is also read: a value that nothing matches empties the list.
    for (const filter of [...parameters.keys()].filter((parameter) => parameter.startsWith('filters['))) {
      const value = filter.endsWith('[gte]') ? '2999-01-01' : filter.endsWith('[lte]') ? '1999-01-01' : 'no such thing'
      const bound =
        filter.includes('_date]') && !/last_serviced|start|end/.test(filter)
          ? `${value}T00:00:00Z`
          : filter.includes('agreement')
            ? `${value}T00:00:00Z`
            : value
      const filtered = await server.get(`/v1/${name}?${encodeURIComponent(filter)}=${bound}`)
      expect({ filter, total: filtered.meta['totalCount'] }).toEqual({ filter, total: 0 })
    }
  })

  it('bodies take exactly the described members', () => {
    expect(outline(jobBody)).toEqual(describedOutline('JobBody'))
    expect(outline(customerBody)).toEqual(describedOutline('CustomerBody'))
  })
})

type Outline = { [name: string]: 'required' | 'optional' | Outline }

const outline = (shape: Shape): Outline =>
  Object.fromEntries(
    Object.entries(shape)
      .map(([name, member]): [string, Outline[string]] => [
        name,
        member.kind === 'list' ? outline(member.of) : member.required === true ? 'required' : 'optional',
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const describedOutline = (schema: string): Outline => outlineOf(description['components']!['schemas']![schema]!)

const outlineOf = (schema: ReturnType<typeof follow>): Outline => {
  const required = (schema['required'] as unknown as string[] | undefined) ?? []
  return Object.fromEntries(
    Object.entries(schema['properties']! as Record<string, typeof schema>)
      .map(([name, property]): [string, Outline[string]] => {
        const items = property['items']
        if (items !== undefined) return [name, outlineOf(follow(items))]
        return [name, required.includes(name) ? 'required' : 'optional']
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
