import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WorkOrder } from '../../src/sandbox/account/types.js'
import { faultOf, readReturn, record, records, type Server, startPropertyWare, textOf, type Wire, type WireRecord } from '../support/propertyware-sandbox.js'

let server: Server
beforeEach(async () => {
  server = await startPropertyWare({ workOrders: 400 })
})
afterEach(async () => server.close())

const escape = (text: string): string => text.replaceAll(/[&<>\r]|[^\p{ASCII}]/gu, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`)

const numbered = async (number: number): Promise<WireRecord> =>
  record(await server.call('getWorkOrder', `<criteria><pageNumber>1</pageNumber><workOrderNumber>${number}</workOrderNumber></criteria>`))

/** Writes a record back the way it came: scalars and lists byte for byte, records by their ID. */
const echo = (name: string, value: Wire): string => {
  if (value === null) return `<${name} xsi:nil="true"/>`
  if (typeof value === 'string') return `<${name}>${escape(value)}</${name}>`
  if (Array.isArray(value)) return `<${name}>${value.map((item) => (name === 'customFields' ? customField(item) : echo('item', item))).join('')}</${name}>`
  return `<${name}><ID>${textOf(value['ID'])}</ID></${name}>`
}
const customField = (field: Wire): string => {
  const { fieldName, value } = field as WireRecord
  return `<item>${echo('fieldName', fieldName ?? null)}${echo('value', value ?? null)}</item>`
}
const skipped = ['notes', 'documents', 'clientData']
const echoAll = (row: WireRecord, changes: Record<string, Wire> = {}, without: readonly string[] = []): string =>
  `<workOrder>${Object.entries({ ...row, ...changes })
    .filter(([name]) => !skipped.includes(name) && !without.includes(name))
    .map(([name, value]) => echo(name, value))
    .join('')}</workOrder>`

const find = (test: (each: WorkOrder) => boolean): WorkOrder => {
  const found = server.account.workOrders.find(test)
  if (found === undefined) throw new Error('the account holds no such work order')
  return found
}
const located = ({ location }: WorkOrder): boolean => (location ?? '') !== ''

describe('updateWorkOrder', () => {
  it('changes nothing when everything is echoed, on every kind of work order', async () => {
    const rows = await Promise.all(
      [1, 2, 3].map(async (page) => records(await server.call('getWorkOrders', `<criteria><pageNumber>${page}</pageNumber></criteria>`))),
    )
    const undatedApproval = (row: WireRecord): boolean => row['approved'] === 'true' && row['approvedDate'] === null
    for (const row of rows.flat().filter((each) => !undatedApproval(each))) {
      const after = record(await server.call('updateWorkOrder', echoAll(row)))
      // Saving a request from the web attaches the lease.
      expect({ ...after, lease: null }).toEqual({ ...row, lease: null })
    }
  })

  it('replaces the whole record: what is left out is lost', async () => {
    const workOrder = find((each) => located(each) && each.approvedAt !== null && each.source !== 'None' && each.costEstimateCents > 0)
    const before = await numbered(workOrder.number)
    const kept = ['ID', 'building', 'portfolio', 'location', 'unitIDs']
    const after = record(
      await server.call(
        'updateWorkOrder',
        echoAll(
          before,
          {},
          Object.keys(before).filter((name) => !kept.includes(name)),
        ),
      ),
    )
    expect(after).toMatchObject({
      approved: 'false',
      approvedBy: null,
      approvedDate: null,
      approvalComment: null,
      source: 'None',
      costEstimate: '0.0',
      hourEstimate: '0.0',
      priorityAsInt: '0',
    })
    expect(after).toMatchObject({ category: null, description: null, type: null, vendorIDs: [], requestedByContact: null })
    // Not the update's to change.
    for (const name of ['number', 'createdDate', 'status', 'customFields', 'notes', 'unitIDs', 'lease']) expect(after[name]).toEqual(before[name])
    expect(await numbered(workOrder.number)).toEqual(after)
  })

  it('un-approves when approved alone is left out, and keeps the approver when it is echoed', async () => {
    const workOrder = find((each) => located(each) && each.approvedAt !== null && each.approvalComment !== null)
    const before = await numbered(workOrder.number)
    expect(record(await server.call('updateWorkOrder', echoAll(before)))['approvedBy']).toEqual(before['approvedBy'])
    expect(record(await server.call('updateWorkOrder', echoAll(before, {}, ['approved'])))).toMatchObject({
      approved: 'false',
      approvedBy: null,
      approvedDate: null,
      approvalComment: null,
    })
    const again = record(await server.call('updateWorkOrder', echoAll(before, { approvedBy: null })))
    expect((again['approvedBy'] as WireRecord)['ID']).toBe(server.account.apiUser.id)
  })

  it('wants a date for an approval, in full', async () => {
    const row = await numbered(find((each) => located(each) && !each.approved).number)
    expect(faultOf(await server.call('updateWorkOrder', echoAll(row, { approved: 'true' })))).toBe('java.lang.Exception: Approved Date is required')
    expect(faultOf(await server.call('updateWorkOrder', echoAll(row, { approved: 'true', approvedDate: '2031-03-01' })))).toBe(
      'java.lang.NumberFormatException: Invalid date/time',
    )
    expect(await numbered(Number(row['number']))).toEqual(row)
    const done = record(
      await server.call('updateWorkOrder', echoAll(row, { approved: '1', approvedDate: '2031-03-01T10:00:00.000Z', approvalComment: 'ok – fine' })),
    )
    expect(done).toMatchObject({ approved: 'true', approvedDate: '2031-03-01T10:00:00.000Z', approvalComment: 'ok – fine' })
  })

  it('checks the location', async () => {
    const row = await numbered(find(located).number)
    const elsewhere = server.account.buildings.find((each) => each.id !== (row['building'] as WireRecord)['ID'])
    const wrong: Record<string, Wire>[] = [
      { location: textOf(row['location']).replace(' |', '') },
      { location: null },
      { location: '' },
      { building: { ID: elsewhere?.id ?? '' } },
      { building: null },
      { portfolio: null },
      { unitIDs: [server.account.units.find((unit) => unit.building.id !== (row['building'] as WireRecord)['ID'])?.id ?? ''] },
    ]
    for (const change of wrong) expect(faultOf(await server.call('updateWorkOrder', echoAll(row, change)))).toBe('java.lang.Exception: Location is invalid')
    expect(faultOf(await server.call('updateWorkOrder', echoAll(row, { ID: '5' })))).toBe('java.lang.Exception: Work order not found')
  })

  it('takes pick-list texts byte for byte', async () => {
    const row = await numbered(find((each) => located(each) && each.category === 'HVAC ').number)
    expect(record(await server.call('updateWorkOrder', echoAll(row)))['category']).toBe('HVAC ')
    expect(record(await server.call('updateWorkOrder', echoAll(row, { category: 'HVAC' })))['category']).toBeNull()
    expect(record(await server.call('updateWorkOrder', echoAll(row, { source: 'Carrier pigeon' })))['source']).toBe('None')
  })

  it('keeps CR LF only when the CR is sent as a reference, and loses what is not ASCII in descriptions', async () => {
    const row = await numbered(find(located).number)
    expect(record(await server.call('updateWorkOrder', echoAll(row, { description: 'one\r\ntwo é', specificLocation: 'Café' })))).toMatchObject({
      description: 'one\r\ntwo ?',
      specificLocation: 'Café',
    })
    const raw = echoAll(row, { description: 'one\r\ntwo' }).replaceAll('&#xd;', '\r')
    expect(record(await server.call('updateWorkOrder', raw))['description']).toBe('one\ntwo')
  })

  it('changes custom fields by name and leaves the others', async () => {
    const row = await numbered(find(located).number)
    const zone = (row['customFields'] as WireRecord[])[1]?.['value']
    const after = record(
      await server.call(
        'updateWorkOrder',
        echoAll(row, {
          status: 'Closed',
          customFields: [
            { fieldName: 'Service Status', value: 'Scheduled' },
            { fieldName: 'Unheard of', value: 'x' },
          ],
        }),
      ),
    )
    expect(after['status']).toBe('Closed')
    expect((after['customFields'] as WireRecord[]).map(({ fieldName, value }) => [fieldName, value])).toEqual([
      ['Service Status', 'Scheduled'],
      ['Zone', zone],
    ])
  })

  it('attaches the lease to a website request when it is saved', async () => {
    const website = find(
      (each) =>
        each.source === 'Website' &&
        each.status === 'Open' &&
        each.lease === null &&
        located(each) &&
        server.account.leases.some((lease) => (lease.unit ?? lease.building).id === each.unitIds[0] && lease.active),
    )
    const row = await numbered(website.number)
    expect(row['lease']).toBeNull()
    const after = record(await server.call('updateWorkOrder', echoAll(row)))
    expect((after['lease'] as WireRecord)['unitID']).toBe(website.unitIds[0])
    expect({ ...after, lease: null }).toEqual(row)
  })

  it('repairs a unit', async () => {
    const wrong = server.account.wrongUnits[0]
    const row = await numbered(wrong?.workOrder.number ?? 0)
    expect(record(await server.call('updateWorkOrder', echoAll(row, { unitIDs: [wrong?.trueUnit.id ?? ''] })))['unitIDs']).toEqual([wrong?.trueUnit.id])
  })
})

describe('the other writes', () => {
  it('creates a work order with a number of its own, on top of the list', async () => {
    const model = await numbered(find((each) => located(each) && each.lease !== null && each.lease.active).number)
    const created = record(
      await server.call(
        'createWorkOrder',
        echoAll({ ...model, ID: '0', number: '0', approved: 'false', status: 'Open', description: 'Brand new', lease: null }, {}, ['lease']),
      ),
    )
    const numbers = server.account.workOrders.map(({ number }) => number).toSorted((a, b) => a - b)
    expect(Number(created['number'])).toBe(numbers.at(-1))
    expect(created).toMatchObject({ status: 'Open', description: 'Brand new', createdDate: server.clock.now.toISOString(), unitIDs: model['unitIDs'] })
    expect((created['lease'] as WireRecord)['unitID']).toBe((model['unitIDs'] as Wire[])[0])
    expect(created['ID']).not.toBe(model['ID'])
    expect(
      records(await server.call('getWorkOrders', '<criteria><pageNumber>1</pageNumber><orderByNewestFirst>true</orderByNewestFirst></criteria>'))[0],
    ).toEqual(created)
    expect(faultOf(await server.call('createWorkOrder', echoAll({ ...model, location: 'NOWHERE | AT ALL' })))).toBe('java.lang.Exception: Location is invalid')
  })

  it('closes', async () => {
    const workOrder = find((each) => each.status === 'Open')
    const close = `<workOrderID>${workOrder.id}</workOrderID><category>${workOrder.category ?? ''}</category><closingComments>Done &amp; dusted</closingComments><startDate xsi:nil="true"/><completedDate>2031-03-02T18:00:00.000Z</completedDate>`
    expect(readReturn(await server.call('closeWorkOrder', close))).toBe('true')
    expect(await numbered(workOrder.number)).toMatchObject({
      status: 'Closed',
      closingComments: 'Done & dusted',
      completedDate: '2031-03-02T18:00:00.000Z',
      category: workOrder.category,
    })
    expect(faultOf(await server.call('closeWorkOrder', '<workOrderID>1</workOrderID>'))).toBe('java.lang.Exception: Work order not found')
  })

  it('attaches a note under a new id', async () => {
    const workOrder = find(({ notes }) => notes.length > 0)
    const before = workOrder.notes.length
    const note = '<note><ID>0</ID><subject>pwsf</subject><body>one\ntwo</body><private>true</private></note>'
    const answer = record(await server.call('attachNoteToWorkOrder', `${note}<workOrder><ID>${workOrder.id}</ID></workOrder>`))
    expect(answer).toMatchObject({ subject: 'pwsf', body: 'one\r\ntwo', private: 'true', date: server.clock.now.toISOString() })
    const notes = (await numbered(workOrder.number))['notes'] as WireRecord[]
    expect(notes).toHaveLength(before + 1)
    expect(notes.at(-1)).toEqual(answer)
    expect(new Set(notes.map((each) => each['ID'])).size).toBe(before + 1)
  })
})

describe('edits as in the web page', () => {
  const edit = (command: Record<string, unknown>): unknown => server.simulator.edit(command)

  it('adds, edits and removes work orders', async () => {
    const unit = server.account.units.find(({ active }) => active)
    const added = edit({
      action: 'add',
      entity: 'work-order',
      set: { unitIds: [unit?.id], description: 'Typed in', category: 'Plumbing', status: 'Open' },
    }) as { id: string; number: number; location: string }
    const portfolio = unit?.building.portfolio
    expect(added.location).toBe(portfolio === null ? '' : `${portfolio?.abbreviation} | ${unit?.building.abbreviation}`)
    expect(await numbered(added.number)).toMatchObject({ description: 'Typed in', unitIDs: [unit?.id] })
    edit({
      action: 'edit',
      entity: 'work-order',
      number: added.number,
      set: { status: 'Anything', customFields: { Zone: 'Moon' }, completedDate: '2031-03-01T00:00:00Z' },
    })
    expect(await numbered(added.number)).toMatchObject({ status: 'Anything', completedDate: '2031-03-01T00:00:00.000Z' })
    edit({ action: 'remove', entity: 'work-order', id: added.id })
    expect(await numbered(added.number)).toBeNull()
  })

  it('edits units, leases, buildings and portfolios', async () => {
    const { units, leases, buildings, portfolios } = server.account
    edit({ action: 'edit', entity: 'unit', id: units[0]?.id, set: { name: 'Renamed', active: false } })
    edit({ action: 'edit', entity: 'lease', id: leases[0]?.id, set: { status: 'Terminated', active: false, moveOutDate: '2031-03-01T06:00:00Z' } })
    edit({ action: 'edit', entity: 'building', id: buildings[0]?.id, set: { active: false } })
    edit({ action: 'edit', entity: 'portfolio', id: portfolios[0]?.id, set: { name: 'New Name Trust' } })
    const first = async (operation: string): Promise<WireRecord | undefined> =>
      records(await server.call(operation, '<criteria><pageNumber>1</pageNumber></criteria>'))[0]
    expect(await first('getUnits')).toMatchObject({ name: 'Renamed', active: 'false' })
    expect(await first('getLeases')).toMatchObject({ leaseStatus: 'Terminated', active: 'false', moveOutDate: '2031-03-01T06:00:00.000Z' })
    expect(await first('getBuildings')).toMatchObject({ active: 'false' })
    expect(records(await server.call('getAllPortfolios'))[0]).toMatchObject({ name: 'New Name Trust' })
  })

  it.each([
    [{ action: 'edit', entity: 'tenant', id: '1', set: {} }, 'entity must be'],
    [{ action: 'burn', entity: 'work-order' }, 'action must be add, edit or remove'],
    [{ action: 'edit', entity: 'work-order', set: {} }, 'name the work order by id or number'],
    [{ action: 'edit', entity: 'work-order', number: 3, set: {} }, 'there is no work order number 3'],
    [{ action: 'remove', entity: 'work-order', id: '3' }, 'there is no work order 3'],
    [{ action: 'add', entity: 'work-order', set: { description: 'x' } }, 'needs a buildingId or unitIds'],
    [{ action: 'add', entity: 'work-order', set: { buildingId: '9' } }, 'there is no building 9'],
    [{ action: 'add', entity: 'work-order', set: { colour: 'red' } }, 'cannot set colour; known: '],
    [{ action: 'edit', entity: 'unit', id: '7', set: {} }, 'there is no unit 7'],
    [{ action: 'remove', entity: 'unit', id: '7' }, 'a unit can only be edited'],
  ])('refuses %j in words', (command, message) => {
    expect(() => edit(command)).toThrow(message)
    expect(server.journal).toEqual([])
  })
})

describe('the journal', () => {
  it('brings a new process to the same state', async () => {
    const { account } = server
    const row = await numbered(find((each) => located(each) && !each.approved).number)
    await server.call(
      'updateWorkOrder',
      echoAll(row, { status: 'Closed', approved: 'true', approvedDate: '2031-03-01T10:00:00Z', customFields: [{ fieldName: 'Zone', value: 'West' }] }),
    )
    await server.call('createWorkOrder', echoAll({ ...row, ID: '0', number: '0', description: 'second' }))
    await server.call('attachNoteToWorkOrder', `<note><body>hello</body></note><workOrder><ID>${account.workOrders[7]?.id}</ID></workOrder>`)
    await server.call('closeWorkOrder', `<workOrderID>${account.workOrders[8]?.id}</workOrderID>`)
    server.simulator.edit({
      action: 'add',
      entity: 'work-order',
      set: { buildingId: account.buildings.find(({ rentable }) => rentable)?.id, createdDate: '2031-01-05T10:00:00Z' },
    })
    server.simulator.edit({ action: 'remove', entity: 'work-order', id: account.workOrders[20]?.id })
    server.simulator.edit({ action: 'edit', entity: 'lease', id: account.leases[1]?.id, set: { active: false } })
    expect(server.journal).toHaveLength(7)
    const next = await startPropertyWare({ workOrders: 400, replay: server.journal })
    expect(next.journal).toEqual([])
    for (const operation of ['getWorkOrders', 'getLeases']) {
      for (const page of [1, 2, 3, 4, 5]) {
        const criteria = `<criteria><pageNumber>${page}</pageNumber></criteria>`
        expect(records(await next.call(operation, criteria))).toEqual(records(await server.call(operation, criteria)))
      }
    }
    const since = '<criteria><pageNumber>1</pageNumber><lastModifiedOnOrAfter>2031-03-03T12:00:00Z</lastModifiedOnOrAfter></criteria>'
    expect(records(await next.call('getWorkOrders', since))).toHaveLength(5)
    const create = echoAll({ ...row, ID: '0', number: '0' })
    expect(record(await next.call('createWorkOrder', create))['number']).toBe(record(await server.call('createWorkOrder', create))['number'])
    await next.close()
  })

  it('refuses an entry that nobody knows', () => {
    expect(() => server.simulator.replay({ system: 'propertyware', type: 'strange', at: '2031-01-01T00:00:00Z', data: {} })).toThrow('strange')
  })
})
