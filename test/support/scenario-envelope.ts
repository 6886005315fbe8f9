import { type Kind, membersOf, type Scalar, type TypeName } from './scenario-schema.js'
import type { SoapStyle } from './scenario-style.js'

export type Bean = Record<string, unknown>

/** The record behind a reference by ID; always the same object for the same record, so that it can be shared on the wire. */
export type LookUp = (type: TypeName, id: string) => Bean

/** A value that stands for a name or a key, as text; nothing where there is none. */
export const nameIn = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

export interface Rendered {
  contentType: string
  body: Buffer
}

const uris = {
  envelope: 'http://schemas.xmlsoap.org/soap/envelope/',
  encoding: 'http://schemas.xmlsoap.org/soap/encoding/',
  schema: 'http://www.w3.org/2001/XMLSchema',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
  types: 'urn:PWServices',
  service: 'http://service.web.propertyware.realpage.com',
} as const

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const numeric = (text: string, beyond: number): string =>
  Array.from(text)
    .map((character) => {
      const code = character.codePointAt(0) ?? 0
      return code > beyond ? `&#${code};` : character
    })
    .join('')

const textOf = (text: string, style: SoapStyle): string => {
  const widest = style.declaration === 'iso-8859-1' ? 0xff : 0x10_ffff
  if (style.text === 'cdata' && numeric(text, widest) === text && !text.includes(']]>')) return `<![CDATA[${text}]]>`
  const carriage = style.carriageReturn === 'raw' ? '\r' : style.carriageReturn
  return numeric(escape(text), style.text === 'numeric' ? 0x7e : widest).replaceAll('\r', carriage)
}

const dateTime = (value: string, style: SoapStyle): string => {
  const moment = new Date(value)
  if (style.dateTimes === '-06:00') return new Date(moment.getTime() - 6 * 3_600_000).toISOString().replace('Z', '-06:00')
  return style.dateTimes === 'Z' ? moment.toISOString().replace('.000Z', 'Z') : moment.toISOString()
}

const double = (value: number, style: SoapStyle): string => {
  if (style.doubles === '225') return String(value)
  if (style.doubles === '2.25E2') return value.toExponential().replace('e+', 'E').replace('e', 'E')
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}

const scalarText = (kind: Scalar, value: unknown, style: SoapStyle): string => {
  if (kind === 'boolean') return style.booleans === 'words' ? String(value) : value === true ? '1' : '0'
  if (kind === 'double') return double(Number(value), style)
  if (kind === 'dateTime') return dateTime(String(value), style)
  return kind === 'string' ? textOf(String(value), style) : String(value)
}

/** One answer of an operation in a style. References inside `value` are followed with `lookUp`. */
export const renderAnswer = (operation: string, kind: Kind, value: unknown, style: SoapStyle, lookUp: LookUp): Rendered => {
  const { chance } = style
  const attribute = (name: string, text: string): string => ` ${name}=${style.quotes}${text}${style.quotes}`
  const gap = style.layout === 'one line' ? '' : style.layout === 'indented' ? '\n  ' : '<!-- next -->\n'
  const ids = new Map<object, string>()
  const waiting: (() => string)[] = []
  let lastId = 0

  const typeName = (of: Scalar | { bean: TypeName }): string => (typeof of === 'string' ? `${style.schema}:${of}` : `${style.types}:${of.bean}`)
  const typeAttribute = (of: Scalar | { bean: TypeName }): string => (style.typed ? attribute(`${style.instance}:type`, typeName(of)) : '')

  /** An element that is referred to, to be written beside the wrapper. */
  const hoist = (of: Scalar | { bean: TypeName }, content: (open: (attributes: string) => string) => string): string => {
    lastId += 1
    const id = `${style.hoistedIds}${lastId}`
    const name = style.hoistedName === 'multiRef' ? 'multiRef' : typeName(of)
    waiting.push(() => content((inner) => `<${name}${attribute('id', id)}${typeAttribute(of)}>${inner}</${name}>`))
    return id
  }

  const scalar = (name: string, of: Scalar, item: unknown): string => {
    const text = scalarText(of, item, style)
    if (style.scalars === 'some hoisted' && chance.next() < 0.4) return `<${name}${attribute('href', `#${hoist(of, (open) => open(text))}`)}/>`
    return `<${name}${typeAttribute(of)}>${text}</${name}>`
  }

  const beanMembers = (type: TypeName, bean: Bean): string => {
    const names = [...membersOf(type).keys()].sort()
    const ordered = style.order === 'ascii' ? names : style.order === 'reversed' ? names.reverse() : chance.shuffled(names)
    return ordered
      .map((name) => {
        const member = membersOf(type).get(name)
        return member === undefined ? '' : element(name, member.kind, bean[name] ?? null)
      })
      .filter((text) => text !== '')
      .join(gap)
  }

  const bean = (name: string, type: TypeName, item: unknown): string => {
    const found = typeof item === 'string' ? lookUp(type, item) : (item as Bean)
    if (style.beans === 'inline') return `<${name}${typeAttribute({ bean: type })}>${beanMembers(type, found)}</${name}>`
    let id = ids.get(found)
    if (id === undefined) {
      id = hoist({ bean: type }, (open) => open(beanMembers(type, found)))
      ids.set(found, id)
    }
    return `<${name}${attribute('href', `#${id}`)}/>`
  }

  const list = (name: string, of: Scalar | { bean: TypeName }, items: unknown[]): string => {
    const itemName = style.items === 'item' ? 'item' : style.items === 'array name' ? name : typeof of === 'string' ? of : of.bean
    const declared = style.arrays === 'undeclared' ? '' : attribute(`${style.encoding}:arrayType`, `${typeName(of)}[${items.length}]`)
    const typed = style.arrays === 'arrayType and type' ? attribute(`${style.instance}:type`, `${style.encoding}:Array`) : ''
    return `<${name}${declared}${typed}>${items.map((item) => element(itemName, of, item)).join(gap)}</${name}>`
  }

  const nothing = (name: string, of: Kind): string => {
    if (style.nil === 'absent') return ''
    const type = style.nil === 'typed' && !(typeof of === 'object' && 'list' in of) ? attribute(`${style.instance}:type`, typeName(of)) : ''
    return `<${name}${type}${attribute(`${style.instance}:nil`, style.nil === '1' ? '1' : 'true')}/>`
  }

  function element(name: string, of: Kind, item: unknown): string {
    if (item === null) return nothing(name, of)
    if (typeof of === 'string') return scalar(name, of, item)
    if ('bean' in of) return bean(name, of.bean, item)
    const items = item as unknown[]
    if (items.length > 0 || style.emptyList === 'empty') return list(name, of.list, items)
    return style.emptyList === 'absent' ? '' : nothing(name, of)
  }

  const partName = style.part === 'operation' ? `${operation}Return` : 'return'
  const answered = element(partName, kind, value)
  const part = answered === '' ? `<${partName}${attribute(`${style.instance}:nil`, 'true')}/>` : answered
  const wrapped =
    style.wrapper === 'prefixed'
      ? `<svc:${operation}Response${attribute('xmlns:svc', uris.service)}>${part}</svc:${operation}Response>`
      : `<${operation}Response${attribute('xmlns', uris.service)}>${part.replace(partName, () => `${partName}${attribute('xmlns', '')}`)}</${operation}Response>`
  const beside: string[] = []
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) beside.push(next())
  const body = style.hoistedPlace === 'after' ? [wrapped, ...beside] : [...beside, wrapped]
  const declared = (['envelope', 'schema', 'instance', 'encoding', 'types'] as const).map((name) => attribute(`xmlns:${style[name]}`, uris[name])).join('')
  const xml = `<${style.envelope}:Envelope${declared}>${gap}<${style.envelope}:Body>${gap}${body.join(gap)}${gap}</${style.envelope}:Body></${style.envelope}:Envelope>`
  return encoded(xml, style)
}

const encoded = (xml: string, { declaration, quotes }: SoapStyle): Rendered => {
  if (declaration === 'iso-8859-1')
    return {
      contentType: 'text/xml; charset=ISO-8859-1',
      body: Buffer.from(`<?xml version=${quotes}1.0${quotes} encoding=${quotes}ISO-8859-1${quotes}?>${xml}`, 'latin1'),
    }
  const head = declaration === 'none' ? '' : `<?xml version=${quotes}1.0${quotes} encoding=${quotes}UTF-8${quotes}?>`
  return { contentType: declaration === 'none' ? 'text/xml; charset="utf-8"' : 'text/xml;charset=UTF-8', body: Buffer.from(head + xml, 'utf8') }
}

/** A fault as Axis words it: class, colon, message. */
export const renderFault = (message: string, style: SoapStyle): Rendered => {
  const { envelope: prefix } = style
  const xml = `<${prefix}:Envelope xmlns:${prefix}="${uris.envelope}"><${prefix}:Body><${prefix}:Fault><faultcode>${prefix}:Server.userException</faultcode><faultstring>java.lang.Exception: ${escape(message)}</faultstring></${prefix}:Fault></${prefix}:Body></${prefix}:Envelope>`
  return encoded(xml, style)
}
