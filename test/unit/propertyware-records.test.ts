import { describe, expect, it } from 'vitest'
import type { PropertyWareEntity } from '../../src/core/model/entity.js'
import { fromPlain, type Plain } from '../../src/adapters/propertyware/plain.js'
import { readRow, readRows } from '../../src/adapters/propertyware/records.js'
import { openTree } from '../../src/adapters/propertyware/tree.js'

const workOrder = (xml: string) => {
  const tree = openTree(50)
  tree.write(`<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">${xml}</r>`)
  return readRow('work-orders', tree.end().node)
}
const row = (entity: PropertyWareEntity, raw: Plain) => readRow(entity, fromPlain(raw))

describe('absent, nil and empty', () => {
  it('are three different values', () => {
    expect(
      workOrder('<ID>1</ID><number>2</number><status/><category xsi:nil="true"/><costEstimate xsi:nil="1"/><unitIDs/><vendorIDs xsi:nil="true"/>'),
    ).toEqual({
      record: { id: '1', number: '2', status: '', category: null, costEstimateCents: null, unitIds: [], vendorIds: null },
    })
  })

  it('hold for nested records too', () => {
    expect(workOrder('<ID>1</ID><number>2</number><building><name>no id</name></building><lease xsi:nil="true"/><portfolio><ID>7</ID></portfolio>')).toEqual({
      record: { id: '1', number: '2', leaseId: null, portfolioId: '7' },
    })
  })

  it('blank dates, flags and amounts are no value', () => {
    expect(workOrder('<ID>1</ID><number>2</number><startDate/><approved> </approved><totalCost></totalCost>')).toEqual({
      record: { id: '1', number: '2', startDate: null, approved: null, totalCostCents: null },
    })
  })
})

describe('what a member means is decided by its name', () => {
  it('never by the type that arrived', () => {
    const found = workOrder(
      '<ID xsi:type="xsd:string">9007199254740993</ID><number xsi:type="xsd:double">12</number><approved xsi:type="xsd:int">1</approved>' +
        '<description xsi:type="xsd:int">0012</description><costEstimate xsi:type="xsd:string">225.0</costEstimate><startDate xsi:type="xsd:date">2031-03-02</startDate>',
    )
    expect(found).toEqual({
      record: {
        id: '9007199254740993',
        number: '12',
        approved: true,
        description: '0012',
        costEstimateCents: 22_500,
        startDate: '2031-03-02T00:00:00.000Z',
      },
    })
  })

  it("takes the requester's best phone and leaves nameless custom fields out", () => {
    const fields = [{ fieldName: 'Zone', value: '' }, { fieldName: null, value: 'x' }, { fieldName: 'Plan' }]
    const requestedByContact = { ID: '5', mobilePhone: '', homePhone: '(555) 010-0199', workPhone: '(555) 010-0100' }
    expect(row('work-orders', { ID: '1', number: '2', customFields: fields, requestedByContact })).toEqual({
      record: { id: '1', number: '2', customFields: [{ name: 'Zone', value: '' }, { name: 'Plan' }], requesterId: '5', requesterPhone: '(555) 010-0199' },
    })
  })

  it('finds the ids of a lease in its nested records when the flat ones are missing', () => {
    expect(row('leases', { ID: '1', buildingID: null, building: { ID: '2' }, unit: { ID: '3' }, tenants: [] })).toEqual({
      record: { id: '1', buildingId: '2', unitId: '3', tenantIds: [] },
    })
  })

  it('names an owner by what there is', () => {
    const owners = [
      { ID: '1', name: 'Shown Name', firstName: 'X' },
      { ID: '2', name: ' ', firstName: 'First', lastName: 'Last' },
      { ID: '3', companyName: 'Invented LLC' },
    ]
    expect(row('portfolios', { ID: '9', owners })).toEqual({
      record: {
        id: '9',
        owners: [
          { id: '1', name: 'Shown Name' },
          { id: '2', name: 'First Last' },
          { id: '3', name: 'Invented LLC' },
        ],
      },
    })
  })
})

describe('contacts', () => {
  it('are tenants unless they are clearly somebody else', async () => {
    const kinds = ['Tenant', ' tenant ', '', null, 'Other', 'Owner', 'VENDOR', 'prospect ']
    const page = await readRows(
      'tenants',
      kinds.map((contactType, index) => fromPlain({ ID: String(index + 1), contactType })),
    )
    expect(page.records.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5'])
    expect(page.others).toEqual(['6', '7', '8'])
  })
})

describe('rejects', () => {
  it.each<[string, PropertyWareEntity, Plain, string]>([
    ['no ID', 'work-orders', { number: '2' }, 'ID is missing'],
    ['an ID of zero', 'units', { ID: '0' }, 'ID is missing'],
    ['an ID of letters', 'units', { ID: 'abc' }, 'ID is not a number of digits'],
    ['no number', 'work-orders', { ID: '1', number: '0' }, 'number is missing'],
    ['an impossible date', 'work-orders', { ID: '1', number: '2', createdDate: '2031-02-30T00:00:00Z' }, 'createdDate is not a possible date-time'],
    ['an amount that is none', 'work-orders', { ID: '1', number: '2', totalCost: 'NaN' }, 'totalCost is not an amount'],
    ['a flag that is none', 'buildings', { ID: '1', multiUnit: 'maybe' }, 'multiUnit is neither true nor false'],
    ['a record where text is due', 'units', { ID: '1', name: { first: 'x' } }, 'name is not plain text'],
    ['a bad id in an array', 'work-orders', { ID: '1', number: '2', unitIDs: ['7', ''] }, 'unitIDs.1 is missing'],
    ['a bad nested id', 'work-orders', { ID: '1', number: '2', building: { ID: 'x' } }, 'building.ID is not a number of digits'],
    ['a nil row', 'vendors', null, 'the row is nil'],
  ])('%s', (_, entity, raw, reason) => {
    expect(row(entity, raw)).toMatchObject({ reject: { reason } })
  })

  it('carry the key when it could be read, else a hash', () => {
    expect(row('work-orders', { ID: '77' })).toMatchObject({ reject: { key: '77' } })
    expect(row('work-orders', { number: '1' })).toMatchObject({ reject: { key: expect.stringMatching(/^[0-9a-f]{64}$/) } })
  })

  it('keep the raw record without what identifies people or moves money, at any depth', () => {
    const secrets = { ssn: 's3cret', taxID: 's3cret', driversLicenseNumber: 's3cret', birthDate: 's3cret', nameOnCheck: 's3cret' }
    const bank = { accountNumber: 's3cret', routingNumber: 's3cret', bankAccountHolderSSN: 's3cret', institutionName: 'Invented Bank' }
    const found = row('work-orders', {
      ID: '1',
      category: 'HVAC ',
      requestedByContact: { ID: '5', ...secrets },
      portfolio: { ID: '6', defaultBankAccount: bank, owners: [{ ID: '7', ...secrets }] },
    })
    const raw = 'reject' in found ? found.reject.raw : ''
    expect(raw).not.toContain('s3cret')
    expect(JSON.parse(raw)).toEqual({
      ID: '1',
      category: 'HVAC ',
      requestedByContact: { ID: '5' },
      portfolio: { ID: '6', defaultBankAccount: { institutionName: 'Invented Bank' }, owners: [{ ID: '7' }] },
    })
  })

  it('shrink a cycle to its ID', () => {
    const tree = openTree(50)
    tree.write('<r id="me"><ID>4</ID><name><bad/></name><building><ID>9</ID><units><units href="#me"/></units></building></r>')
    const found = readRow('units', tree.end().node)
    expect('reject' in found && JSON.parse(found.reject.raw)).toMatchObject({ ID: '4', building: { ID: '9', units: [{ ID: '4' }] } })
  })

  it('can be validated again once the record is good', () => {
    const found = workOrder(
      '<ID>1</ID><number/><unitIDs><unitIDs>7</unitIDs></unitIDs><customFields><customFields><fieldName>Zone</fieldName></customFields></customFields>',
    )
    const raw = 'reject' in found ? found.reject.raw : ''
    const corrected = JSON.stringify({ ...(JSON.parse(raw) as object), number: '2' })
    expect(row('work-orders', JSON.parse(corrected) as Plain)).toEqual({ record: { id: '1', number: '2', unitIds: ['7'], customFields: [{ name: 'Zone' }] } })
  })
})
