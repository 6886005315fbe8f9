import sax from 'sax'
import { type Member, namespaces, type TypeName, type WireNode } from './node.js'

/** The answer cannot be believed as it stands: a reason that trying again will not cure. */
export class UntrustedXml extends Error {
  override readonly name = 'UntrustedXml'
}

/** The root element of an answer. */
export interface Root extends Member {
  uri: string
}

/** Builds the graph of an answer from pieces of text. Both calls throw on malformed XML and UntrustedXml on what is well-formed and still refused. */
export interface TreeBuilder {
  write(text: string): void
  /** Ends the document, ties references to what they refer to and returns the root. */
  end(): Root
}

/** Prefixes in scope, with the type names already resolved in it. */
interface Scope {
  prefixes: ReadonlyMap<string, string>
  types: Map<string, TypeName>
}

interface Open {
  node: WireNode
  scope: Scope
  /** Others refer to it, or it refers to another. */
  named: boolean
}

const noMembers: Member[] = Object.freeze([]) as unknown as Member[]

/**
 * A plain value that nothing else refers to, and the edge to it in one object. A class for its size: an answer of 20 MB has 300,000 of them,
 * and what they all have in common sits on the prototype.
 */
class Leaf implements Member, WireNode {
  constructor(
    readonly name: string,
    readonly type: TypeName | undefined,
    readonly text: string,
  ) {}

  get node(): WireNode {
    return this
  }

  get nil(): boolean {
    return false
  }

  get itemType(): undefined {
    return undefined
  }

  get members(): Member[] {
    return noMembers
  }
}

const longestShared = 40
const mostShared = 20_000
/** Longer substrings keep the whole piece of the answer alive that they were cut from; V8 copies shorter ones by itself. */
const longestOwn = 12

/** The text without the piece of the answer around it. */
const detached = (text: string): string => (text.length > longestOwn ? Buffer.from(text, 'utf8').toString('utf8') : text)

/**
 * Packs the edges to plain values. Most values of an account are one of a few: nil, a flag, a pick-list text; those are kept once.
 */
const openLeaves = (): ((edge: Member) => Member) => {
  const seen = new Map<TypeName | undefined, Map<string, Member>>()
  let held = 0
  return (edge) => {
    const { type, nil, text } = edge.node
    if (!nil && text.length > longestShared) return new Leaf(edge.name, type, detached(text))
    let ofType = seen.get(type)
    if (ofType === undefined) {
      ofType = new Map()
      seen.set(type, ofType)
    }
    const key = nil ? edge.name : `${edge.name} ${text}`
    const known = ofType.get(key)
    if (known !== undefined) return known
    const packed = nil ? edge : new Leaf(edge.name, type, detached(text))
    if (held < mostShared) {
      held += 1
      ofType.set(key, packed)
    }
    return packed
  }
}

const splitName = (name: string): { prefix: string; local: string } => {
  const colon = name.indexOf(':')
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) }
}

const uriOf = (scope: Scope, prefix: string): string => {
  const uri = scope.prefixes.get(prefix)
  if (uri === undefined && prefix !== '') throw new Error(`the prefix ${prefix} is not bound`)
  return uri ?? ''
}

const scopeOf = (attributes: Record<string, string>, parent: Scope): Scope => {
  let prefixes: Map<string, string> | undefined
  for (const name in attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    prefixes ??= new Map(parent.prefixes)
    prefixes.set(name === 'xmlns' ? '' : name.slice(6), attributes[name] ?? '')
  }
  return prefixes === undefined ? parent : { prefixes, types: new Map() }
}

const resolveType = (qualified: string, scope: Scope): TypeName => {
  const known = scope.types.get(qualified)
  if (known !== undefined) return known
  const { prefix, local } = splitName(qualified.trim())
  const type = { uri: uriOf(scope, prefix), local }
  scope.types.set(qualified, type)
  return type
}

const isTrue = (text: string): boolean => text.trim() === 'true' || text.trim() === '1'

/** What the attributes of an element say about its value. */
const describe = (attributes: Record<string, string>, scope: Scope): { node: WireNode; id?: string; href?: string } => {
  const node: WireNode = { type: undefined, itemType: undefined, nil: false, text: '', members: noMembers }
  const found: { node: WireNode; id?: string; href?: string } = { node }
  for (const name in attributes) {
    const value = attributes[name] ?? ''
    if (name === 'id') found.id = value
    else if (name === 'href') found.href = value
    else if (name.includes(':') && !name.startsWith('xmlns:') && !name.startsWith('xml:')) {
      const { prefix, local } = splitName(name)
      const uri = uriOf(scope, prefix)
      if (uri === namespaces.instance && local === 'type') node.type = resolveType(value, scope)
      else if (uri === namespaces.instance && local === 'nil') node.nil = isTrue(value)
      else if (uri === namespaces.encoding && local === 'arrayType') node.itemType = resolveType(value.replace(/(\s*\[[\d,\s]*\])+\s*$/, ''), scope)
    }
  }
  return found
}

/**
 * Opens a builder for one document. Text stays exactly as sent: CR LF is not normalised (Axis sends raw CR and a record has to be echoed
 * byte for byte), CDATA and text join without loss, blanks are kept. Document type declarations are refused, so there are no entities to expand.
 */
export const openTree = (maxDepth: number): TreeBuilder => {
  // Positions are counted per character for error messages that nobody sees: a third of the time.
  const parser = sax.parser(true, { position: false })
  const names = new Map<string, string>()
  const ids = new Map<string, WireNode>()
  const references: { member: Member; href: string }[] = []
  const hrefOf = new Map<WireNode, string>()
  const stack: Open[] = []
  const packLeaf = openLeaves()
  const outside: Scope = { prefixes: new Map(), types: new Map() }
  let root: Root | undefined

  const localName = (tag: string): string => {
    const known = names.get(tag)
    if (known !== undefined) return known
    const { local } = splitName(tag)
    names.set(tag, local)
    return local
  }

  const openElement = ({ name, attributes }: sax.Tag): void => {
    if (stack.length >= maxDepth) throw new UntrustedXml(`is nested deeper than ${maxDepth} elements`)
    const parent = stack.at(-1)
    const scope = scopeOf(attributes, parent?.scope ?? outside)
    const { node, id, href } = describe(attributes, scope)
    const edge: Member = { name: localName(name), node }
    const uri = uriOf(scope, splitName(name).prefix)
    if (parent === undefined) {
      if (root !== undefined) throw new Error('the answer has two root elements')
      root = { ...edge, uri }
    } else {
      if (parent.node.members === noMembers) parent.node.members = []
      parent.node.members.push(edge)
      parent.node.text = ''
    }
    if (id !== undefined) ids.set(id, node)
    if (href !== undefined) {
      references.push({ member: edge, href })
      hrefOf.set(node, href)
    }
    stack.push({ node, scope, named: id !== undefined || href !== undefined })
  }

  const closeElement = (): void => {
    const closed = stack.pop()
    // Arrays grow by 16 places at a time; most records and lists have fewer members.
    if (closed !== undefined && closed.node.members !== noMembers) closed.node.members = closed.node.members.slice()
    const siblings = stack.at(-1)?.node.members
    const edge = siblings?.at(-1)
    if (siblings === undefined || edge === undefined || closed === undefined || closed.named) return
    if (closed.node.members === noMembers && closed.node.itemType === undefined) siblings[siblings.length - 1] = packLeaf(edge)
  }

  const addText = (text: string): void => {
    const node = stack.at(-1)?.node
    if (node !== undefined && node.members === noMembers) node.text += text
  }

  Object.assign(parser, {
    // Without a prototype, so that `&constructor;` is an unknown entity and not an inherited property.
    ENTITIES: Object.assign(Object.create(null) as object, { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" }),
    onerror: (error: Error) => {
      throw error
    },
    ondoctype: () => {
      throw new UntrustedXml('holds a document type declaration')
    },
    onopentag: openElement,
    ontext: addText,
    oncdata: addText,
    onclosetag: closeElement,
  })

  const target = (href: string): WireNode => {
    let current: string | undefined = href
    for (let hops = 0; current !== undefined && hops < 100; hops += 1) {
      const node: WireNode | undefined = current.startsWith('#') ? ids.get(current.slice(1)) : undefined
      if (node === undefined) throw new UntrustedXml('refers to a value that it does not hold')
      current = hrefOf.get(node)
      if (current === undefined) return node
    }
    throw new UntrustedXml('holds a reference that never reaches a value')
  }

  return {
    write(text) {
      parser.write(text)
    },
    end() {
      parser.close()
      if (root === undefined) throw new Error('the answer is empty')
      for (const { member, href } of references) member.node = target(href)
      return root
    },
  }
}
