import { afterEach, describe, expect, it } from 'vitest'
import type { StatusChange } from '../../src/core/ports/propertyware.js'
import { connect, envelope, faultEnvelope, fixture, openLoopback, sendXml, type SoapRequest } from '../support/soap-loopback.js'

type Loopback = Awaited<ReturnType<typeof openLoopback>>
let server: Loopback | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

const sentRecord = ({ body }: SoapRequest): string => /<workOrder [^>]*>(.*)<\/workOrder>/s.exec(body)?.[1] ?? ''

interface Account {
  /** What a save makes of the record that was sent; by default it is kept to the letter. */
  keep?: (sent: string) => string
  /** Called instead of answering a save. */
  onUpdate?: (answer: () => void, request: SoapRequest, hangUp: () => void) => void
  /** The record's members before the first save. */
  members?: string
}

/** A PropertyWare with one work order that keeps the text it was sent, so that what is read back is exactly what was written. */
const openAccount = async ({ keep = (sent) => sent, onUpdate, members = storedMembers }: Account = {}) => {
  let stored: string | undefined
  const read = (operation: string) => envelope(operation, `<${operation}Return xsi:type="pw:WorkOrder">${stored ?? members}</${operation}Return>`)
  server = await openLoopback((request, response, socket) => {
    if (request.operation !== 'updateWorkOrder') return sendXml(response, read(request.operation))
    const answer = () => {
      stored = keep(sentRecord(request))
      sendXml(response, read(request.operation))
    }
    if (onUpdate === undefined) answer()
    else
      onUpdate(
        () => {
          stored = keep(sentRecord(request))
        },
        request,
        () => socket.destroy(),
      )
  })
  return server
}

const storedMembers =
  '<ID xsi:type="xsd:long">6900000101</ID><approvalComment xsi:type="xsd:string" xsi:nil="true"/><approved xsi:type="xsd:boolean">true</approved>' +
  '<approvedDate xsi:type="xsd:dateTime">2031-03-03T10:00:00.000Z</approvedDate><approvedBy xsi:type="pw:User"><ID xsi:type="xsd:long">6000000009</ID></approvedBy>' +
  '<building xsi:type="pw:Building"><ID xsi:type="xsd:long">6300000031</ID><name xsi:type="xsd:string">18 Linden Court</name></building>' +
  '<category xsi:type="xsd:string">HVAC </category><completedDate xsi:type="xsd:dateTime" xsi:nil="true"/><costEstimate xsi:type="xsd:double">225.0</costEstimate>' +
  '<customFields soapenc:arrayType="pw:CustomField[2]" xsi:type="soapenc:Array">' +
  '<customFields xsi:type="pw:CustomField"><ID xsi:type="xsd:long">6100000402</ID><dataType xsi:type="xsd:string">Text</dataType><fieldName xsi:type="xsd:string">Zone</fieldName><value xsi:type="xsd:string">North </value></customFields>' +
  '<customFields xsi:type="pw:CustomField"><ID xsi:type="xsd:long">6100000401</ID><dataType xsi:type="xsd:string">Text</dataType><fieldName xsi:type="xsd:string">Service Status</fieldName><value xsi:type="xsd:string">New</value></customFields>' +
  '</customFields><description xsi:type="xsd:string">Heat pump &amp; fan.\r\nSecond call, caf\u00e9 side.  </description><hourEstimate xsi:type="xsd:double">2.5</hourEstimate>' +
  '<lease xsi:type="pw:Lease" xsi:nil="true"/><location xsi:type="xsd:string">BRIARTRUST | 18LINDENCT</location>' +
  '<notes soapenc:arrayType="pw:Note[0]" xsi:type="soapenc:Array"/><number xsi:type="xsd:int">30442</number><priorityAsInt xsi:type="xsd:int">3</priorityAsInt>' +
  '<requestedByContact xsi:type="pw:Contact"><ID xsi:type="xsd:long">6600000111</ID><ssn xsi:type="xsd:string">000-00-0000</ssn><firstName xsi:type="xsd:string">Tenant</firstName></requestedByContact>' +
  '<serviceRequestUnit xsi:type="xsd:string"></serviceRequestUnit><source xsi:type="xsd:string">Tenant Portal</source><status xsi:type="xsd:string">Open</status>' +
  '<type xsi:type="xsd:string">Turnover </type><unitIDs soapenc:arrayType="xsd:long[1]" xsi:type="soapenc:Array"><unitIDs xsi:type="xsd:long">9007199254740993</unitIDs></unitIDs>' +
  '<vendorIDs soapenc:arrayType="xsd:long[0]" xsi:type="soapenc:Array"/>'

const change: StatusChange = {
  workOrderId: '6900000101',
  number: '30442',
  expected: { status: 'Open', serviceStatus: 'New' },
  status: 'Closed',
  serviceStatus: 'Closed',
}

const updates = ({ requests }: Loopback): SoapRequest[] => requests.filter(({ operation }) => operation === 'updateWorkOrder')
const onlyUpdate = (account: Loopback): string => sentRecord(updates(account)[0] ?? { number: 0, operation: '', headers: {}, body: '', port: 0 })

describe('a change of status', () => {
  it('is written and read back, with every other member as it was', async () => {
    const account = await openAccount()
    const { writer } = connect(account.url)
    const result = await writer.changeStatus(change)
    expect(result).toMatchObject({ outcome: 'written', after: { status: 'Closed', category: 'HVAC ', approved: true, source: 'Tenant Portal' } })
    const description = 'Heat pump & fan.\r\nSecond call, café side.  '
    expect(result).toMatchObject({
      after: {
        description,
        customFields: [
          { name: 'Zone', value: 'North ' },
          { name: 'Service Status', value: 'Closed' },
        ],
      },
    })
    expect(account.requests.map(({ operation }) => operation)).toEqual(['getWorkOrder', 'updateWorkOrder', 'getWorkOrder'])
  })

  it('sends every member byte for byte, arrays counted, CR as a reference, nothing sensitive', async () => {
    const account = await openAccount()
    await connect(account.url).writer.changeStatus(change)
    const expected = storedMembers
      .replace('\r', '&#xD;')
      .replace('\u00e9', '&#xE9;')
      .replace('<ssn xsi:type="xsd:string">000-00-0000</ssn>', '')
      .replace('>Open<', '>Closed<')
      .replace('>New<', '>Closed<')
    const normal = (xml: string) =>
      xml
        .replace(/<(\w+)([^<>]*)\/>/g, '<$1$2></$1>')
        .replace(/soapenc:arrayType="([^"]*)" xsi:type="soapenc:Array"/g, 'xsi:type="soapenc:Array" soapenc:arrayType="$1"')
    expect(normal(onlyUpdate(account))).toBe(normal(expected))
    expect(updates(account)[0]?.body).toContain(
      '<ser:updateWorkOrder soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><workOrder xsi:type="pw:WorkOrder">',
    )
  })

  it('asks for the record by its number, and checks the key', async () => {
    const account = await openAccount()
    await connect(account.url).writer.changeStatus(change)
    expect(account.requests[0]?.body).toContain('<workOrderNumber xsi:type="xsd:int">30442</workOrderNumber>')
    const lost = await connect(account.url).writer.changeStatus({ ...change, workOrderId: '1' })
    expect(lost).toMatchObject({ outcome: 'impossible', reason: expect.stringContaining('30442') })
    expect(account.requests.at(-1)?.body).toContain('<ids xsi:type="soapenc:Array" soapenc:arrayType="xsd:long[1]"><item xsi:type="xsd:long">1</item></ids>')
    expect(updates(account)).toHaveLength(1)
  })

  it('is already there', async () => {
    const account = await openAccount()
    const result = await connect(account.url).writer.changeStatus({ ...change, status: 'open ', serviceStatus: 'NEW', expected: { status: 'Other' } })
    expect(result).toMatchObject({ outcome: 'already', after: { status: 'Open' } })
    expect(updates(account)).toEqual([])
  })

  it.each([{ status: 'Open ' }, { status: null }, { serviceStatus: 'Scheduled' }, { serviceStatus: null }])(
    'is stale when %j was expected',
    async (expected) => {
      const account = await openAccount()
      expect(await connect(account.url).writer.changeStatus({ ...change, expected })).toMatchObject({ outcome: 'stale', after: { status: 'Open' } })
      expect(updates(account)).toEqual([])
    },
  )

  it('touches only the status when the record lacks the custom field', async () => {
    const account = await openAccount()
    const { writer } = connect(account.url, { serviceStatusField: 'Another Field' })
    expect(await writer.changeStatus({ ...change, expected: {} })).toMatchObject({ outcome: 'written', after: { status: 'Closed' } })
    expect(onlyUpdate(account)).toContain('>New<')
    const { status: _, ...rest } = change
    expect(await writer.changeStatus({ ...rest, expected: {} })).toMatchObject({ outcome: 'impossible' })
    expect(updates(account)).toHaveLength(1)
  })

  it('is impossible on a record that is approved without a date', async () => {
    const members = storedMembers.replace('>2031-03-03T10:00:00.000Z<', ' xsi:nil="true"><')
    const account = await openAccount({ members })
    expect(await connect(account.url).writer.changeStatus(change)).toMatchObject({ outcome: 'impossible', reason: expect.stringContaining('approval date') })
    expect(updates(account)).toEqual([])
  })

  it('is refused with a reason that names the record', async () => {
    server = await openLoopback(({ operation }, response) =>
      operation === 'updateWorkOrder'
        ? sendXml(response, faultEnvelope('java.lang.Exception: Location is invalid'), 500)
        : sendXml(response, envelope(operation, `<${operation}Return>${storedMembers}</${operation}Return>`)),
    )
    const failure = connect(server.url).writer.changeStatus(change)
    await expect(failure).rejects.toMatchObject({ kind: 'rejected', message: 'Work order 30442: PropertyWare updateWorkOrder: Location is invalid' })
    expect(updates(server)).toHaveLength(1)
  })
})

describe('what the server makes of a save', () => {
  it.each([
    ['the approval is gone', (sent: string) => sent.replace('>true<', '>false<'), ['approved']],
    ['a blank was trimmed and the source reset', (sent: string) => sent.replace('HVAC ', 'HVAC').replace('Tenant Portal', 'None'), ['category', 'source']],
    ['the line ends changed', (sent: string) => sent.replace('&#xD;', ''), ['description']],
    ['another custom field is gone', (sent: string) => sent.replace('North ', ''), ['customFields']],
    ['the status did not take', (sent: string) => sent.replace('<status xsi:type="xsd:string">Closed', '<status xsi:type="xsd:string">Open'), ['status']],
    ['a unit is gone', (sent: string) => sent.replace(/<unitIDs xsi:type="xsd:long">\d+<\/unitIDs>/, ''), ['unitIDs']],
    ['another building', (sent: string) => sent.replace('6300000031', '6300000032'), ['building']],
    ['a note too many', (sent: string) => sent.replace('</notes>', '<n><ID>1</ID><body>Twice</body></n></notes>'), ['notes']],
  ])('is a mismatch when %s', async (_, keep, members) => {
    const account = await openAccount({ keep })
    expect(await connect(account.url).writer.changeStatus(change)).toMatchObject({ outcome: 'mismatch', members })
  })

  it.each([
    ['the lease was attached', (sent: string) => sent.replace(/<lease [^>]*><\/lease>/, '<lease><ID>77</ID></lease>')],
    ['the approver was restamped', (sent: string) => sent.replace('6000000009', '6000000010')],
    [
      'the completed date was stamped',
      (sent: string) => sent.replace(/<completedDate [^>]*><\/completedDate>/, '<completedDate>2031-03-05T00:00:00Z</completedDate>'),
    ],
    ['the pick-list has a blank of its own', (sent: string) => sent.replaceAll('>Closed<', '>Closed <')],
    [
      'numbers and dates are written another way',
      (sent: string) => sent.replace('225.0', '225').replace('10:00:00.000Z', '10:00:00Z').replace('>true<', '>1<'),
    ],
    ["the building's own name changed", (sent: string) => sent.replace('18 Linden Court', '18 Linden Ct')],
    ['nil came back as absent', (sent: string) => sent.replace(/<approvalComment [^>]*><\/approvalComment>/, '')],
  ])('is no damage when %s', async (_, keep) => {
    const account = await openAccount({ keep })
    const result = await connect(account.url).writer.changeStatus(change)
    expect(result).toMatchObject({ outcome: 'written' })
  })
})

describe('a save whose answer was lost', () => {
  it('is written when the record shows it', async () => {
    const account = await openAccount({
      onUpdate: (save, _, hangUp) => {
        save()
        hangUp()
      },
    })
    expect(await connect(account.url).writer.changeStatus(change)).toMatchObject({ outcome: 'written', after: { status: 'Closed' } })
    expect(updates(account)).toHaveLength(1)
  })

  it('is unknown when the record does not show it, and is not sent again', async () => {
    const account = await openAccount({ onUpdate: (_save, _request, hangUp) => hangUp() })
    await expect(connect(account.url).writer.changeStatus(change)).rejects.toMatchObject({ kind: 'unknown-outcome', context: { number: '30442' } })
    expect(updates(account)).toHaveLength(1)
  })

  it('is unknown when nothing answers any more', async () => {
    let dead = false
    const members = storedMembers
    server = await openLoopback(({ operation }, response, socket) => {
      dead ||= operation === 'updateWorkOrder'
      if (dead) socket.destroy()
      else sendXml(response, envelope(operation, `<${operation}Return>${members}</${operation}Return>`))
    })
    await expect(connect(server.url).writer.changeStatus(change)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  })
})

describe('a record full of references', () => {
  it('is sent as a finite tree from the multiRef form', async () => {
    const sample = fixture('get-work-order.multiref.xml')
    server = await openLoopback(({ operation }, response) =>
      sendXml(response, operation === 'updateWorkOrder' ? envelope(operation, `<${operation}Return/>`) : sample),
    )
    const { writer } = connect(server.url)
    const result = await writer.changeStatus({ ...change, status: 'Closed' })
    expect(result).toMatchObject({ outcome: 'mismatch', members: ['customFields', 'status'] })
    const sent = onlyUpdate(server)
    expect(sent).not.toMatch(/href=|000-00-0000|X0000000|00-0000000|000000000|ssn|taxID|nameOnCheck/)
    expect(sent).toContain('<documents xsi:type="soapenc:Array" soapenc:arrayType="pw:Document[1]"><documents xsi:type="pw:Document">')
    expect(sent).toContain('<fileData xsi:type="xsd:string">SW52ZW50ZWQ=</fileData>')
    expect(sent).toContain(
      '<tenants xsi:type="soapenc:Array" soapenc:arrayType="pw:Contact[2]"><tenants xsi:type="pw:Contact"><ID xsi:type="xsd:long">6600000111</ID>',
    )
    expect(sent).toContain('<body xsi:type="xsd:string">Tenant home&#xD;\nafter 4 pm</body>')
  })

  it('has its cycles cut to IDs', async () => {
    const members = storedMembers.replace(
      '<building xsi:type="pw:Building">',
      '<building id="b" xsi:type="pw:Building"><units soapenc:arrayType="xsd:anyType[1]"><u href="#u"/></units>',
    )
    const hoisted = '<multiRef id="u" xsi:type="pw:Unit"><ID xsi:type="xsd:long">5</ID><parent href="#b"/></multiRef>'
    server = await openLoopback(({ operation }, response) =>
      sendXml(response, envelope(operation, `<${operation}Return>${members}</${operation}Return>`, hoisted)),
    )
    await connect(server.url).writer.changeStatus(change)
    expect(onlyUpdate(server)).toContain(
      '<building xsi:type="pw:Building"><units xsi:type="soapenc:Array" soapenc:arrayType="xsd:anyType[1]"><u xsi:type="pw:Unit"><ID xsi:type="xsd:long">5</ID>' +
        '<parent xsi:type="pw:Building"><ID xsi:type="xsd:long">6300000031</ID></parent></u></units><ID xsi:type="xsd:long">6300000031</ID>',
    )
  })

  it('declares foreign types where it uses them', async () => {
    const members = `${storedMembers}<extra xmlns:q="urn:other" xsi:type="q:Thing"><ID>1</ID></extra>`
    const account = await openAccount({ members })
    expect(await connect(account.url).writer.changeStatus(change)).toMatchObject({ outcome: 'written' })
    expect(onlyUpdate(account)).toContain('<extra xmlns:t="urn:other" xsi:type="t:Thing"><ID>1</ID></extra>')
  })
})
