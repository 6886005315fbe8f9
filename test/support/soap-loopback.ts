import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { openPropertyWare, type PropertyWareOptions } from '../../src/adapters/propertyware/index.js'
import { leapingClock } from './virtual-clock.js'

export interface SoapRequest {
  /** 1 for the first request that the server received. */
  number: number
  operation: string
  headers: IncomingHttpHeaders
  body: string
  port: number | undefined
}

export type Respond = (request: SoapRequest, response: ServerResponse, socket: Socket) => void

/** A bare HTTP server on loopback that answers as the test says; it knows nothing of SOAP beyond finding the operation's name. */
export const openLoopback = async (respond: Respond) => {
  const requests: SoapRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const operation = /<(?:\w+:)?Body[^>]*><(?:\w+:)?(\w+)/.exec(body)?.[1] ?? ''
      const request = { number: requests.length + 1, operation, headers: incoming.headers, body, port: incoming.socket.remotePort }
      requests.push(request)
      respond(request, response, incoming.socket)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pw/services/PWServices`,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** The adapter on that address, with a clock on which waiting takes no time. */
export const connect = (url: string, options: Partial<PropertyWareOptions> = {}) => {
  const { clock, slept } = leapingClock('2031-03-05T00:00:00.000Z')
  const propertyware = openPropertyWare({
    url,
    username: 'operator',
    password: 'pässword',
    serviceStatusField: 'Service Status',
    clock,
    random: () => 0.5,
    ...options,
  })
  return { ...propertyware, slept }
}

export const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/propertyware/${name}`, import.meta.url))

export const sendXml = (response: ServerResponse, xml: string | Buffer, status = 200, contentType = 'text/xml;charset=utf-8'): void => {
  response.writeHead(status, { 'Content-Type': contentType })
  response.end(xml)
}

const prefixes =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:pw="urn:PWServices"'

/** An answer to `operation` around its return part and, after the wrapper, whatever was hoisted. */
export const envelope = (operation: string, part: string, hoisted = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<soapenv:Envelope ${prefixes}><soapenv:Body><ns1:${operation}Response ` +
  `xmlns:ns1="http://service.web.propertyware.realpage.com">${part}</ns1:${operation}Response>${hoisted}</soapenv:Body></soapenv:Envelope>`

export const faultEnvelope = (faultstring: string, code = 'soapenv:Server.userException'): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<soapenv:Envelope ${prefixes}><soapenv:Body><soapenv:Fault><faultcode>${code}</faultcode><faultstring>${faultstring}</faultstring>` +
  '<detail><ns1:stackTrace xmlns:ns1="http://xml.apache.org/axis/">at com.invented.Secret.method(Secret.java:1)</ns1:stackTrace></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>'
