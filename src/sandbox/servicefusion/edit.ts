import { labelOf } from './body-shape.js'
import { blankCustomer } from './create-customer.js'
import { createJob, type CreateContext } from './create-job.js'
import { blankContact } from './job-contact.js'
import type { JobRecord } from './records.js'
import type { Change } from './state.js'

type Command = Readonly<Record<string, unknown>>

/** What a person can do in the web page. Every command is `{ action, ... }`; see the functions below for their members. */
const actions = {
  'create-job': 'job: the body of POST /jobs',
  'edit-job': 'id, number or po_number of the job; set: members of the job, closed_at as an instant',
  'remove-job': 'id, number or po_number of the job',
  'add-customer': 'name',
  'rename-customer': 'id or name; to: the new name',
  'add-status': 'name; code and category when they matter',
} as const

/** The changes that a command stands for and what to tell about them. Throws an Error that says what is wrong with the command. */
export const planEdit = (context: CreateContext, command: Command): { result: unknown; changes: Change[] } => {
  const action = String(command['action'])
  switch (action as keyof typeof actions) {
    case 'create-job':
      return createByHand(context, command)
    case 'edit-job':
      return editJob(context, command)
    case 'remove-job': {
      const { id } = findJob(context, command)
      return { result: { id }, changes: [{ type: 'job-removed', data: { id } }] }
    }
    case 'add-customer': {
      const name = needText(command, 'name')
      const now = context.now()
      const customer = { ...blankCustomer(context.state.customers.nextId(), name, now), contacts: [blankContact(name, '', true, now)] }
      return { result: { id: customer.id }, changes: [{ type: 'customer', data: customer }] }
    }
    case 'rename-customer':
      return renameCustomer(context, command)
    case 'add-status':
      return addStatus(context, command)
    default: {
      const known = Object.entries(actions).map(([name, members]) => `${name} (${members})`)
      throw new Error(`unknown action ${JSON.stringify(command['action'])}; known: ${known.join('; ')}`)
    }
  }
}

const createByHand = (context: CreateContext, command: Command) => {
  const body = command['job']
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Error('create-job needs a member job, an object as for POST /jobs')
  const created = createJob(context, body as Command)
  if ('mistakes' in created) throw new Error(created.mistakes.map(({ field, message }) => `${field}: ${message}`).join('; '))
  return { result: { id: created.record.id, number: created.record.number }, changes: created.changes }
}

/** Members that a person can edit: whatever a job has but its place in the account. Ids, customers and stamps stay. */
const fixedMembers = new Set(['id', 'created', 'updated', 'closed', 'customer_id', 'sections', 'invoiceIds', 'listedFrom'])

const editJob = (context: CreateContext, command: Command) => {
  const job = findJob(context, command)
  const set = command['set']
  if (set === null || typeof set !== 'object' || Array.isArray(set)) throw new Error('edit-job needs a member set, an object of job members')
  const { closed_at: closedAt, ...members } = set as Record<string, unknown>
  for (const [name, value] of Object.entries(members)) {
    if (!Object.hasOwn(job, name) || fixedMembers.has(name)) throw new Error(`a job's ${name} cannot be edited`)
    if (value !== null && typeof value === 'object') throw new Error(`a job's ${name} must be a plain value`)
  }
  const status = members['status'] === undefined ? undefined : context.state.statuses.all().find(({ name }) => name === members['status'])
  if (members['status'] !== undefined && status === undefined) throw new Error(`${labelOf('status')} ${JSON.stringify(members['status'])} can not be found`)

  const now = context.now()
  const closing = status?.category.startsWith('CLOSED') === true ? (job.closed ?? now) : null
  const closed = closedAt === undefined ? (status === undefined ? job.closed : closing) : parseMoment(closedAt)
  const edited: JobRecord = { ...job, ...(members as Partial<JobRecord>), closed, updated: now }
  return { result: { id: job.id }, changes: [{ type: 'job', data: edited } satisfies Change] }
}

const renameCustomer = ({ state, now }: CreateContext, command: Command) => {
  const customer = state.customers.all().find(({ id, customer_name }) => id === command['id'] || customer_name === command['name'])
  if (customer === undefined) throw new Error('rename-customer needs the id or the exact name of a customer')
  const renamed = { ...customer, customer_name: needText(command, 'to'), updated: now() }
  return { result: { id: customer.id }, changes: [{ type: 'customer', data: renamed } satisfies Change] }
}

const addStatus = ({ state }: CreateContext, command: Command) => {
  const name = needText(command, 'name')
  if (state.statuses.all().some((status) => status.name === name)) throw new Error(`there is a status ${JSON.stringify(name)} already`)
  const id = state.statuses.nextId()
  const text = (member: string, fallback: string): string => (typeof command[member] === 'string' ? command[member] : fallback)
  const status = { id, code: text('code', `C_${id % 10_000}`), name, is_custom: true, category: text('category', 'OPEN_INACTIVE') }
  return { result: { id }, changes: [{ type: 'status', data: status } satisfies Change] }
}

const findJob = ({ state }: CreateContext, { id, number, po_number: poNumber }: Command): JobRecord => {
  const byId = typeof id === 'number' || typeof id === 'string' ? state.jobs.get(Number(id)) : undefined
  const found =
    byId ?? state.jobs.all().find((job) => (number !== undefined && job.number === number) || (poNumber !== undefined && job.po_number === poNumber))
  if (found === undefined) throw new Error('there is no job of that id, number or po_number')
  return found
}

const needText = (command: Command, member: string): string => {
  const value = command[member]
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`${String(command['action'])} needs a member ${member}, a text`)
  return value.trim()
}

const parseMoment = (value: unknown): number | null => {
  if (value === null) return null
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw new Error('closed_at must be an instant such as 2030-02-09T15:20:00Z, or null')
  return ms
}
