import { expect, it } from 'vitest'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { describeVersions } from '../../src/core/history/describe-versions.js'
import { findWorkOrderId, readHistory } from '../../src/core/history/read-history.js'
import { instant, type Instant } from '../../src/core/model/instant.js'
import type { WorkOrder } from '../../src/core/model/propertyware.js'
import { renderHistory } from '../../src/render/history.js'

const at = (n: number): Instant => instant(Date.UTC(2031, 0, 1) + n * 1000)

const open = async (...states: Partial<WorkOrder>[]) => {
  const warehouse = await openMemoryWarehouse({ clock: { now: () => at(1000), sleep: async () => {} } })
  for (const [index, members] of states.entries()) {
    const records = [{ id: '6900000001', number: '1042', ...members }]
    await warehouse.transaction((writer) => writer.observe({ entity: 'work-orders', at: at(index), records, runId: `run-${index}`, origin: 'sync' }))
  }
  return warehouse
}

it('tells absent, nil and empty apart, custom fields by name, and keeps people’s data to itself', async () => {
  const fields = (value: string) => ({ customFields: [{ name: 'Service Status', value }] })
  const warehouse = await open(
    { status: 'Open', ...fields('New'), requesterPhone: '555-0100' },
    { status: null, ...fields('Scheduled'), requesterPhone: '555-0199' },
    { ...fields('Scheduled'), requesterPhone: '555-0199' },
    { status: '', ...fields('Scheduled'), requesterPhone: '555-0199' },
  )
  const { versions } = await readHistory(warehouse.reader, { entity: 'work-orders', record: '1042' })
  expect(versions.slice(1).map(({ event, changes }) => [event, changes])).toEqual([
    [
      'changed',
      [
        { member: 'field Service Status', before: 'New', after: 'Scheduled' },
        { member: 'requesterPhone', hidden: true },
        { member: 'status', before: 'Open', after: null },
      ],
    ],
    ['changed', [{ member: 'status', before: null }]],
    ['changed', [{ member: 'status', after: '' }]],
  ])
  expect(JSON.stringify(versions)).not.toContain('555')
  const text = renderHistory(
    { entity: 'work-orders', id: '1', number: '1042', versions, replaced: [] },
    { asOf: null, asKnownAt: null },
    { width: 80, color: false },
  )
  expect(text).not.toContain('555')
  for (const words of ['(nil) -> (absent)', '(absent) -> (empty)', 'New -> Scheduled']) expect(text).toContain(words)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

it('names deletions and returns, and the reason of a repair', async () => {
  const warehouse = await open({ status: 'A' })
  await warehouse.transaction(async (writer) => {
    for (const n of [5, 6]) await writer.confirmRead({ entity: 'work-orders', at: at(n), runId: `run-${n}`, closeAfter: 2, presentIds: new Set() })
    await writer.observe({ entity: 'work-orders', at: at(9), records: [{ id: '6900000001', number: '1042', status: 'B' }], runId: 'fix-1', origin: 'repair' })
  })
  const rows = await warehouse.reader.history('work-orders', '6900000001')
  const repairs = [{ runId: 'fix-1', member: 'status', evidence: 'the lease says so' }]
  const described = describeVersions(
    'work-orders',
    rows.filter((row) => row.recordedTo === null),
    repairs,
  )
  expect(described.map(({ event, runId, reason }) => [event, runId, reason])).toEqual([
    ['first-seen', 'run-0', undefined],
    ['deleted', 'run-5', undefined],
    ['returned', 'fix-1', 'status: the lease says so'],
  ])
})

it('finds a work order by number, id and marker, and says clearly when there is none or more than one', async () => {
  const warehouse = await open({})
  for (const text of ['1042', '6900000001', 'PW-0001042-X', ' 1042 ']) expect(await findWorkOrderId(warehouse.reader, text)).toBe('6900000001')
  await expect(findWorkOrderId(warehouse.reader, '7')).rejects.toMatchObject({ kind: 'usage', message: 'there is no work order 7' })
  await warehouse.transaction((writer) =>
    writer.observe({ entity: 'work-orders', at: at(1), records: [{ id: '6900000002', number: '1042' }], runId: 'r', origin: 'sync' }),
  )
  await expect(findWorkOrderId(warehouse.reader, '1042')).rejects.toMatchObject({
    kind: 'usage',
    next: expect.stringContaining('6900000001, 6900000002') as string,
  })
  await expect(readHistory(warehouse.reader, { entity: 'units', record: '1' })).rejects.toMatchObject({ kind: 'usage' })
})

it('answers for one moment of either clock, and says when nothing was known then', async () => {
  const warehouse = await open({ status: 'A' }, { status: 'B' })
  const query = { entity: 'work-orders' as const, record: '1042' }
  expect((await readHistory(warehouse.reader, { ...query, asOf: at(0) })).versions).toMatchObject([{ version: 1, validTo: at(1) }])
  await expect(readHistory(warehouse.reader, { ...query, asOf: at(-1) })).rejects.toMatchObject({ kind: 'usage' })
  await expect(readHistory(warehouse.reader, { ...query, asKnownAt: at(999) })).rejects.toMatchObject({ kind: 'usage' })
})
