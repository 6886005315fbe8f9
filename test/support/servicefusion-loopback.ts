import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface Received {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

/** Answers a request; `number` counts the requests to resources from 1. */
export type Handler = (request: Received, response: ServerResponse, number: number) => unknown

/** A body of `fixtures/servicefusion`, as text. */
export const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/servicefusion/${name}`, import.meta.url), 'utf8')

export const sendJson = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** A list's answer with its totals in `_meta`. */
export const listBody = (items: unknown[], meta: { totalCount?: number; pageCount?: number; currentPage?: number; perPage?: number } = {}) => ({
  items,
  _expandable: [],
  _meta: { totalCount: items.length, pageCount: 1, currentPage: 1, perPage: 50, ...meta },
})

/** Serves `rows` in pages of at most `most`, and the last page for every page past it. */
export const sendPage = (response: ServerResponse, query: URLSearchParams, rows: unknown[], most = 50): void => {
  const perPage = Math.min(Number(query.get('per-page') ?? 10), most)
  const pageCount = Math.ceil(rows.length / perPage)
  const currentPage = Math.max(1, Math.min(Number(query.get('page') ?? 1), pageCount))
  sendJson(
    response,
    200,
    listBody(rows.slice((currentPage - 1) * perPage, currentPage * perPage), { totalCount: rows.length, pageCount, currentPage, perPage }),
  )
}

/** A loopback server: `onToken` answers the token endpoint (default: a fresh token each time), `onResource` everything else. */
export const startServer = async (onResource: Handler, onToken?: Handler) => {
  const received: Received[] = []
  const tokenRequests: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const one: Received = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      if (url.pathname !== '/oauth/access_token') {
        received.push(one)
        onResource(one, response, received.length)
        return
      }
      tokenRequests.push(one)
      if (onToken === undefined) sendJson(response, 200, { access_token: `token-${tokenRequests.length}`, token_type: 'Bearer', expires_in: 3600 })
      else onToken(one, response, tokenRequests.length)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    tokenRequests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
