import type { EntityName } from '../model/entity.js'

/**
 * Members that name a person or say how to reach one. They are kept because technicians need them, shown by no history, and replaced when a
 * tenant is forgotten.
 */
export const personalMembers: Readonly<Partial<Record<EntityName, readonly string[]>>> = {
  tenants: ['firstName', 'lastName', 'email', 'mobilePhone', 'homePhone', 'workPhone'],
  'work-orders': ['requestedBy', 'requesterPhone', 'serviceRequestContactName', 'serviceRequestContactPhone'],
}

export const isPersonal = (entity: EntityName, member: string): boolean => personalMembers[entity]?.includes(member) ?? false
