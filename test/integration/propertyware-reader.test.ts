import { afterEach, describe, expect, it } from 'vitest'
import { propertyWareEntities } from '../../src/core/model/entity.js'
import { instant } from '../../src/core/model/instant.js'
import { connect, envelope, faultEnvelope, fixture, openLoopback, type Respond, sendXml } from '../support/soap-loopback.js'

type Loopback = Awaited<ReturnType<typeof openLoopback>>
let server: Loopback | undefined

const serve = async (respond: Respond): Promise<Loopback> => {
  server = await openLoopback(respond)
  return server
}

afterEach(async () => {
  await server?.close()
  server = undefined
})

const kebab = (operation: string): string => operation.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const fromFixtures =
  (form: 'multiref' | 'inline'): Respond =>
  ({ operation }, response) =>
    sendXml(response, fixture(`${kebab(operation)}.${form}.xml`))

const noWorkOrders = envelope('getWorkOrders', '<getWorkOrdersReturn soapenc:arrayType="pw:WorkOrder[0]" xsi:type="soapenc:Array"/>')
const first = { page: 1 }

describe('what PropertyWare answers', () => {
  const readAll = async (form: 'multiref' | 'inline') => {
    const { url, close } = await serve(fromFixtures(form))
    const { reader } = connect(url)
    const pages = Object.fromEntries(await Promise.all(propertyWareEntities.map(async (entity) => [entity, await reader.page(entity, first)] as const)))
    const rest = { check: await reader.check(), buildings: await reader.buildingIdsOfPortfolio('6200000011') }
    await close()
    return { pages, rest }
  }

  it('is the same model in multiRef and inline form, with nothing rejected', async () => {
    const multiref = await readAll('multiref')
    expect(await readAll('inline')).toEqual(multiref)
    expect(Object.values(multiref.pages).flatMap(({ rejects }) => rejects)).toEqual([])
    expect(multiref.pages).toMatchSnapshot()
    expect(multiref.rest).toEqual({ check: { userId: '6000000009', organizationId: '600000001', timeZone: 'US/Central' }, buildings: ['6300000031'] })
  })

  it('never lets a sensitive member through', async () => {
    const text = JSON.stringify(await readAll('multiref'))
    expect(text).not.toMatch(/000-00-0000|00-0000000|X0000000|000000000|ssn|taxID/)
  })

  it('reads the sample of the reference', async () => {
    const { url } = await serve((_, response) => sendXml(response, fixture('sample.response.xml')))
    const { records, rejects } = await connect(url).reader.page('work-orders', first)
    expect(rejects).toEqual([])
    expect(records).toMatchObject([
      { id: '6900000101', number: '30442', category: 'HVAC ', approved: false, costEstimateCents: 22_500, leaseId: '6400000061', unitIds: ['6300000031'] },
      { id: '6900000088', type: 'Turnover ', leaseId: null, completedAt: null, vendorIds: [] },
    ])
    expect(records[0]?.description).toBe('Heat pump trips its breaker & restarts.\r\nSecond call this month.')
  })

  it('brings every value back unchanged', async () => {
    const part = `<getWorkOrdersReturn><x href="#w1"/><y href="#w2"/></getWorkOrdersReturn>`
    const hoisted =
      '<multiRef id="w1" xsi:type="pw:WorkOrder"><unitIDs soapenc:arrayType="xsd:long[1]"><anything href="#long"/></unitIDs><number href="#n"/><ID xsi:type="xsd:long">9007199254740993</ID>' +
      '<category xsi:type="xsd:string">HVAC </category><description xsi:type="xsd:string">one\r\n<![CDATA[& two]]> three  </description><location>   </location>' +
      '<specificLocation xsi:type="xsd:string"><![CDATA[<?xml version="1.0"?><a/>]]></specificLocation><status/><source xsi:type="xsd:string" xsi:nil="true"/>' +
      '<building href="#b"/><approved href="#t"/><vendorIDs soapenc:arrayType="xsd:long[0]" xsi:type="soapenc:Array"/><lease href="#l"/></multiRef>' +
      '<multiRef id="w2" xsi:type="pw:WorkOrder"><ID>2</ID><number>3</number><building href="#b"/><customFields xsi:nil="true"/></multiRef>' +
      '<multiRef id="long" xsi:type="xsd:long">18446744073709551615</multiRef><multiRef id="n" xsi:type="xsd:int">30442</multiRef><multiRef id="t" xsi:type="xsd:boolean">1</multiRef>' +
      '<multiRef id="b"><ID>6300000031</ID><units><units href="#u"/></units></multiRef><multiRef id="u"><ID>1</ID><building href="#b"/></multiRef>' +
      '<multiRef id="l"><unit href="#u"/><ID>77</ID><building href="#b"/></multiRef>'
    const { url } = await serve((_, response) => sendXml(response, envelope('getWorkOrders', part, hoisted)))
    expect(await connect(url).reader.page('work-orders', first)).toEqual({
      rejects: [],
      records: [
        {
          id: '9007199254740993',
          number: '30442',
          unitIds: ['18446744073709551615'],
          vendorIds: [],
          category: 'HVAC ',
          description: 'one\r\n& two three  ',
          location: '   ',
          specificLocation: '<?xml version="1.0"?><a/>',
          status: '',
          source: null,
          buildingId: '6300000031',
          leaseId: '77',
          approved: true,
        },
        { id: '2', number: '3', buildingId: '6300000031', customFields: null },
      ],
    })
  })

  it.each([
    ['a byte order mark', '\ufeff', 'utf8', 'text/xml'],
    ['ISO-8859-1 by HTTP', '', 'latin1', 'text/xml; charset="ISO-8859-1"'],
    ['ISO-8859-1 by declaration', '<?xml version="1.0" encoding="ISO-8859-1"?>', 'latin1', 'text/xml'],
  ] as const)('may come with %s', async (_, start, encoding, contentType) => {
    const xml = start + envelope('getVendors', '<getVendorsReturn><v><ID>1</ID><name>Café</name></v></getVendorsReturn>').replace(/^<\?xml.*\n/, '')
    const { url } = await serve((_request, response) => sendXml(response, Buffer.from(xml, encoding), 200, contentType))
    expect((await connect(url).reader.page('vendors', first)).records).toEqual([{ id: '1', name: 'Café' }])
  })

  it.each([
    ['nil', '<getUnitsReturn xsi:type="soapenc:Array" xsi:nil="true"/>'],
    ['empty', '<getUnitsReturn soapenc:arrayType="pw:Unit[0]" xsi:type="soapenc:Array">\n  </getUnitsReturn>'],
  ])('a page may be %s', async (_, part) => {
    const { url } = await serve((_request, response) => sendXml(response, envelope('getUnits', part)))
    expect(await connect(url).reader.page('units', { page: 9 })).toEqual({ records: [], rejects: [] })
  })

  it('separates the rows that cannot be used', async () => {
    const rows = '<x><ID>1</ID><number>5</number></x><x><ID>2</ID></x><x xsi:nil="true"/>'
    const { url } = await serve((_, response) => sendXml(response, envelope('getWorkOrders', `<getWorkOrdersReturn><!-- -->${rows}</getWorkOrdersReturn>`)))
    const { reader } = connect(url)
    const page = await reader.page('work-orders', first)
    expect(page.records).toEqual([{ id: '1', number: '5' }])
    expect(page.rejects).toMatchObject([{ key: '2', reason: 'number is missing' }, { reason: 'the row is nil' }])
  })
})

describe('what is sent', () => {
  it('is SOAP 1.1 as Axis wants it, on a connection of its own', async () => {
    const { url, requests } = await serve((_, response) => sendXml(response, noWorkOrders))
    const propertyware = connect(`${url}?wsdl`)
    const { reader } = propertyware
    await reader.page('work-orders', { page: 3, changedSince: instant('2031-03-01T06:00:00Z') })
    await reader.page('work-orders', first)
    const [request, other] = requests
    expect(request?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '""',
      connection: 'close',
      authorization: `Basic ${Buffer.from('operator:pässword').toString('base64')}`,
    })
    expect(request?.body).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><soap:Envelope /)
    expect(request?.body).toContain('xmlns:ser="http://service.web.propertyware.realpage.com"')
    expect(request?.body).toContain(
      '<ser:getWorkOrders soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><criteria xsi:type="pw:WorkOrderSearchCriteria">' +
        '<pageNumber xsi:type="xsd:int">3</pageNumber><lastModifiedOnOrAfter xsi:type="xsd:dateTime">2031-03-01T06:00:00.000Z</lastModifiedOnOrAfter>' +
        '<orderByNewestFirst xsi:type="xsd:boolean">true</orderByNewestFirst></criteria></ser:getWorkOrders>',
    )
    expect(other?.port).not.toBe(request?.port)
    expect(propertyware.requests()).toBe(2)
  })

  it('asks once for what comes whole', async () => {
    const { url, requests } = await serve(fromFixtures('multiref'))
    const { reader } = connect(url)
    await reader.page('portfolios', first)
    expect(await reader.page('portfolios', { page: 2 })).toEqual({ records: [], rejects: [] })
    expect(requests.map(({ body }) => /<ser:.*<\/ser:\w+>/.exec(body)?.[0])).toEqual([
      '<ser:getAllPortfolios soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"></ser:getAllPortfolios>',
    ])
  })

  it('is at most two requests at a time', async () => {
    let open = 0
    let most = 0
    const { url } = await serve((_, response) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        sendXml(response, noWorkOrders)
      }, 20)
    })
    const { reader } = connect(url)
    await Promise.all([1, 2, 3, 4, 5].map((page) => reader.page('work-orders', { page })))
    expect(most).toBe(2)
  })

  it('never leaves over plain http, except to this machine', () => {
    expect(() => connect('http://pw.example.test/pw/services/PWServices')).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => connect('http://127.0.0.1.example.test/')).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => connect('ftp://localhost/')).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => connect('https://user:pw@pw.example.test/')).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => connect('https://pw.example.test/pw/services/PWServices')).not.toThrow()
  })
})

describe('failures', () => {
  const html = '<html><head><title>Maintenance</title></head><body><p>Back soon<br></body></html>'
  const cases: readonly [string, string, Respond][] = [
    ['a page of HTML with 200', 'unavailable', (_, response) => sendXml(response, html, 200, 'text/html')],
    ['well-formed XML that is no envelope', 'unavailable', (_, response) => sendXml(response, '<html/>')],
    ['an empty 200', 'unavailable', (_, response) => sendXml(response, '')],
    ['an envelope without the wrapper', 'unavailable', (_, response) => sendXml(response, envelope('getUnits', '<getUnitsReturn/>'))],
    ['a wrapper without a result', 'unavailable', (_, response) => sendXml(response, envelope('getWorkOrders', ''))],
    ['truncated XML', 'unavailable', (_, response) => sendXml(response, noWorkOrders.slice(0, -30))],
    ['a bare ampersand', 'unavailable', (_, response) => sendXml(response, noWorkOrders.replace('/>', '>a & b</getWorkOrdersReturn>'))],
    ['a redirect', 'unavailable', (_, response) => response.writeHead(302, { Location: 'https://example.test/login' }).end()],
    ['HTTP 503', 'unavailable', (_, response) => sendXml(response, html, 503, 'text/html')],
    ['HTTP 500 without a fault', 'unavailable', (_, response) => sendXml(response, html, 500, 'text/html')],
    ['a hang-up', 'unavailable', (_, _response, socket) => socket.destroy()],
    [
      'a reset in the middle of the body',
      'unavailable',
      (_, response, socket) => {
        response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': noWorkOrders.length })
        response.write(noWorkOrders.slice(0, 100))
        setTimeout(() => socket.resetAndDestroy(), 20)
      },
    ],
    [
      'a body shorter than its length, though well-formed',
      'unavailable',
      (_, response, socket) => {
        response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': noWorkOrders.length + 10 })
        response.write(noWorkOrders)
        setTimeout(() => socket.end(), 20)
      },
    ],
    ['a document type', 'untrusted', (_, response) => sendXml(response, `<!DOCTYPE a>${noWorkOrders.replace(/^.*\n/, '')}`)],
    ['a dangling reference', 'untrusted', (_, response) => sendXml(response, envelope('getWorkOrders', '<getWorkOrdersReturn href="#id7"/>'))],
    ['text instead of a list', 'untrusted', (_, response) => sendXml(response, envelope('getWorkOrders', '<getWorkOrdersReturn>sorry</getWorkOrdersReturn>'))],
    ['HTTP 401', 'auth', (_, response) => sendXml(response, html, 401, 'text/html')],
    ['HTTP 403', 'auth', (_, response) => sendXml(response, html, 403, 'text/html')],
    ['HTTP 404', 'rejected', (_, response) => sendXml(response, html, 404, 'text/html')],
    ['a fault that blames the caller', 'rejected', (_, response) => sendXml(response, faultEnvelope('No such operation', 'soapenv:Client'), 500)],
  ]

  it.each(cases)('%s is %s', async (_, kind, respond) => {
    const { url, requests } = await serve(respond)
    const { reader, slept } = connect(url)
    await expect(reader.page('work-orders', first)).rejects.toMatchObject({ name: 'PwsfError', kind })
    expect(requests.length).toBe(kind === 'unavailable' ? 3 : 1)
    expect(slept).toEqual(kind === 'unavailable' ? [250, 500] : [])
  })

  it('nobody listens: nothing was sent', async () => {
    const { url, close } = await serve(() => undefined)
    await close()
    await expect(connect(url).reader.check()).rejects.toMatchObject({ kind: 'unavailable' })
  })

  it('a fault says its message, without the class of the exception and without a stack trace', async () => {
    const { url } = await serve((_, response) =>
      sendXml(response, faultEnvelope('java.lang.Exception: Location is invalid&#xD;\n at com.invented.Secret'), 500),
    )
    const failure = await connect(url)
      .reader.page('work-orders', first)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'rejected', message: 'PropertyWare getWorkOrders: Location is invalid' })
  })

  it('a fault with HTTP 200 is one too', async () => {
    const { url } = await serve((_, response) => sendXml(response, faultEnvelope('java.lang.NullPointerException')))
    await expect(connect(url).reader.check()).rejects.toMatchObject({ kind: 'rejected', message: 'PropertyWare getCurrentUser: a fault without a message' })
  })

  it('passes over what goes away by itself', async () => {
    const { url } = await serve(({ number }, response, socket) => (number < 3 ? socket.destroy() : sendXml(response, noWorkOrders)))
    expect(await connect(url).reader.page('work-orders', first)).toEqual({ records: [], rejects: [] })
  })

  it('bounds an answer that drips', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' })
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })
    await expect(connect(url, { timeoutMs: 150, retries: 1 }).reader.check()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('within 150 ms'),
    })
  })

  it('bounds the size of an answer', async () => {
    const { url } = await serve((_, response) => sendXml(response, ' '.repeat(5000)))
    await expect(connect(url, { maxAnswerBytes: 1000 }).reader.check()).rejects.toMatchObject({ kind: 'untrusted' })
  })

  it('stops when asked to, and after close', async () => {
    const { url } = await serve(() => undefined)
    const open = connect(url)
    const asked = new AbortController()
    const waiting = open.reader.check(asked.signal)
    const other = open.reader.check()
    setTimeout(() => asked.abort(), 50)
    await expect(waiting).rejects.toMatchObject({ kind: 'interrupted' })
    open.close()
    await expect(other).rejects.toMatchObject({ kind: 'interrupted' })
    await expect(open.reader.check()).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('says nothing of the credentials, the address or the body', async () => {
    const { url } = await serve((_, response) => sendXml(response, `${noWorkOrders}Tenant Alpha`))
    const failure = await connect(url)
      .reader.page('work-orders', first)
      .catch((error: unknown) => error)
    const { message, context, next } = failure as { message: string; context: unknown; next: string }
    expect(JSON.stringify({ message, context, next })).not.toMatch(/operator|ssword|127\.0\.0\.1|Alpha/)
  })
})
