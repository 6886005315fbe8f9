import { operations, type Operation } from './operations.js'
import { type Kind, membersByType } from './schema.js'
import { SoapFault } from './soap-fault.js'
import { attribute, parseXml, type XmlElement } from './xml.js'

/** A decoded value: long as text, dateTime as milliseconds, a complex type as its members (those that were sent). */
export type Value = string | number | boolean | null | Value[] | Members
export interface Members {
  readonly [member: string]: Value | undefined
}

export interface Call {
  readonly operation: Operation
  /** Namespace of the wrapper: the answer echoes it. */
  readonly namespace: string
  readonly parameters: Members
}

const notANumber = (text: string): SoapFault => new SoapFault(`java.lang.NumberFormatException: For input string: "${text}"`)

const decodeDateTime = (text: string, declared: string | undefined): number => {
  // A value that says it is a date may be one; a bare date for a dateTime is refused (reference, section 1.14).
  const bare = declared === 'date' && /^\d{4}-\d\d-\d\d$/.test(text)
  const full = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  const moment = bare ? Date.parse(text) : full === null ? Number.NaN : Date.parse(full[2] === undefined ? `${text}Z` : text)
  if (Number.isNaN(moment)) throw new SoapFault('java.lang.NumberFormatException: Invalid date/time')
  return moment
}

const decodeScalar = (item: string, text: string, declared: string | undefined): Value => {
  const trimmed = text.trim()
  switch (item) {
    case 'long':
    case 'int':
      if (!/^[+-]?\d+$/.test(trimmed)) throw notANumber(trimmed)
      return item === 'int' ? Number(trimmed) : BigInt(trimmed).toString()
    case 'double':
      if (trimmed === '' || Number.isNaN(Number(trimmed))) throw notANumber(trimmed)
      return Number(trimmed)
    case 'boolean':
      return trimmed === 'true' || trimmed === '1'
    case 'dateTime':
      return decodeDateTime(trimmed, declared)
    default:
      return text
  }
}

const isNil = (element: XmlElement): boolean => ['true', '1'].includes(attribute(element, 'nil') ?? '')

const declaredType = (element: XmlElement): string | undefined =>
  element.attributes
    .find((each) => each.local === 'type' && each.uri !== '')
    ?.value.split(':')
    .at(-1)

const createDecoder = (byId: ReadonlyMap<string, XmlElement>) => {
  const follow = (element: XmlElement): XmlElement => {
    const href = attribute(element, 'href')
    if (href === undefined) return element
    const target = byId.get(href.replace(/^#/, ''))
    if (target === undefined) throw new SoapFault(`org.xml.sax.SAXException: Could not resolve reference ${href}`)
    return target
  }

  const decode = (sent: XmlElement, kind: Kind, depth: number): Value => {
    const element = follow(sent)
    if (isNil(element)) return null
    if (depth > 40) throw new SoapFault('java.lang.StackOverflowError')
    // Items may have any name, and are not told apart from one another.
    if (kind.array) return element.children.map((child) => decode(child, { ...kind, array: false }, depth + 1))
    const declared = declaredType(element)
    if (kind.simple) return decodeScalar(kind.item, element.text, declared)
    if (kind.item === 'anyType') return decodeAny(element, declared, depth)
    return decodeMembers(element, declared !== undefined && membersByType.has(declared) ? declared : kind.item, depth)
  }

  const decodeAny = (element: XmlElement, declared: string | undefined, depth: number): Value =>
    declared !== undefined && membersByType.has(declared) ? decodeMembers(element, declared, depth) : decodeScalar(declared ?? 'string', element.text, declared)

  const decodeMembers = (element: XmlElement, type: string, depth: number): Members => {
    const known = membersByType.get(type) ?? []
    const members: Record<string, Value> = {}
    for (const child of element.children) {
      const member = known.find((each) => each.name === child.local)
      if (member === undefined) {
        throw new SoapFault(`org.xml.sax.SAXException: Invalid element in com.realpage.propertyware.web.service.${type} - ${child.local}`)
      }
      members[member.name] = decode(child, member.kind, depth + 1)
    }
    return members
  }
  return decode
}

const indexIds = (element: XmlElement, byId: Map<string, XmlElement>): void => {
  const id = attribute(element, 'id')
  if (id !== undefined) byId.set(id, element)
  for (const child of element.children) indexIds(child, byId)
}

const readEnvelope = (xml: string): XmlElement => {
  let root: XmlElement | undefined
  try {
    root = parseXml(xml)
  } catch (error) {
    throw new SoapFault(`org.xml.sax.SAXParseException: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
  }
  if (root === undefined) throw new SoapFault('org.xml.sax.SAXParseException: Premature end of file.')
  if (root.local !== 'Envelope') throw new SoapFault(`org.xml.sax.SAXException: Bad envelope tag:  ${root.local}`)
  return root
}

/** Reads a request envelope into a call. Operations are told apart by the wrapper's local name. Throws SoapFault as Axis would. */
export const decodeCall = (xml: string): Call => {
  const envelope = readEnvelope(xml)
  const body = envelope.children.find((child) => child.local === 'Body')
  const wrapper = body?.children[0]
  if (wrapper === undefined) throw new SoapFault('No such operation')
  const operation = operations.get(wrapper.local)
  if (operation === undefined) throw new SoapFault(`No such operation '${wrapper.local}'`)
  const byId = new Map<string, XmlElement>()
  indexIds(envelope, byId)
  const decode = createDecoder(byId)
  const parameters: Record<string, Value> = {}
  for (const [index, child] of wrapper.children.entries()) {
    const parameter = operation.parameters.find((each) => each.name === child.local) ?? operation.parameters[index]
    if (parameter === undefined) throw new SoapFault(`No such operation '${wrapper.local}'`)
    parameters[parameter.name] = decode(child, parameter.kind, 0)
  }
  return { operation, namespace: wrapper.uri, parameters }
}
