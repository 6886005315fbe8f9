import type { Instant } from '../model/instant.js'
import type { Tenant, WorkOrder } from '../model/propertyware.js'
import { isBlank } from '../model/text.js'

type Contact = { name: string | null | undefined; phone: string | null | undefined }

const firstText = (...texts: (string | null | undefined)[]): string => (texts.find((text) => !isBlank(text)) ?? '').trim()

const tenantContact = (tenant: Tenant | undefined, fallbackPhone: string | null | undefined): Contact => ({
  name: [tenant?.firstName, tenant?.lastName]
    .map((part) => (part ?? '').trim())
    .filter((part) => part !== '')
    .join(' '),
  phone: firstText(tenant?.mobilePhone, tenant?.homePhone, tenant?.workPhone, fallbackPhone),
})

/** Whom to call: the requester's own record, else who filled in the web request, else the name that was written down. */
const contactOf = (workOrder: WorkOrder, requester: Tenant | undefined): string => {
  const contacts: Contact[] = [
    tenantContact(requester, workOrder.requesterPhone),
    { name: workOrder.serviceRequestContactName, phone: workOrder.serviceRequestContactPhone },
    { name: workOrder.requestedBy, phone: workOrder.requesterPhone },
  ]
  const contact = contacts.find(({ name }) => !isBlank(name))
  const phone = contact === undefined ? firstText(workOrder.requesterPhone, workOrder.serviceRequestContactPhone) : firstText(contact.phone)
  return [firstText(contact?.name), phone].filter((text) => text !== '').join(', ')
}

const dayAndTime = (moment: Instant): string => `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`

/** What a technician needs at the door: whom to call, whether to enter, when, and the number that the office knows. One fact a line. */
export const technicianNotes = ({ workOrder, requester }: { workOrder: WorkOrder; requester: Tenant | undefined }): string => {
  const facts: [string, string][] = [
    ['PropertyWare work order', workOrder.number],
    ['Contact', contactOf(workOrder, requester)],
    ['Authorized to enter', firstText(workOrder.authorizedToEnter)],
    ['Date to enter', workOrder.dateToEnter == null ? '' : dayAndTime(workOrder.dateToEnter)],
  ]
  return facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}
