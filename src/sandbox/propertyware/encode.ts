import type { Operation } from './operations.js'
import { type Kind, type Member, membersByType } from './schema.js'
import { escapeXml } from './xml.js'

/** A record that can be sent: `kind` is its SOAP type. */
export interface Bean {
  readonly kind: string
}

/** The members of a record by name. A missing one is null, or 0 / false when it is a primitive. Dates are milliseconds. */
export type ReadMembers = (bean: Bean) => Readonly<Record<string, unknown>>

export interface EncodeOptions {
  /** Beans as multiRef elements beside the wrapper (Axis' default), or nested in place. */
  multiRef: boolean
  /** Numbers and booleans that are no strings as multiRefs too, as older Axis versions do. Only together with `multiRef`. */
  hoistScalars: boolean
  /** `nil`: a null member is sent with xsi:nil; `absent`: it is left out. */
  nulls: 'nil' | 'absent'
}

const encodingUri = 'http://schemas.xmlsoap.org/soap/encoding/'
const soapenc = ` xmlns:soapenc="${encodingUri}"`
const encodingStyle = ` soapenv:encodingStyle="${encodingUri}"`

const head =
  '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
const tail = '</soapenv:Body></soapenv:Envelope>'

const isBean = (value: unknown): value is Bean => typeof value === 'object' && value !== null && 'kind' in value

const scalarText = (item: string, value: unknown): string => {
  if (item === 'dateTime') return new Date(Number(value)).toISOString()
  // Java writes a double with at least one decimal.
  if (item === 'double') return Number.isInteger(value) ? `${String(value)}.0` : String(value)
  return typeof value === 'string' ? escapeXml(value) : String(value)
}

const scalarTypeOf = (kind: Kind): string => (kind.item === 'anyType' ? 'string' : kind.item)

const zeroOf = (kind: Kind): unknown => (kind.item === 'boolean' ? false : 0)

const hoistable = new Set(['boolean', 'int', 'long'])

/** A place that a namespace prefix belongs to: the wrapper or one multiRef. */
interface Scope {
  readonly prefix: string
}

const createWriter = (options: EncodeOptions, read: ReadMembers) => {
  const ids = new Map<Bean, number>()
  const queue: ({ id: number; bean: Bean } | { id: number; item: string; text: string })[] = []
  // Beans on the way from the root, in inline mode: nesting cannot express a cycle, so the second meeting is sent as null.
  const path = new Set<Bean>()
  let nextId = 0
  let nextPrefix = 2

  const takeId = (): number => nextId++

  const scope = (): Scope => ({ prefix: `ns${nextPrefix++}` })

  const typeName = (kind: Kind, { prefix }: Scope): string => (kind.simple || kind.item === 'anyType' ? `xsd:${kind.item}` : `${prefix}:${kind.item}`)

  const writeNull = (name: string, kind: Kind, within: Scope, declarations: string): string =>
    options.nulls === 'absent' && declarations === ''
      ? ''
      : `<${name} xsi:type="${kind.array ? 'soapenc:Array' : typeName(kind, within)}" xsi:nil="true"${declarations}/>`

  const writeScalar = (name: string, item: string, value: unknown): string => {
    const text = scalarText(item, value)
    if (!options.hoistScalars || !options.multiRef || !hoistable.has(item) || name === 'ID') return `<${name} xsi:type="xsd:${item}">${text}</${name}>`
    const id = takeId()
    queue.push({ id, item, text })
    return `<${name} href="#id${id}"/>`
  }

  const writeBean = (name: string, bean: Bean, within: Scope, declarations: string): string => {
    if (options.multiRef) {
      const known = ids.get(bean)
      const id = known ?? takeId()
      if (known === undefined) {
        ids.set(bean, id)
        queue.push({ id, bean })
      }
      return `<${name} href="#id${id}"/>`
    }
    const kind: Kind = { item: bean.kind, simple: false, array: false }
    if (path.has(bean)) return writeNull(name, kind, within, declarations)
    path.add(bean)
    const text = `<${name} xsi:type="${within.prefix}:${bean.kind}"${declarations}>${writeMembers(bean, within)}</${name}>`
    path.delete(bean)
    return text
  }

  const writeArray = (name: string, kind: Kind, items: readonly unknown[], within: Scope, declarations: string): string => {
    const start = `<${name} soapenc:arrayType="${typeName(kind, within)}[${items.length}]" xsi:type="soapenc:Array"${declarations}`
    if (items.length === 0) return `${start}/>`
    const item: Kind = { ...kind, array: false }
    let text = `${start}>`
    // Items bear the array's own name, and a missing item still holds its place.
    for (const each of items) text += each == null ? `<${name} xsi:nil="true"/>` : writeValue(name, item, each, within, '')
    return `${text}</${name}>`
  }

  const writeValue = (name: string, kind: Kind, value: unknown, within: Scope, declarations: string): string => {
    if (value == null) return writeNull(name, kind, within, declarations)
    if (kind.array) return writeArray(name, kind, value as readonly unknown[], within, declarations)
    if (isBean(value)) return writeBean(name, value, within, declarations)
    return writeScalar(name, scalarTypeOf(kind), value)
  }

  const writeMember = (member: Member, value: unknown, within: Scope): string =>
    writeValue(member.name, member.kind, value ?? (member.nillable ? null : zeroOf(member.kind)), within, '')

  const writeMembers = (bean: Bean, within: Scope): string => {
    const values = read(bean)
    let text = ''
    for (const member of membersByType.get(bean.kind) ?? []) text += writeMember(member, values[member.name], within)
    return text
  }

  const writeQueued = (entry: (typeof queue)[number]): string => {
    const start = `<multiRef id="id${entry.id}" soapenc:root="0"${encodingStyle}`
    if ('text' in entry) return `${start} xsi:type="xsd:${entry.item}"${soapenc}>${entry.text}</multiRef>`
    const within = scope()
    const opening = `${start} xsi:type="${within.prefix}:${entry.bean.kind}" xmlns:${within.prefix}="urn:PWServices"${soapenc}>`
    return `${opening}${writeMembers(entry.bean, within)}</multiRef>`
  }

  /** The return part, followed by what it refers to: breadth first, every bean once. */
  const writeAnswer = (name: string, kind: Kind, value: unknown): { part: string; references: string } => {
    const within = scope()
    const declarations = ` xmlns:${within.prefix}="urn:PWServices"${soapenc}`
    const part = writeValue(name, kind, value, within, declarations)
    let references = ''
    for (let at = 0; at < queue.length; at += 1) {
      const entry = queue[at]
      if (entry !== undefined) references += writeQueued(entry)
    }
    return { part, references }
  }
  return { writeAnswer }
}

/** The envelope of an answer, as Axis 1.4 writes it. `namespace` is the one that the request's wrapper had. */
export const encodeAnswer = (operation: Operation, namespace: string, value: unknown, options: EncodeOptions, read: ReadMembers): string => {
  const { part, references } = createWriter(options, read).writeAnswer(`${operation.name}Return`, operation.result, value)
  const wrapper = `ns1:${operation.name}Response`
  return `${head}<${wrapper}${encodingStyle} xmlns:ns1="${escapeXml(namespace)}">${part}</${wrapper}>${references}${tail}`
}
