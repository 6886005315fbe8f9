import { once } from 'node:events'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { root } from './bench.mjs'

// Answers getWorkOrders with as many megabytes as the argument says, in the shape of Axis: every record hoisted, nothing shared between rows.
// The first answer is empty, so that loading code is not measured. Prints its address and its number of rows.

const source = readFileSync(`${root}fixtures/propertyware/get-work-order.multiref.xml`, 'utf8')
const graph = /<multiRef.*<\/multiRef>/s.exec(source)?.[0] ?? ''
const row = (number) =>
  graph
    .replace(/(id="|href="#)id(\d+)"/g, `$1r${number}-$2"`)
    .replace(/>69\d{8}</, `>${6_900_000_000 + number}<`)
    .replace(/(xsi:type="xsd:string">)([^<]{8,}<)/g, `$1${number} $2`)

const count = Math.ceil((Number(process.argv[2]) * 1_048_576) / row(10_000).length)
const namespaces =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:pw="urn:PWServices"'
const start =
  `<?xml version="1.0" encoding="utf-8"?>\n<soapenv:Envelope ${namespaces}><soapenv:Body><ns1:getWorkOrdersResponse ` +
  'xmlns:ns1="http://service.web.propertyware.realpage.com">'
const end = '</soapenv:Body></soapenv:Envelope>'

const list = async (response, rows) => {
  response.writeHead(200, { 'Content-Type': 'text/xml;charset=utf-8' })
  response.write(
    `${start}<getWorkOrdersReturn>${Array.from({ length: rows }, (_, number) => `<w href="#r${number}-0"/>`).join('')}</getWorkOrdersReturn></ns1:getWorkOrdersResponse>`,
  )
  for (let number = 0; number < rows; number += 20) {
    const batch = Array.from({ length: Math.min(20, rows - number) }, (_, index) => row(number + index)).join('')
    if (!response.write(batch)) await once(response, 'drain')
  }
  response.end(end)
}

let served = 0
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    served += 1
    void list(response, served === 1 ? 0 : count)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/pw/services/PWServices`, rows: count }))
})
