import { fold } from '../../core/model/text.js'
import { member, textOf, type WireNode } from './node.js'

/** The item of a work order's custom fields that has this display name, compared without regard to case and blanks at the ends. */
export const customField = (workOrder: WireNode, name: string): WireNode | undefined =>
  member(workOrder, 'customFields')
    ?.members.map(({ node }) => node)
    .find((field) => fold(textOf(field, 'fieldName')) === fold(name))

/** The status that people see (`status`) and the one that the workflow lives in (a custom field); undefined where the record has no such field. */
export interface Statuses {
  status: string | null
  serviceStatus: string | null | undefined
}

export const statusesOf = (workOrder: WireNode, fieldName: string): Statuses => {
  const field = customField(workOrder, fieldName)
  return { status: textOf(workOrder, 'status') ?? null, serviceStatus: field === undefined ? undefined : (textOf(field, 'value') ?? null) }
}
