import type { ServerResponse } from 'node:http'

const page = (title: string, text: string): string => `<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`

export const refuseLogin = (response: ServerResponse): void => {
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="PropertyWare"', 'Content-Type': 'text/html;charset=utf-8' })
  response.end(page('HTTP Status 401', 'This request requires HTTP authentication.'))
}

export const sendPage = (response: ServerResponse, status: number, title: string, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/html;charset=utf-8' })
  response.end(page(title, text))
}

/** Breaks the connection with a reset, as a crashed server or a dropped NAT entry does. */
export const hangUp = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy()
}

export const sendXml = (response: ServerResponse, status: number, xml: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/xml;charset=utf-8' })
  // Two pieces without a length: chunked, as an application server sends what it has not counted.
  const middle = xml.length >> 1
  response.write(xml.slice(0, middle))
  response.end(xml.slice(middle))
}

/** A complete HTTP answer whose XML breaks off. */
export const sendTruncated = (response: ServerResponse, xml: string): void => {
  sendXml(response, 200, xml.slice(0, Math.floor(xml.length * 0.6)))
}

/** Half of the promised body, then a reset. */
export const sendHalf = async (response: ServerResponse, xml: string): Promise<void> => {
  response.writeHead(200, { 'Content-Type': 'text/xml;charset=utf-8', 'Content-Length': String(Buffer.byteLength(xml)) })
  await new Promise<void>((resolve) => {
    response.write(xml.slice(0, xml.length >> 1), () => resolve())
  })
  hangUp(response)
}

/** The answer in full, and then the connection is closed although it was said to stay open. */
export const sendAndClose = (response: ServerResponse, xml: string): void => {
  const { socket } = response
  response.shouldKeepAlive = true
  response.once('finish', () => socket?.end())
  sendXml(response, 200, xml)
}
