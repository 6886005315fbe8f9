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

/** A wire value without its sensitive members; cycles and what lies too deep shrink to `{ ID }`. */
export const toPlain = (node: WireNode, name = '', above: readonly WireNode[] = []): Plain => {
  if (node.nil) return null
  if (looksLikeArray(name, node)) return node.members.map((item) => toPlain(item.node, item.name, above))
  if (node.members.length === 0) return node.text
  const cut = above.includes(node) || above.length >= maxDepth
  const kept = node.members.filter((member) => !isSensitive(member.name) && (!cut || member.name === 'ID'))
  return Object.fromEntries(kept.map((member) => [member.name, toPlain(member.node, member.name, [...above, node])]))
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
