import type { ServerResponse } from 'node:http'

/** An answer before it is sent. `body` is JSON unless `html` is set; with neither the body is empty. */
export interface Reply {
  status: number
  body?: unknown
  html?: string
  headers?: Record<string, string>
}

const names: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}

/** Every error but 422 has this body (reference, section 3.5). */
export const failure = (status: number, message: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: { code: status, name: names[status] ?? 'Error', message },
})

/** Paths that do not exist and jobs that were deleted are answered with a whole page. */
export const htmlNotFound = (): Reply => ({
  status: 404,
  html: [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Not Found (#404)</title><style>body{font-family:sans-serif;margin:4em}</style></head>',
    '<body><div class="site-error"><h1>Not Found (#404)</h1><div class="alert alert-danger">Page not found.</div>',
    '<p>The above error occurred while the Web server was processing your request.</p></div></body></html>',
    '',
  ].join('\n'),
})

export const sendReply = (response: ServerResponse, reply: Reply): void => {
  const text = reply.html ?? (reply.body === undefined ? '' : JSON.stringify(reply.body))
  const type = reply.html === undefined ? 'application/json; charset=UTF-8' : 'text/html; charset=UTF-8'
  response.writeHead(reply.status, { ...reply.headers, 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(text)) })
  response.end(text)
}
