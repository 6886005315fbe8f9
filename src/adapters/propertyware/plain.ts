import { isArray, type Member, type WireNode } from './node.js'
import { isSensitive } from './sensitive.js'

/** A wire value as JSON: text, nil, arrays and records, as far as JSON can say it. */
export type Plain = string | null | Plain[] | { [member: string]: Plain }

/** Below this many levels a raw record holds ids only: its neighbours have raw records of their own. */
const maxDepth = 6

const encodingNode = (text: string, nil: boolean, members: Member[], array: boolean): WireNode => ({
  type: array ? { uri: 'http://schemas.xmlsoap.org/soap/encoding/', local: 'Array' } : undefined,
  itemType: undefined,
  nil,
  text,
  members,
})

/** Arrays that were not declared as such are told by their items: several of one name, or one under the array's own name as Axis writes it. */
const looksLikeArray = (name: string, node: WireNode): boolean => {
  const first = node.members[0]?.name
  return (
    isArray(node) ||
    (first !== undefined && node.members.every((item) => item.name === first) && (node.members.length > 1 || first === name || first === 'item'))
  )
}

/**
 * A wire value without its sensitive members; cycles and what lies too deep shrink to `{ ID }`. `above` is the way to the value; it is
 * grown and shrunk in place, because this runs for every member of every record that is kept as it came.
 */
export const toPlain = (node: WireNode, name = '', above: WireNode[] = []): Plain => {
  if (node.nil) return null
  if (looksLikeArray(name, node)) return node.members.map((item) => toPlain(item.node, item.name, above))
  if (node.members.length === 0) return node.text
  const cut = above.length >= maxDepth || above.includes(node)
  // Without a prototype, so that a member of any name is a member.
  const plain = Object.create(null) as { [member: string]: Plain }
  above.push(node)
  for (const member of node.members) {
    if (isSensitive(member.name) || (cut && member.name !== 'ID')) continue
    plain[member.name] = toPlain(member.node, member.name, above)
  }
  above.pop()
  return plain
}

/** The wire value that a raw record stands for. */
export const fromPlain = (plain: Plain): WireNode => {
  if (plain === null) return encodingNode('', true, [], false)
  if (typeof plain === 'string') return encodingNode(plain, false, [], false)
  if (Array.isArray(plain)) {
    const items = plain.map((item) => ({ name: 'item', node: fromPlain(item) }))
    return encodingNode('', false, items, true)
  }
  const members = Object.entries(plain).map(([name, value]) => ({ name, node: fromPlain(value) }))
  return encodingNode('', false, members, false)
}
