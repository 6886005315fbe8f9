import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Faults } from '../kernel.js'
import { failure, htmlNotFound, type Reply } from './replies.js'

/** How an answer leaves the simulator: as a reply, as a broken connection, or not at all. */
export type Outcome = Reply | 'drop' | 'silence'

const silenceLimit = 120_000

/** What a fault does to a request before it is worked on; undefined: nothing. */
export const refuseByFault = (faults: Faults): Outcome | undefined => {
  if (faults.strikes('sf-500')) return failure(500, 'An internal server error occurred.')
  if (faults.strikes('sf-html-404')) return htmlNotFound()
  return undefined
}

/** What a fault makes of the answer to a create that worked. */
export const spoilCreated = (faults: Faults, reply: Reply): Outcome => {
  if (faults.strikes('sf-create-then-500')) return failure(500, 'The object could not be created.')
  if (faults.strikes('sf-create-then-drop')) return 'drop'
  if (faults.strikes('sf-empty-201')) return { status: 201, ...(reply.headers === undefined ? {} : { headers: reply.headers }) }
  return reply
}

/** Keeps the connection open without a byte until the client gives up, two minutes at most. */
export const keepSilent = async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const giveUp = setTimeout(() => request.socket.destroy(), silenceLimit).unref()
    response.once('close', () => {
      clearTimeout(giveUp)
      resolve()
    })
  })

/** Bursts of 429: once begun, they hit every request for a while. */
export const createBursts = (faults: Faults, lengthMs: number) => {
  let until = Number.NEGATIVE_INFINITY
  let bare = false

  return (now: number): { retryAfter: number | undefined } | undefined => {
    if (now >= until) {
      const dressed = faults.strikes('sf-429-burst')
      if (!dressed && !faults.strikes('sf-429-burst-bare')) return undefined
      bare = !dressed
      until = now + lengthMs
    }
    return { retryAfter: bare ? undefined : Math.max(1, Math.ceil((until - now) / 1000)) }
  }
}
