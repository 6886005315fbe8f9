import { expect, it } from 'vitest'
import { at, confirmAt, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const hold = (workOrderId: string, reason = 'unresolved-unit') => ({ workOrderId, action: 'hold' as const, reason, why: 'no unit' })

export const keepsDecisions = (open: OpenWarehouse): void => {
  it('keeps since when a decision stands, whatever is said again', async () => {
    const warehouse = await open()
    const save = (n: number, ...decisions: Parameters<Parameters<Parameters<typeof warehouse.transaction>[0]>[0]['saveDecisions']>[0]) =>
      warehouse.transaction((writer) => writer.saveDecisions(decisions, at(n), `run-${n}`))
    expect(await save(1, hold('1'), hold('2'))).toBe(2)
    expect(await save(2, hold('1'), hold('2', 'unknown-building'))).toBe(1)
    expect(await warehouse.reader.decision('1')).toEqual({ ...hold('1'), since: at(1), runId: 'run-1' })
    expect(await warehouse.reader.decision('2')).toMatchObject({ reason: 'unknown-building', since: at(2) })
    expect(await save(3, { workOrderId: '1', action: 'unchanged', reason: null, why: 'in step' })).toBe(1)
    expect(await save(4, hold('1'))).toBe(1)
    expect(await warehouse.reader.decision('1')).toMatchObject({ since: at(4) })
    expect(await warehouse.reader.decision('9')).toBeUndefined()
    expect(await save(5)).toBe(0)
  })

  it('counts what waits, by reason and age, as long as the work order is there', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, ...['1', '2', '3', '4', '5'].map((id) => workOrder(id)))
    const block = { workOrderId: '3', action: 'block' as const, reason: 'job-missing', why: 'gone' }
    await warehouse.transaction(async (writer) => {
      await writer.saveDecisions([block, { workOrderId: '4', action: 'skip', reason: 'status-not-open', why: 'closed' }], at(1), 'r')
      await writer.saveDecisions([hold('1')], at(2), 'r')
      await writer.saveDecisions([hold('2'), hold('5', 'unknown-building'), hold('never-seen')], at(3), 'r')
    })
    for (const n of [5, 6, 7]) await confirmAt(warehouse, n, ['1', '2', '3', '4'])
    expect(await warehouse.reader.waiting()).toEqual([
      { action: 'block', reason: 'job-missing', count: 1, oldest: at(1) },
      { action: 'hold', reason: 'unresolved-unit', count: 2, oldest: at(2) },
    ])
  })

  it('finds work orders by number and by id, deleted ones too', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, { id: 'a', number: '7' }, { id: '7', number: '8' }, { id: 'c', number: '9' })
    for (const n of [5, 6, 7]) await confirmAt(warehouse, n, ['a', '7'])
    expect(await warehouse.reader.findWorkOrders('7')).toEqual([
      { id: '7', number: '8' },
      { id: 'a', number: '7' },
    ])
    expect(await warehouse.reader.findWorkOrders('9')).toEqual([{ id: 'c', number: '9' }])
    expect(await warehouse.reader.findWorkOrders('')).toEqual([])
    expect(await warehouse.reader.repairs('work-orders', 'a')).toEqual([])
  })
}
