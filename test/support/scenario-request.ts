import sax from 'sax'
import { type Kind, membersOf, type TypeName } from './scenario-schema.js'

/** An element of a request; names without their prefix, text exactly as sent. */
export interface Element {
  name: string
  nil: boolean
  text: string
  children: Element[]
}

/** Thrown for requests that Axis answers with a fault. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

const local = (name: string): string => name.replace(/^.*:/, '')

const isNil = (attributes: Record<string, string>): boolean =>
  Object.entries(attributes).some(([name, value]) => local(name) === 'nil' && (value === 'true' || value === '1'))

/** The root element of a document. Throws on malformed XML. */
export const parseXml = (xml: string): Element => {
  const stack: Element[] = [{ name: '', nil: false, text: '', children: [] }]
  const open = ({ name, attributes }: sax.Tag): void => {
    const element: Element = { name: local(name), nil: isNil(attributes), text: '', children: [] }
    stack.at(-1)?.children.push(element)
    stack.push(element)
  }
  const addText = (text: string): void => {
    const element = stack.at(-1)
    if (element !== undefined) element.text += text
  }
  const parser = Object.assign(sax.parser(true), {
    onerror: (error: Error) => {
      throw error
    },
    onopentag: open,
    ontext: addText,
    oncdata: addText,
    onclosetag: () => stack.pop(),
  })
  parser.write(xml).close()
  const root = stack[0]?.children[0]
  if (root === undefined) throw new Error('the document is empty')
  return root
}

export const child = (element: Element | undefined, name: string): Element | undefined => element?.children.find((candidate) => candidate.name === name)

const decode = (kind: Kind, element: Element): unknown => {
  if (element.nil) return null
  if (typeof kind === 'object') return 'list' in kind ? element.children.map((item) => decode(kind.list, item)) : decodeBean(kind.bean, element)
  const { text } = element
  if (kind === 'string') return text
  if (kind === 'boolean') return /^(true|1)$/.test(text)
  if (kind === 'dateTime') {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text)) throw new Refusal('Invalid date/time')
    return new Date(text).toISOString()
  }
  if (!/^-?\d+(\.\d+)?(E-?\d+)?$/i.test(text)) throw new Refusal(`For input string: "${text}"`)
  return kind === 'long' ? text : Number(text)
}

/** The members that were sent; others are not in the result. An unknown member is refused, as Axis does. */
export const decodeBean = (type: TypeName, element: Element): Record<string, unknown> => {
  const decoded: Record<string, unknown> = {}
  for (const sent of element.children) {
    const member = membersOf(type).get(sent.name)
    if (member === undefined) throw new Refusal(`Invalid element in ${type} - ${sent.name}`)
    decoded[sent.name] = decode(member.kind, sent)
  }
  return decoded
}
