import { isArray, namespaces, type TypeName, type WireNode } from './node.js'

/** A character that XML 1.0 cannot carry, not even as a reference; `member` says where it stands. */
export class UnsendableText extends Error {
  override readonly name = 'UnsendableText'

  constructor(readonly member: string) {
    super(`${member} holds a character that XML cannot carry`)
  }
}

const prefixes: Readonly<Record<string, string>> = { [namespaces.schema]: 'xsd', [namespaces.types]: 'pw', [namespaces.encoding]: 'soapenc' }

// oxlint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
const unsendable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

const reference = (character: string): string => `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`

/**
 * Text as an XML parser gives it back unchanged. CR is a reference because parsers turn a raw one into LF; everything outside ASCII is one
 * because PropertyWare has read request bodies in another charset than declared (reference, sections 1.1 and 1.14).
 */
const escapeText = (text: string): string =>
  text.replace(/[&<>"\r]|[^\t\n\u0020-\u007e]/gu, (character) =>
    character === '&' ? '&amp;' : character === '<' ? '&lt;' : character === '>' ? '&gt;' : character === '"' ? '&quot;' : reference(character),
  )

const named = (attribute: string, type: TypeName, suffix: string, localPrefix: string): string => {
  const known = prefixes[type.uri]
  if (known !== undefined) return ` ${attribute}="${known}:${escapeText(type.local)}${suffix}"`
  if (type.uri === '') return ` ${attribute}="${escapeText(type.local)}${suffix}"`
  return ` xmlns:${localPrefix}="${escapeText(type.uri)}" ${attribute}="${localPrefix}:${escapeText(type.local)}${suffix}"`
}

const attributesOf = (node: WireNode): string => {
  const type = node.type ?? (node.itemType === undefined ? undefined : { uri: namespaces.encoding, local: 'Array' })
  const typed = type === undefined ? '' : named('xsi:type', type, '', 't')
  if (node.nil) return `${typed} xsi:nil="true"`
  if (!isArray(node)) return typed
  return typed + named('soapenc:arrayType', node.itemType ?? { uri: namespaces.schema, local: 'anyType' }, `[${node.members.length}]`, 'i')
}

/**
 * One element with everything below it, as a finite tree: the caller has cut cycles. Prefixes xsd, xsi, soapenc and pw are declared by the
 * envelope, others where they are used. Throws UnsendableText.
 */
export const encode = (name: string, node: WireNode): string => {
  if (unsendable.test(node.text)) throw new UnsendableText(name)
  const leaf = node.members.length === 0 && !isArray(node)
  const content = node.nil ? '' : leaf ? escapeText(node.text) : node.members.map((child) => encode(child.name, child.node)).join('')
  return `<${name}${attributesOf(node)}>${content}</${name}>`
}
