import { type Member, member, scalar, type WireNode } from './node.js'
import { isSensitive } from './sensitive.js'
import { customField } from './service-status.js'

/** Records further from the work order than this are sent as their ID: they are references, and the graph may hold the whole account. */
const maxDistance = 3

/** The record by its key alone; undefined when it has none. */
const idOnly = (node: WireNode): WireNode | undefined => {
  const id = member(node, 'ID')
  return id === undefined ? undefined : { ...node, text: '', members: [{ name: 'ID', node: id }] }
}

const isRecord = (node: WireNode): boolean => node.members.length > 0 && node.itemType === undefined && node.type?.local !== 'Array'

const copy = (node: WireNode, above: readonly WireNode[], distance: number): WireNode | undefined => {
  if (node.members.length === 0) return node
  const record = isRecord(node)
  if (above.includes(node) || (record && distance > maxDistance)) return idOnly(node)
  const path = [...above, node]
  const members = node.members.flatMap(({ name, node: value }): Member[] => {
    const kept = isSensitive(name) ? undefined : copy(value, path, record ? distance + 1 : distance)
    return kept === undefined ? [] : [{ name, node: kept }]
  })
  return { ...node, members }
}

/** The record as a finite tree that can be sent: every member as it came, cycles cut to IDs, sensitive members left out. */
export const finite = (record: WireNode): WireNode => copy(record, [], 0) ?? record

const withMember = (record: WireNode, name: string, replace: (value: WireNode | undefined) => WireNode): WireNode => {
  const index = record.members.findIndex((candidate) => candidate.name === name)
  const changed = { name, node: replace(record.members[index]?.node) }
  return { ...record, members: index < 0 ? [...record.members, changed] : record.members.with(index, changed) }
}

const withText = (record: WireNode, name: string, text: string): WireNode =>
  withMember(record, name, (value) => (value === undefined ? scalar('string', text) : { type: value.type, itemType: undefined, nil: false, text, members: [] }))

/** The work order with its status and its custom field set; a custom field that it does not have is not invented. */
export const withStatuses = (workOrder: WireNode, change: { status?: string | undefined; serviceStatus?: string | undefined }, fieldName: string): WireNode => {
  const { status, serviceStatus } = change
  const renamed = status === undefined ? workOrder : withText(workOrder, 'status', status)
  const field = customField(renamed, fieldName)
  if (serviceStatus === undefined || field === undefined) return renamed
  return withMember(renamed, 'customFields', (fields = field) => ({
    ...fields,
    members: fields.members.map((item) => (item.node === field ? { ...item, node: withText(field, 'value', serviceStatus) } : item)),
  }))
}
