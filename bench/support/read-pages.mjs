import { request } from 'node:http'
import sax from 'sax'

// The floor of reading PropertyWare: the same pages by a bare loop. One connection per request as PropertyWare needs it, every byte through the XML
// scanner once, and only ids kept; nothing is checked, turned into records or stored. Arguments: JSON of { operation: pages }. Prints what it saw.

const listings = {
  getBuildings: 'BuildingSearchCriteria',
  getUnits: 'UnitSearchCriteria',
  getLeases: 'LeaseSearchCriteria',
  getContacts: 'ContactSearchCriteria',
  getWorkOrders: 'WorkOrderSearchCriteria',
}
const { PWSF_PW_URL: url = '', PWSF_PW_USERNAME: user, PWSF_PW_PASSWORD: password } = process.env
const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const criteria = (type, page, since) =>
  type === undefined
    ? ''
    : `<criteria xsi:type="pw:${type}"><pageNumber xsi:type="xsd:int">${page}</pageNumber>` +
      (since === undefined ? '' : `<lastModifiedOnOrAfter xsi:type="xsd:dateTime">${since}</lastModifiedOnOrAfter>`) +
      (type === 'WorkOrderSearchCriteria' ? '<orderByNewestFirst xsi:type="xsd:boolean">true</orderByNewestFirst>' : '') +
      '</criteria>'

const envelope = (operation, part) =>
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  `xmlns:pw="urn:PWServices"><soap:Body><ser:${operation} xmlns:ser="http://service.web.propertyware.realpage.com">${part}</ser:${operation}></soap:Body></soap:Envelope>`

let bytes = 0
let elements = 0

const read = (operation, part) =>
  new Promise((resolve, reject) => {
    const body = envelope(operation, part)
    const parser = sax.parser(true, { position: false })
    const found = []
    let inNumber = false
    Object.assign(parser, {
      onopentag: ({ name }) => {
        elements += 1
        inNumber = name === 'number'
      },
      ontext: (text) => {
        if (inNumber) found.push(text)
        inNumber = false
      },
    })
    const headers = {
      Authorization: authorization,
      'Content-Type': 'text/xml;charset=utf-8',
      SOAPAction: '""',
      Connection: 'close',
      'Content-Length': Buffer.byteLength(body),
    }
    const sent = request(url, { method: 'POST', agent: false, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${operation}: ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('data', (text) => {
        bytes += text.length
        parser.write(text)
      })
      response.on('end', () => resolve(found))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const plan = JSON.parse(process.argv[2] ?? '{}')
const numbers = []
const begin = performance.now()
for (const [operation, pages] of Object.entries(plan)) {
  for (let page = 1; page <= pages; page += 1) {
    const seen = await read(operation, criteria(listings[operation], page, process.argv[3]))
    if (operation === 'getWorkOrders') numbers.push(...seen)
  }
}
process.stdout.write(JSON.stringify({ wallMs: performance.now() - begin, bytes, elements, numbers }))
