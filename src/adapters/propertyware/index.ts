import { PwsfError } from '../../core/errors.js'
import type { Clock, Random } from '../../core/ports/clock.js'
import type { Events } from '../../core/ports/events.js'
import type { PropertyWareReader, PropertyWareWriter } from '../../core/ports/propertyware.js'
import { openClient } from './client.js'
import { openReader } from './reader.js'
import { openWriter } from './writer.js'

export interface PropertyWareOptions {
  /** The SOAP endpoint, with or without `?wsdl`. Plain http is accepted for loopback hosts only. */
  url: string
  username: string
  password: string
  /** The work order custom field that shows the job's status, by its display name. */
  serviceStatusField: string
  /** Bounds each request as a whole, an answer that drips included; default 90 s. */
  timeoutMs?: number
  /** Tries of a read, the first included; default 3. Writes are sent once. */
  retries?: number
  /** Requests at the same time; default 2. */
  concurrency?: number
  /** The largest answer that is read, in bytes; default 512 MB. */
  maxAnswerBytes?: number
  clock: Clock
  random: Random
  log?: Events['log']
}

export interface PropertyWare {
  reader: PropertyWareReader
  writer: PropertyWareWriter
  /** HTTP requests sent so far, repetitions included. */
  requests(): number
  /** Ends what is under way; later calls fail as interrupted. */
  close(): void
}

const maxDepth = 200

const isLoopback = (hostname: string): boolean => /^(localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname)

const configError = (message: string, next: string): PwsfError => new PwsfError('config', message, { next })

const endpointOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw configError('PWSF_PW_URL is not an http(s) address', 'Set it to https://HOST/pw/services/PWServices.')
  if (url.username !== '' || url.password !== '') throw configError('PWSF_PW_URL holds credentials', 'Put them into PWSF_PW_USERNAME and PWSF_PW_PASSWORD.')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw configError('PWSF_PW_URL would send the password unencrypted', 'Use https.')
  if (/^\?wsdl$/i.test(url.search)) url.search = ''
  url.hash = ''
  return url
}

/** Opens PropertyWare's adapter; nothing is sent before the first call. Throws `config` for an address that cannot be used. */
export const openPropertyWare = (options: PropertyWareOptions): PropertyWare => {
  if (options.username.includes(':')) throw configError('PWSF_PW_USERNAME holds a colon', 'Basic authentication cannot carry one; check the name.')
  const client = openClient({
    url: endpointOf(options.url),
    username: options.username,
    password: options.password,
    limits: { timeoutMs: options.timeoutMs ?? 90_000, maxBytes: options.maxAnswerBytes ?? 512 * 1024 * 1024, maxDepth },
    tries: options.retries ?? 3,
    concurrency: options.concurrency ?? 2,
    clock: options.clock,
    random: options.random,
    log: options.log,
  })
  return {
    reader: openReader(client),
    writer: openWriter(client, options.serviceStatusField, options.clock),
    requests: () => client.requests(),
    close: () => client.close(),
  }
}
