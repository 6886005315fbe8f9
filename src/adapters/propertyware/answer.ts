import { PwsfError } from '../../core/errors.js'
import { refused, rejected, unusable } from './errors.js'
import { member, namespaces, textOf, type WireNode } from './node.js'
import type { Operation } from './operations.js'
import type { Answer } from './transport.js'
import { type Root, UntrustedXml } from './tree.js'

const longestMessage = 300

/** One or more qualified names of exceptions, each with its colon: `java.rmi.RemoteException: java.lang.Exception: `. */
const exceptionClasses = /^(?:(?:[A-Za-z_$][\w$]*\.)+[\w$]*(?:Exception|Error|Throwable|Fault)\s*(?::\s*|$))+/

/**
 * What a fault says to people: Axis puts the exception's class before the message and may put a stack trace behind it
 * (reference, section 1.14). Neither belongs into a message.
 */
const faultMessage = (faultstring: string): string => {
  const first = faultstring.trim().split(/\r?\n|\r/)[0] ?? ''
  const message = first.replace(exceptionClasses, '').trim()
  return message === '' ? 'a fault without a message' : message.slice(0, longestMessage)
}

const fault = (operation: Operation, node: WireNode, status: number): PwsfError => {
  const code = (textOf(node, 'faultcode') ?? '').trim().replace(/^.*:/, '')
  const message = faultMessage(textOf(node, 'faultstring') ?? '')
  if (/unauthenti|unauthori|authentication/i.test(code)) return refused(operation, message)
  return rejected(operation, message, { context: { status, faultCode: code.slice(0, 60) } })
}

const retryAfter = (answer: Answer): { retryAfterMs?: number } => {
  const seconds = Number(answer.headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}
}

/** Failures that are told by HTTP alone. A page of 200 with HTML is not one of them: it has no wrapper. */
const statusProblem = (operation: Operation, answer: Answer): PwsfError | undefined => {
  const { status } = answer
  const context = { status }
  if (status === 401 || status === 403) return refused(operation, `refused the credentials or the right (HTTP ${status})`)
  if (status >= 300 && status < 400)
    return unusable(operation, 'sent', `redirected (HTTP ${status})`, { context, next: 'Check PWSF_PW_URL: redirects are not followed.' })
  if (status >= 500 || status === 408 || status === 429) return unusable(operation, 'sent', `answered HTTP ${status}`, { context, ...retryAfter(answer) })
  if (status >= 400) return rejected(operation, `answered HTTP ${status}`, { context, next: 'Check PWSF_PW_URL.' })
  return status < 200 ? unusable(operation, 'sent', `answered HTTP ${status}`, { context }) : undefined
}

const bodyOf = (root: Root | undefined): WireNode | undefined =>
  root?.name === 'Envelope' && root.uri === namespaces.envelope ? member(root.node, 'Body') : undefined

/**
 * The value that an operation returned. Success is a 2xx answer *and* a parsed wrapper with its part: a maintenance page, an empty body or a
 * redirect is none (reference, section 1.6). Throws a PwsfError for everything else.
 */
export const resultOf = (operation: Operation, answer: Answer): WireNode => {
  const body = bodyOf(answer.root)
  const faulty = body === undefined ? undefined : member(body, 'Fault')
  if (faulty !== undefined && answer.status !== 401 && answer.status !== 403) throw fault(operation, faulty, answer.status)
  const failure = statusProblem(operation, answer)
  if (failure !== undefined) throw failure
  const context = { status: answer.status }
  if (answer.problem instanceof UntrustedXml) throw unusable(operation, 'sent', `the answer ${answer.problem.message}`, { kind: 'untrusted', context })
  if (answer.problem !== undefined) throw unusable(operation, 'sent', 'the answer is not well-formed XML', { cause: answer.problem, context })
  const wrapper = body === undefined ? undefined : member(body, `${operation}Response`)
  if (wrapper === undefined) throw unusable(operation, 'sent', 'the answer is no SOAP response to this operation', { context })
  const part = member(wrapper, `${operation}Return`) ?? wrapper.members[0]?.node
  if (part === undefined) throw unusable(operation, 'sent', 'the answer holds no result', { context })
  return part
}
