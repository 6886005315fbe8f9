import type { Operation } from './operations.js'
import { type Kind, type Member, membersByType } from './schema.js'
import { escapeXml } from './xml.js'

/** A record that can be sent: `kind` is its SOAP type. */
export interface Bean {
  readonly kind: string
}

/** The members of a record by name. A missing one is null, an empty list, or 0 / false when it is a primitive. Dates are milliseconds. */
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

/** One member of a type with the texts around its values: a page holds tens of thousands of members. */
interface MemberPlan {
  readonly name: string
  readonly kind: Kind
  readonly open: string
  readonly close: string
  /** Around the prefix of the type's namespace, when the null names a type of ours. */
  readonly nullHead: string
  readonly nullTail: string | undefined
  /** What is sent when the record does not say. */
  readonly fallback: unknown
  readonly scalar: boolean
}

const isOurs = (kind: Kind): boolean => !kind.simple && kind.item !== 'anyType'

const planMember = ({ name, kind, nillable }: Member): MemberPlan => {
  const scalar = !kind.array && kind.simple
  const typed = kind.array ? 'soapenc:Array' : isOurs(kind) ? '' : `xsd:${kind.item}`
  return {
    name,
    kind,
    open: `<${name} xsi:type="xsd:${kind.item}">`,
    close: `</${name}>`,
    nullHead: typed === '' ? `<${name} xsi:type="` : `<${name} xsi:type="${typed}" xsi:nil="true"/>`,
    nullTail: typed === '' ? `:${kind.item}" xsi:nil="true"/>` : undefined,
    fallback: kind.array ? [] : nillable ? null : kind.item === 'boolean' ? false : 0,
    scalar,
  }
}

const plans: ReadonlyMap<string, readonly MemberPlan[]> = new Map([...membersByType].map(([type, members]) => [type, members.map(planMember)]))

const hoistable = new Set(['boolean', 'int', 'long'])

type Queued = { readonly id: number; readonly bean: Bean } | { readonly id: number; readonly item: string; readonly text: string }

const createWriter = (options: EncodeOptions, read: ReadMembers) => {
  const ids = new Map<Bean, number>()
  const queue: Queued[] = []
  // Beans on the way from the root, in inline mode: nesting cannot express a cycle, so the second meeting is sent as null.
  const path = new Set<Bean>()
  const hoists = options.hoistScalars && options.multiRef
  let nextId = 0
  let nextPrefix = 2

  const takeId = (): number => nextId++
  const takePrefix = (): string => `ns${nextPrefix++}`

  const hoist = (name: string, item: string, text: string): string => {
    const id = takeId()
    queue.push({ id, item, text })
    return `<${name} href="#id${id}"/>`
  }

  const writeScalar = (name: string, item: string, value: unknown): string => {
    const text = scalarText(item, value)
    return hoists && hoistable.has(item) && name !== 'ID' ? hoist(name, item, text) : `<${name} xsi:type="xsd:${item}">${text}</${name}>`
  }

  const refer = (name: string, bean: Bean): string => {
    let id = ids.get(bean)
    if (id === undefined) {
      id = takeId()
      ids.set(bean, id)
      queue.push({ id, bean })
    }
    return `<${name} href="#id${id}"/>`
  }

  const nest = (name: string, bean: Bean, prefix: string, declarations: string): string => {
    if (path.has(bean)) return options.nulls === 'absent' ? '' : `<${name} xsi:type="${prefix}:${bean.kind}" xsi:nil="true"/>`
    path.add(bean)
    const text = `<${name} xsi:type="${prefix}:${bean.kind}"${declarations}>${writeMembers(bean, prefix)}</${name}>`
    path.delete(bean)
    return text
  }

  const writeArray = (name: string, { item, simple }: Kind, items: readonly unknown[], prefix: string, declarations: string): string => {
    const itemType = simple || item === 'anyType' ? `xsd:${item}` : `${prefix}:${item}`
    const start = `<${name} soapenc:arrayType="${itemType}[${items.length}]" xsi:type="soapenc:Array"${declarations}`
    if (items.length === 0) return `${start}/>`
    // Items bear the array's own name.
    let text = `${start}>`
    for (const each of items) text += isBean(each) ? writeBean(name, each, prefix, '') : writeScalar(name, item, each)
    return `${text}</${name}>`
  }

  const writeBean = (name: string, bean: Bean, prefix: string, declarations: string): string =>
    options.multiRef ? refer(name, bean) : nest(name, bean, prefix, declarations)

  const writeMember = (plan: MemberPlan, value: unknown, prefix: string): string => {
    if (value == null) {
      if (options.nulls === 'absent') return ''
      return plan.nullTail === undefined ? plan.nullHead : plan.nullHead + prefix + plan.nullTail
    }
    if (plan.scalar) return hoists ? writeScalar(plan.name, plan.kind.item, value) : plan.open + scalarText(plan.kind.item, value) + plan.close
    return plan.kind.array ? writeArray(plan.name, plan.kind, value as readonly unknown[], prefix, '') : writeBean(plan.name, value as Bean, prefix, '')
  }

  const writeMembers = (bean: Bean, prefix: string): string => {
    const values = read(bean)
    let text = ''
    for (const plan of plans.get(bean.kind) ?? []) {
      const value = values[plan.name]
      text += writeMember(plan, value === undefined ? plan.fallback : value, prefix)
    }
    return text
  }

  const writeQueued = (entry: Queued): string => {
    const start = `<multiRef id="id${entry.id}" soapenc:root="0"${encodingStyle}`
    if ('text' in entry) return `${start} xsi:type="xsd:${entry.item}"${soapenc}>${entry.text}</multiRef>`
    const prefix = takePrefix()
    const opening = `${start} xsi:type="${prefix}:${entry.bean.kind}" xmlns:${prefix}="urn:PWServices"${soapenc}>`
    return `${opening}${writeMembers(entry.bean, prefix)}</multiRef>`
  }

  const writeRoot = (name: string, kind: Kind, value: unknown): string => {
    const prefix = takePrefix()
    const declarations = ` xmlns:${prefix}="urn:PWServices"${soapenc}`
    if (value == null) {
      const type = kind.array ? 'soapenc:Array' : isOurs(kind) ? `${prefix}:${kind.item}` : `xsd:${kind.item}`
      return `<${name} xsi:type="${type}" xsi:nil="true"${declarations}/>`
    }
    if (kind.array) return writeArray(name, kind, value as readonly unknown[], prefix, declarations)
    return isBean(value) ? writeBean(name, value, prefix, declarations) : writeScalar(name, kind.item, value)
  }

  return {
    /** The return part, followed by what it refers to: breadth first, every bean once. */
    writeAnswer(name: string, kind: Kind, value: unknown): { part: string; references: string } {
      const part = writeRoot(name, kind, value)
      let references = ''
      for (let at = 0; at < queue.length; at += 1) {
        const entry = queue[at]
        if (entry !== undefined) references += writeQueued(entry)
      }
      return { part, references }
    },
  }
}

/** The envelope of an answer, as Axis 1.4 writes it. `namespace` is the one that the request's wrapper had. */
export const encodeAnswer = (operation: Operation, namespace: string, value: unknown, options: EncodeOptions, read: ReadMembers): string => {
  const { part, references } = createWriter(options, read).writeAnswer(`${operation.name}Return`, operation.result, value)
  const wrapper = `ns1:${operation.name}Response`
  return `${head}<${wrapper}${encodingStyle} xmlns:ns1="${escapeXml(namespace)}">${part}</${wrapper}>${references}${tail}`
}
