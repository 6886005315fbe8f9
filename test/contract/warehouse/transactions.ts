import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { WarehouseWriter } from '../../../src/core/ports/warehouse.js'
import { at, believed, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const observation = (n: number, status: string) => ({
  entity: 'work-orders' as const,
  at: at(n),
  runId: `run-${n}`,
  origin: 'sync' as const,
  records: [workOrder('1', { status })],
})

export const keepsTransactionsWhole = (open: OpenWarehouse): void => {
  it('keeps nothing of a transaction that fails between closing and opening', async () => {
    const warehouse = await open()
    await observeAt(warehouse, 1, workOrder('1', { status: 'A' }))
    const before = await warehouse.reader.history('work-orders', '1')
    const failing = warehouse.transaction(async (writer) => {
      await writer.observe(observation(5, 'B'))
      await writer.observe(observation(3, 'C'))
      await writer.confirmRead({ entity: 'work-orders', at: at(6), runId: 'r', closeAfter: 1, presentIds: new Set() })
      await writer.setCheckpoint('c', '1')
      await writer.quarantineRejects('units', [{ key: '1', reason: 'bad', raw: '{}' }], at(1), 'r')
      throw new Error('stopped here')
    })
    await expect(failing).rejects.toThrow('stopped here')
    expect(await warehouse.reader.history('work-orders', '1')).toEqual(before)
    expect(await warehouse.reader.checkpoint('c')).toBeUndefined()
    expect(await warehouse.reader.quarantinedKeys('units')).toEqual([])
    await observeAt(warehouse, 7, workOrder('1', { status: 'B' }))
    expect(await believed(warehouse)).toEqual([
      ['A', 1, 7],
      ['B', 7, null],
    ])
  })

  it('lets a transaction see its own writes', async () => {
    const warehouse = await open()
    await warehouse.transaction(async (writer) => {
      await writer.observe(observation(1, 'A'))
      expect(await writer.currentCount('work-orders')).toBe(1)
      expect((await writer.workOrdersAfter(null, 5)).map((record) => record.status)).toEqual(['A'])
      await writer.setCheckpoint('c', '1')
      expect(await writer.checkpoint('c')).toBe('1')
    })
  })

  it('shows readers outside only what was committed', async () => {
    const warehouse = await open()
    let isOpen = true
    // Asked from outside while the transaction is open: answered at once with what was committed, or after its end.
    const askLater = async (): Promise<number> => {
      await sleep(5)
      const count = await warehouse.reader.currentCount('work-orders')
      return isOpen ? count : 0
    }
    const asked = askLater()
    await warehouse.transaction(async (writer) => {
      await writer.observe(observation(1, 'A'))
      await sleep(30)
      isOpen = false
    })
    expect(await asked).toBe(0)
    expect(await warehouse.reader.currentCount('work-orders')).toBe(1)
  })

  it('runs one transaction at a time, in the order in which they were asked for', async () => {
    const warehouse = await open()
    const steps: string[] = []
    const work = (name: string) =>
      warehouse.transaction(async (writer) => {
        steps.push(`${name} begins`)
        const before = Number((await writer.checkpoint('n')) ?? 0)
        await sleep(2)
        await writer.setCheckpoint('n', String(before + 1))
        steps.push(`${name} ends`)
      })
    await Promise.all([work('a'), work('b'), work('c')])
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
    expect(await warehouse.reader.checkpoint('n')).toBe('3')
  })

  it('refuses to nest transactions, and a writer after its end', async () => {
    const warehouse = await open()
    await expect(warehouse.transaction(() => warehouse.transaction(async () => {}))).rejects.toMatchObject({ kind: 'bug' })
    let escaped: WarehouseWriter | undefined
    await warehouse.transaction(async (writer) => {
      escaped = writer
    })
    await expect(escaped?.setCheckpoint('c', '1')).rejects.toMatchObject({ kind: 'bug' })
    expect(await warehouse.reader.checkpoint('c')).toBeUndefined()
  })

  it('gives out records that can be changed without changing the warehouse', async () => {
    const warehouse = await open()
    const record = workOrder('1', { status: 'A', unitIds: ['u'] })
    await observeAt(warehouse, 1, record)
    record.status = 'changed'
    const [read] = await warehouse.reader.workOrdersAfter(null, 1)
    read?.unitIds?.push('v')
    expect(await warehouse.reader.workOrdersAfter(null, 1)).toEqual([workOrder('1', { status: 'A', unitIds: ['u'] })])
  })
}
