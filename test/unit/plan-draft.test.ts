import { describe, expect, it } from 'vitest'
import { instant } from '../../src/core/model/instant.js'
import type { JobDraft } from '../../src/core/model/servicefusion.js'
import { draftJob, draftParts, hashDraft } from '../../src/core/plan/draft.js'
import type { SyncSettings } from '../../src/core/plan/settings.js'
import { unitLine } from '../../src/core/plan/unit-line.js'
import type { WorkOrderFacts } from '../../src/core/plan/work-order-facts.js'
import { building, factsOf, home, settings, unit, workOrder } from '../support/planning-records.js'

const account = { jobStatuses: ['Unscheduled', 'Scheduled'], jobCategories: ['Hvac', 'Plumbing', 'Re-Key', 'General'] }

const draft = (
  facts: Partial<WorkOrderFacts> = {},
  changes: Partial<SyncSettings> = {},
  where: Parameters<typeof draftJob>[1] = { unitId: '601', unit },
): JobDraft => draftJob({ ...factsOf(facts), marker: 'PW-0001042-X' }, where, 'Oak Grove Homes', { ...settings, ...changes }, account)

describe('draftJob', () => {
  it('sends every address member', () => {
    expect(draft()).toEqual({
      customerName: 'Oak Grove Homes',
      poNumber: 'PW-0001042-X',
      status: 'Unscheduled',
      category: 'Hvac',
      priority: 'High',
      description: 'No heat\r\nsince Monday\nBedroom',
      techNotes: 'PropertyWare work order: 1042',
      street1: '480 Example Court',
      street2: 'Unit 2B',
      city: 'Sampleton',
      state: 'TX',
      postalCode: '75000',
      locationName: 'Maple Court',
      notes: ['PropertyWare work order 1042'],
      customFields: [],
    })
    const bare = draft({ building: { id: '510', rentable: true } }, {}, { unitId: '510', unit: undefined })
    expect(bare).toMatchObject({ street1: '', street2: '', city: '', state: '', postalCode: '', locationName: '' })
  })

  it("takes the unit's own address, and the building's where the unit has none", () => {
    const own = { ...unit, street1: '481 Example Court ', zip: '75001' }
    expect(draft({}, {}, { unitId: '601', unit: own })).toMatchObject({ street1: '481 Example Court', city: 'Sampleton', postalCode: '75001' })
  })

  it("takes a home's own second line", () => {
    expect(draft({ building: home }, {}, { unitId: '510', unit: undefined })).toMatchObject({
      street1: '18 Fern Lane',
      street2: 'Rear',
      locationName: 'Fern House',
    })
  })

  it.each([
    ['No heat', 'Bedroom', 'No heat\nBedroom'],
    ['No heat\r\n', 'Bedroom', 'No heat\r\nBedroom'],
    ['No heat ', null, 'No heat '],
    ['', 'Bedroom', 'Bedroom'],
    [null, ' ', ''],
  ])('describes %j at %j', (description, specificLocation, expected) => {
    expect(draft({ workOrder: { ...workOrder, description, specificLocation } }).description).toBe(expected)
  })

  it.each([
    ['Low', 'Low'],
    [' medium ', 'Normal'],
    ['HIGH', 'High'],
    ['Emergency', 'Normal'],
    [null, 'Normal'],
  ])('gives the priority %j as %s', (priority, expected) => {
    expect(draft({ workOrder: { ...workOrder, priority } }).priority).toBe(expected)
  })

  it.each<[string | null, string | undefined, Partial<SyncSettings>]>([
    ['HVAC ', 'Hvac', {}],
    ['Rekey', 'Re-Key', {}],
    ['Make ready', undefined, {}],
    ['Make ready', 'General', { defaultCategory: 'general' }],
    ['Make ready', undefined, { defaultCategory: 'Nowhere' }],
    [' water  LEAK', 'Plumbing', { categories: { 'Water leak': 'plumbing' } }],
    ['HVAC', 'General', { categories: { Hvac: 'Nowhere' }, defaultCategory: 'General' }],
    [null, undefined, {}],
  ])('gives the category %j as %j', (category, expected, changes) => {
    expect(draft({ workOrder: { ...workOrder, category } }, changes).category).toBe(expected)
  })

  it('sends a status only when the account has it, in its spelling', () => {
    expect(draft({}, { newJobStatus: 'SCHEDULED' }).status).toBe('Scheduled')
    expect(draft({}, { newJobStatus: 'Nowhere' })).not.toHaveProperty('status')
    expect(draft({}, { newJobStatus: null })).not.toHaveProperty('status')
  })

  it('sends the number in a custom field only when one is configured', () => {
    expect(draft({}, { jobNumberField: 'PW Work Order' }).customFields).toEqual([{ name: 'PW Work Order', value: '1042' }])
  })

  it.each<[string, Partial<WorkOrderFacts>, string[]]>([
    [
      "the requester's own record",
      { requester: { id: '1', firstName: 'Ann', lastName: 'Sample', homePhone: '555-010-0101' } },
      ['Contact: Ann Sample, 555-010-0101'],
    ],
    [
      'the phone on the work order when the record has none',
      { requester: { id: '1', firstName: 'Ann', lastName: '' }, workOrder: { ...workOrder, requesterPhone: '555-010-0102' } },
      ['Contact: Ann, 555-010-0102'],
    ],
    [
      'the web request',
      { workOrder: { ...workOrder, serviceRequestContactName: 'Bo Sample', serviceRequestContactPhone: '555-010-0103', requestedBy: 'Office' } },
      ['Contact: Bo Sample, 555-010-0103'],
    ],
    ['who asked', { workOrder: { ...workOrder, requestedBy: 'Office' } }, ['Contact: Office']],
    [
      'how to get in',
      { workOrder: { ...workOrder, authorizedToEnter: 'Yes', dateToEnter: instant('2031-03-03T15:30:00Z') } },
      ['Authorized to enter: Yes', 'Date to enter: 2031-03-03 15:30 UTC'],
    ],
  ])('tells the technician %s', (_name, facts, lines) => {
    expect(draft(facts).techNotes.split('\n')).toEqual(['PropertyWare work order: 1042', ...lines])
  })

  it('has a hash that changes with anything that is sent', () => {
    expect(hashDraft(draft())).toBe(hashDraft(draft()))
    expect(hashDraft(draft({ workOrder: { ...workOrder, requestedBy: 'Office' } }))).not.toBe(hashDraft(draft()))
  })
})

describe('unitLine', () => {
  it.each([
    ['2B', undefined, 'Unit 2B'],
    ['Unit 2B', undefined, 'Unit 2B'],
    ['UNIT2B', undefined, 'UNIT2B'],
    ['#4', undefined, '#4'],
    ['Apt. 4', undefined, 'Apt. 4'],
    ['Unity', undefined, 'Unit Unity'],
    ['2B', 'Apt 2B', 'Apt 2B'],
    ['2-B', '# 2-B', '# 2-B'],
    ['Unit 2B', 'Bldg C Apt 2B', 'Bldg C Apt 2B'],
    ['2', 'Bldg 12', 'Unit 2'],
    ['2B', 'Rear house', 'Unit 2B'],
    ['', 'Apt 9', 'Apt 9'],
  ])('%j with the second line %j gives %j', (abbreviation, street2, expected) => {
    expect(unitLine({ id: '601', abbreviation, street2: street2 ?? null })).toBe(expected)
  })

  it('falls back on the name, then on the id', () => {
    expect(unitLine({ id: '601', abbreviation: ' ', name: 'Garden' })).toBe('Unit Garden')
    expect(unitLine({ id: '601' })).toBe('Unit 601')
  })
})

describe('draftParts', () => {
  const parts = (facts: Partial<WorkOrderFacts>): ReturnType<typeof draftParts> => draftParts(factsOf(facts), { unitId: '601', unit })

  it('does not depend on the name of the building, blanks or the case of the address', () => {
    expect(parts({ building: { ...building, name: 'Other', city: ' SAMPLETON' } })).toEqual(parts({}))
  })

  it('keeps description and location apart', () => {
    const left = parts({ workOrder: { ...workOrder, description: 'a b', specificLocation: 'c' } })
    const right = parts({ workOrder: { ...workOrder, description: 'a', specificLocation: 'b c' } })
    expect(left.text).not.toBe(right.text)
  })
})
