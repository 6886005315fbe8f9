import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bodyOf,
  faultOf,
  fixture,
  login,
  type Node,
  parseAnswer,
  readReturn,
  record,
  records,
  type Server,
  startPropertyWare,
  type WireRecord,
  listIn,
  recordIn,
  textOf,
} from '../support/propertyware-sandbox.js'

const firstPage = '<criteria><pageNumber>1</pageNumber><orderByNewestFirst>true</orderByNewestFirst></criteria>'
const page = (number: number, more = ''): string =>
  `<criteria><pageNumber>${number}</pageNumber><orderByNewestFirst>true</orderByNewestFirst>${more}</criteria>`

describe('answers', () => {
  let server: Server
  beforeAll(async () => {
    server = await startPropertyWare()
  })
  afterAll(async () => server.close())

  it('takes the sample request', async () => {
    const sample = fixture('sample.request.xml').replace('6200000011', server.account.portfolios[0]?.id ?? '')
    const answer = await server.send(sample.replace('2031-03-01T06:00:00.000Z', '2020-03-01T06:00:00.000Z'))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/xml;charset=utf-8')
    const rows = records(answer)
    const expected = server.account.workOrders.filter(({ portfolio }) => portfolio === server.account.portfolios[0])
    expect(rows.map((row) => row['ID'])).toEqual(expected.map(({ id }) => id).toReversed())
  })

  it('has the shape that Axis gives it: beans beside the wrapper, numbered breadth first, each with a prefix of its own', async () => {
    const body = bodyOf(await server.call('getWorkOrders', firstPage))
    const [wrapper, ...multiRefs] = body.children
    expect(wrapper?.name).toBe('ns1:getWorkOrdersResponse')
    expect(wrapper?.attributes['xmlns:ns1']).toBe('http://service.web.propertyware.realpage.com')
    const part = wrapper?.children[0]
    expect(part?.name).toBe('getWorkOrdersReturn')
    expect(part?.attributes).toMatchObject({ 'soapenc:arrayType': 'ns2:WorkOrder[100]', 'xsi:type': 'soapenc:Array', 'xmlns:ns2': 'urn:PWServices' })
    expect(part?.children.map((item) => [item.name, item.attributes['href']])).toEqual(
      Array.from({ length: 100 }, (_, id) => ['getWorkOrdersReturn', `#id${id}`]),
    )
    expect(multiRefs.map((each) => each.attributes['id'])).toEqual(multiRefs.map((_, index) => `id${index}`))
    for (const [index, each] of multiRefs.entries()) {
      expect(each.name).toBe('multiRef')
      expect(each.attributes['xsi:type']).toMatch(new RegExp(`^ns${index + 3}:`))
      expect(each.attributes[`xmlns:ns${index + 3}`]).toBe('urn:PWServices')
    }
    const referred: string[] = []
    const walk = (node: Node): void => {
      const href = node.attributes['href']
      if (href !== undefined && !referred.includes(href)) referred.push(href)
      node.children.forEach(walk)
    }
    body.children.forEach(walk)
    const keys = multiRefs.map((each) => `${each.attributes['xsi:type']?.split(':')[1] ?? ''} ${each.children.find(({ name }) => name === 'ID')?.text ?? ''}`)
    expect(keys.filter((key) => key.startsWith('Portfolio ')).length).toBeLessThan(100)
    expect(new Set(keys).size).toBe(keys.length)
    // Every bean is written once, and in the order in which it was first pointed at.
    expect(referred).toEqual(multiRefs.map((each) => `#${each.attributes['id'] ?? ''}`))
  })

  it('has the members of the sample answer in ASCII order, nils with their type, empty lists with [0]', async () => {
    const sample = parseAnswer(fixture('sample.response.xml'))
    const typesIn = (root: Node): Map<string, Node> =>
      new Map(root.children[0]?.children.filter(({ name }) => name === 'multiRef').map((each) => [each.attributes['xsi:type']?.split(':')[1] ?? '', each]))
    const ours = typesIn(parseAnswer((await server.call('getWorkOrders', firstPage)).text))
    for (const type of ['WorkOrder', 'Building', 'Lease', 'User', 'Portfolio', 'Contact', 'Owner', 'CustomField', 'Note']) {
      const names = ours.get(type)?.children.map(({ name }) => name) ?? []
      expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)))
      const sampled = typesIn(sample)
        .get(type)
        ?.children.map(({ name }) => name) ?? ['no sample']
      expect(names).toEqual(expect.arrayContaining(sampled))
    }
    const workOrder = ours.get('WorkOrder')
    const member = (name: string): Node | undefined => workOrder?.children.find((child) => child.name === name)
    expect(member('serviceRequestCompanyName')?.attributes).toEqual({ 'xsi:type': 'xsd:string', 'xsi:nil': 'true' })
    expect(member('documents')?.attributes['soapenc:arrayType']).toMatch(/^ns\d+:Document\[0\]$/)
    expect(member('unitIDs')?.attributes).toEqual({ 'soapenc:arrayType': 'xsd:long[1]', 'xsi:type': 'soapenc:Array' })
    expect(member('unitIDs')?.children[0]?.name).toBe('unitIDs')
    expect(member('costEstimate')?.text).toMatch(/^\d+\.\d+$/)
    expect(member('createdDate')?.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('sends every work order as the account holds it', async () => {
    const rows = [
      ...records(await server.call('getWorkOrders', page(1))),
      ...records(await server.call('getWorkOrders', page(2))),
      ...records(await server.call('getWorkOrders', page(3))),
    ]
    const byId = new Map(server.account.workOrders.map((each) => [each.id, each]))
    expect(rows).toHaveLength(250)
    for (const row of rows) {
      const workOrder = byId.get(textOf(row['ID']))
      // sax hands CR LF through untouched, as they are on the wire.
      expect(row).toMatchObject({
        number: String(workOrder?.number),
        status: workOrder?.status,
        category: workOrder?.category,
        description: workOrder?.description,
        specificLocation: workOrder?.specificLocation,
        location: workOrder?.location,
        unitIDs: [...(workOrder?.unitIds ?? [])],
        vendorIDs: [...(workOrder?.vendorIds ?? [])],
        approvalComment: workOrder?.approvalComment,
      })
      expect((row['building'] as WireRecord)['ID']).toBe(workOrder?.building?.id)
      expect((row['lease'] as WireRecord | null)?.['ID']).toBe(workOrder?.lease?.id)
      expect((row['requestedByContact'] as WireRecord | null)?.['ID']).toBe(workOrder?.requester?.id)
      expect((row['customFields'] as WireRecord[]).map((field) => field['fieldName'])).toEqual(['Service Status', 'Zone'])
    }
  })

  it('writes what is not ASCII as numeric references and leaves CR LF raw', async () => {
    const { text } = await server.call('getWorkOrders', page(1))
    // oxlint-disable-next-line no-control-regex -- that is the point
    expect(/^[\x00-\x7f]*$/.test(text)).toBe(true)
    expect(text).toContain('\r\n')
    expect(text).toContain('Owner ok &#x2013; up to $300')
  })

  it('sends the personal data that a client must drop', async () => {
    const [contact] = records(await server.call('getContacts', page(1).replace(/<orderBy.*?>true<.*?>/, '')))
    expect(contact).toMatchObject({ ssn: expect.stringMatching(/^000-/), driversLicenseNumber: expect.stringMatching(/^XX/), birthDate: expect.any(String) })
    const [portfolio] = records(await server.call('getAllPortfolios'))
    expect(listIn(portfolio, 'owners')[0]).toMatchObject({ taxID: expect.stringMatching(/^00-/) })
    expect(recordIn(portfolio, 'defaultBankAccount')['routingNumber']).toBe('000000000')
  })

  it('answers the other reads', async () => {
    const { account } = server
    const criteria = '<criteria><pageNumber>1</pageNumber></criteria>'
    expect(readReturn(await server.call('echoString', '<arg xsi:type="xsd:string">a &lt; b &#xE9;</arg>'))).toBe('a < b é')
    expect(record(await server.call('getCurrentUser'))).toMatchObject({ orgId: account.organizationId, userTimeZoneId: 'America/Chicago' })
    expect(records(await server.call('getAllPortfolios')).map((row) => row['abbreviation'])).toEqual(account.portfolios.map(({ abbreviation }) => abbreviation))
    expect(records(await server.call('getVendors'))).toHaveLength(account.vendors.length)
    expect(records(await server.call('getLeases', criteria))[0]).toMatchObject({ unitID: (account.leases[0]?.unit ?? account.leases[0]?.building)?.id })
    const units = records(await server.call('getUnits', criteria))
    expect(units.map((row) => row['ID'])).toEqual(account.units.slice(0, 100).map(({ id }) => id))
    const buildings = records(await server.call('getBuildings', criteria))
    expect(
      buildings.filter((row) => row['rentable'] === 'true').every((row) => row['multiUnit'] === 'false' && units.every((unit) => unit['ID'] !== row['ID'])),
    ).toBe(true)
    const portfolio = account.portfolios[2]
    const own = account.buildings.filter((building) => building.portfolio === portfolio).map(({ id }) => id)
    expect(records(await server.call('getBuildingsForPortfolio', `<portfolioID>${portfolio?.id}</portfolioID>`)).map((row) => row['ID'])).toEqual(own)
    const active = account.leases.find((lease) => lease.unit !== null && lease.status === 'Active')
    expect(record(await server.call('getActiveLeaseForUnit', `<unitId>${active?.unit?.id}</unitId>`))['ID']).toBe(active?.id)
    const home = account.leases.find((lease) => lease.unit === null && lease.status === 'Active')
    expect(record(await server.call('getActiveLeaseForRentableBuilding', `<buildingId>${home?.building.id}</buildingId>`))['ID']).toBe(home?.id)
    expect(readReturn(await server.call('getActiveLeaseForUnit', '<unitId>1</unitId>'))).toBeNull()
  })

  it('pages bill payments by group, voided ones apart', async () => {
    const own = await startPropertyWare({ pageSize: 20, workOrders: 1_000 })
    const all = (voided: boolean): string[] => own.account.billPayments.filter((payment) => payment.voided === voided).map(({ id }) => id)
    for (const [name, count, voided] of [
      ['getBillPayments', 'getBillPaymentGroupCount', false],
      ['getVoidedBillPayments', 'getVoidedBillPaymentGroupCount', true],
    ] as const) {
      const groups = Number(readReturn(await own.call(count)))
      const read: unknown[] = []
      for (let group = 1; group <= groups; group += 1) read.push(...records(await own.call(name, `<group>${group}</group>`)).map((row) => row['ID']))
      expect(read).toEqual(all(voided))
      expect(read.length).toBeGreaterThan(0)
    }
    const since = new Date('2031-02-01T00:00:00Z')
    const later = own.account.billPayments.filter(({ voided, modifiedAt }) => !voided && modifiedAt >= since.getTime())
    expect(Number(readReturn(await own.call('getBillPaymentGroupCount', `<lastSync>${since.toISOString()}</lastSync>`)))).toBe(Math.ceil(later.length / 20))
    await own.close()
  })
})

describe('the ways in which a graph can be written', () => {
  const variants = [
    ['inline', { multiRef: false }, { with: /xsi:nil/, without: /href/ }],
    ['hoisted scalars', { hoistScalars: true }, { with: /<number href="#id\d+"\/>.*xsi:type="xsd:int"[^>]*>\d+<\/multiRef>/s, without: /<number xsi/ }],
    ['absent nulls', { nulls: 'absent' }, { with: /href/, without: /xsi:nil/ }],
    ['inline and absent', { multiRef: false, nulls: 'absent' }, { with: /<getWorkOrdersReturn xsi:type="ns2:WorkOrder">/, without: /href|xsi:nil/ }],
  ] as const

  it.each(variants)('%s: the same records', async (_, options, texts) => {
    const [plain, other] = [await startPropertyWare(), await startPropertyWare(options)]
    const dropNulls = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, each: unknown) => each ?? undefined))
    const [expected, actual] = [await plain.call('getWorkOrders', firstPage), await other.call('getWorkOrders', firstPage)]
    expect(dropNulls(readReturn(actual))).toEqual(dropNulls(readReturn(expected)))
    expect(actual.text).toMatch(texts.with)
    expect(actual.text).not.toMatch(texts.without)
    await Promise.all([plain.close(), other.close()])
  })

  it('can hold leases with their buildings and units, and a cycle', async () => {
    const server = await startPropertyWare({ graph: 'cyclic', pageSize: 1_000 })
    const rows = records(await server.call('getLeases', '<criteria><pageNumber>1</pageNumber></criteria>'))
    const home = rows.find((row) => (row['building'] as WireRecord)['rentable'] === 'true')
    expect(home?.['unit']).toBe(home?.['building'])
    expect(listIn(recordIn(home, 'building'), 'units')[0]).toBe(home?.['building'])
    const flat = rows.find((row) => (row['building'] as WireRecord)['rentable'] === 'false')
    expect(listIn(recordIn(flat, 'building'), 'units')).toContain(flat?.['unit'])
    await server.close()
  })

  it('ends a cycle with a null where nesting cannot express it', async () => {
    const server = await startPropertyWare({ graph: 'cyclic', multiRef: false, pageSize: 1_000 })
    const rows = records(await server.call('getBuildings', '<criteria><pageNumber>1</pageNumber></criteria>'))
    expect(rows.some((row) => (row['units'] as unknown[])[0] === null)).toBe(true)
    await server.close()
  })
})

describe('the server', () => {
  let server: Server
  beforeAll(async () => {
    server = await startPropertyWare({ workOrders: 20 })
  })
  afterAll(async () => server.close())

  it('describes itself under the address it was asked by', async () => {
    const answer = await server.send('', { method: 'GET', path: '?wsdl' })
    expect(answer.status).toBe(200)
    const root = parseAnswer(answer.text)
    expect(root.attributes['targetNamespace']).toBe(server.url)
    const names = (parent: Node | undefined): string[] => parent?.children.map((child) => child.attributes['name'] ?? '') ?? []
    const portType = root.children.find(({ name }) => name === 'wsdl:portType')
    expect(names(portType)).toEqual(expect.arrayContaining(['getWorkOrders', 'updateWorkOrder', 'getVoidedBillPayments', 'echoString']))
    const [types] = root.children
    const workOrder = types?.children[0]?.children.find((child) => child.attributes['name'] === 'WorkOrder')
    expect(workOrder?.children[0]?.children[0]?.attributes['base']).toBe('tns1:AbstractDocumentHolder')
    expect(JSON.stringify(workOrder)).toContain('impl:ArrayOf_tns1_CustomField')
    expect(names(types?.children[1])).toEqual(expect.arrayContaining(['ArrayOf_tns1_WorkOrder', 'ArrayOf_xsd_long', 'ArrayOf_xsd_anyType']))
    expect(JSON.stringify(root.children.at(-1))).toContain(server.url)
  })

  it('refuses everything without the right login, with a page and no fault', async () => {
    for (const [method, path] of [
      ['GET', '?wsdl'],
      ['POST', ''],
    ] as const) {
      for (const authorization of ['', `Basic ${Buffer.from(`${login.username}:wrong`).toString('base64')}`]) {
        const answer = await server.send(method === 'POST' ? '<a/>' : '', { method, path, headers: { authorization } })
        expect(answer.status).toBe(401)
        expect(answer.headers['content-type']).toContain('text/html')
        expect(answer.text).not.toContain('Fault')
      }
    }
  })

  it('tells operations apart by local name, and echoes whatever namespace they came in', async () => {
    const request =
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x:echoString xmlns:x="urn:anything"><arg>hi</arg></x:echoString></e:Body></e:Envelope>'
    const answer = await server.send(request, { path: '?wsdl', headers: { 'content-type': 'text/xml' } })
    expect(readReturn(answer)).toBe('hi')
    expect(answer.text).toContain('xmlns:ns1="urn:anything"')
    const strict = await startPropertyWare({ strict: true, workOrders: 20 })
    expect(faultOf(await strict.send(request))).toBe("No such operation 'echoString'")
    expect(faultOf(await strict.call('getUnits', '<criteria/>'))).toContain('pageNumber is required')
    await strict.close()
  })

  it('resolves references and CDATA in requests, and reads Latin-1 unless told otherwise', async () => {
    const body = (arg: string, more = ''): string =>
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><echoString>${arg}</echoString>${more}</e:Body></e:Envelope>`
    expect(readReturn(await server.send(body('<arg href="#a"/>', '<multiRef id="a">far <![CDATA[<away>]]> </multiRef>')))).toBe('far <away> ')
    expect(readReturn(await server.send(body('<arg>é</arg>')))).toBe('é')
    expect(readReturn(await server.send(body('<arg>é</arg>'), { headers: { 'content-type': 'text/xml' } }))).toBe('Ã©')
    expect(readReturn(await server.send(body('<arg>a\r\nb&#xD;\nc</arg>')))).toBe('a\nb\r\nc')
  })

  it.each([
    ['an unknown operation', 'getPortfolios', '', "No such operation 'getPortfolios'"],
    [
      'an unknown member',
      'getUnits',
      '<criteria><page>1</page></criteria>',
      'org.xml.sax.SAXException: Invalid element in com.realpage.propertyware.web.service.UnitSearchCriteria - page',
    ],
    [
      'a bare date',
      'getUnits',
      '<criteria><pageNumber>1</pageNumber><createdAfter>2031-01-01</createdAfter></criteria>',
      'java.lang.NumberFormatException: Invalid date/time',
    ],
    ['a number that is none', 'getUnits', '<criteria><pageNumber>abc</pageNumber></criteria>', 'java.lang.NumberFormatException: For input string: "abc"'],
    ['a reference to nothing', 'getUnits', '<criteria href="#x"/>', 'org.xml.sax.SAXException: Could not resolve reference #x'],
  ])('answers %s with a fault', async (_, operation, inner, expected) => {
    const answer = await server.call(operation, inner)
    expect(answer.status).toBe(500)
    expect(faultOf(answer)).toBe(expected)
    const fault = bodyOf(answer).children[0]
    expect(fault?.children.map(({ name }) => name)).toEqual(['faultcode', 'faultstring', 'detail'])
    expect(fault?.children[0]?.text).toBe('soapenv:Server.userException')
    expect(fault?.children[2]?.children.map(({ name }) => name)).toEqual(['ns1:stackTrace', 'ns2:hostname'])
  })

  it('answers what is no envelope with a fault', async () => {
    expect(faultOf(await server.send('<a/>'))).toBe('org.xml.sax.SAXException: Bad envelope tag:  a')
    expect(faultOf(await server.send(''))).toContain('SAXParseException')
    expect(faultOf(await server.send('<a><b></a>'))).toContain('SAXParseException')
  })

  it('counts requests by operation', async () => {
    server.counted.length = 0
    await server.call('getVendors')
    await server.call('closeWorkOrder', `<workOrderID>${server.account.workOrders[0]?.id}</workOrderID>`)
    expect(server.counted).toEqual(['getVendors', 'closeWorkOrder!'])
  })
})
