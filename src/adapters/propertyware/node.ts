/** A qualified name whose prefix has been resolved. */
export interface TypeName {
  uri: string
  local: string
}

/** One named edge of the answer's graph. The name belongs to the edge, because a shared value is reached under several names. */
export interface Member {
  name: string
  node: WireNode
}

/**
 * One value of a SOAP answer or request, before anything is known about its meaning. The same object stands wherever the wire referred to the
 * same `multiRef`, so the graph may be cyclic.
 */
export interface WireNode {
  /** What `xsi:type` said, if anything. */
  type: TypeName | undefined
  /** The item type of a `soapenc:arrayType`; undefined when the value did not declare one. */
  itemType: TypeName | undefined
  nil: boolean
  /** Exactly the characters between the tags, CR included; '' when the value has members. */
  text: string
  members: Member[]
}

export const namespaces = {
  envelope: 'http://schemas.xmlsoap.org/soap/envelope/',
  encoding: 'http://schemas.xmlsoap.org/soap/encoding/',
  schema: 'http://www.w3.org/2001/XMLSchema',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
  /** All of PropertyWare's complex types. */
  types: 'urn:PWServices',
  /** The wrapper element of every operation. */
  service: 'http://service.web.propertyware.realpage.com',
} as const

const xsd = (local: string): TypeName => ({ uri: namespaces.schema, local })

/** The name of one of PropertyWare's complex types. */
export const pw = (local: string): TypeName => ({ uri: namespaces.types, local })

/** A scalar of an XML Schema type, for requests. */
export const scalar = (type: 'int' | 'long' | 'boolean' | 'string' | 'dateTime', text: string): WireNode => ({
  type: xsd(type),
  itemType: undefined,
  nil: false,
  text,
  members: [],
})

/** An object of one of PropertyWare's types, for requests; members that are undefined are left out. */
export const object = (type: string, members: Record<string, WireNode | undefined>): WireNode => ({
  type: pw(type),
  itemType: undefined,
  nil: false,
  text: '',
  members: Object.entries(members).flatMap(([name, node]) => (node === undefined ? [] : [{ name, node }])),
})

/** An array of longs, for requests. */
export const longs = (ids: readonly string[]): WireNode => ({
  type: { uri: namespaces.encoding, local: 'Array' },
  itemType: xsd('long'),
  nil: false,
  text: '',
  members: ids.map((id) => ({ name: 'item', node: scalar('long', id) })),
})

/** The member of that name; undefined when it is absent. */
export const member = (node: WireNode, name: string): WireNode | undefined => node.members.find((candidate) => candidate.name === name)?.node

/** The text of a scalar member; null when it is nil, undefined when it is absent. */
export const textOf = (node: WireNode, name: string): string | null | undefined => {
  const found = member(node, name)
  return found === undefined ? undefined : found.nil ? null : found.text
}

/** True when the value was declared to be an array. */
export const isArray = (node: WireNode): boolean => node.itemType !== undefined || (node.type?.uri === namespaces.encoding && node.type.local === 'Array')
