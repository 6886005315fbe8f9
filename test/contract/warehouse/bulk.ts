import { expect, it } from 'vitest'
import { brokenRules, confirmAt, observeAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const size = 20_000

export const takesBulk = (open: OpenWarehouse): void => {
  it('takes 20,000 records, sees them unchanged, and merges 1% of changes', { timeout: 120_000 }, async () => {
    const warehouse = await open()
    const records = Array.from({ length: size }, (_, index) =>
      workOrder(String(1_000_000_000 + index), { status: 'Open', description: 'leaking tap', unitIds: [String(index)] }),
    )
    expect(await observeAt(warehouse, 1, ...records)).toEqual({ opened: size, closed: 0, unchanged: 0 })
    await confirmAt(
      warehouse,
      1,
      records.map((record) => record.id),
    )
    expect(await observeAt(warehouse, 2, ...records)).toEqual({ opened: 0, closed: 0, unchanged: size })
    await confirmAt(
      warehouse,
      2,
      records.map((record) => record.id),
    )
    const changed = records.map((record, index) => (index % 100 === 0 ? { ...record, status: 'Closed' } : record))
    expect(await observeAt(warehouse, 3, ...changed)).toEqual({ opened: size / 100, closed: size / 100, unchanged: size - size / 100 })
    expect(await warehouse.reader.currentCount('work-orders')).toBe(size)
    expect(await walk()).toBe(size)
    expect(brokenRules(await warehouse.reader.history('work-orders', '1000000000'))).toEqual([])

    async function walk(): Promise<number> {
      let count = 0
      for (let after: string | null = null; ; ) {
        const page = await warehouse.reader.workOrdersAfter(after, 1000)
        if (page.length === 0) return count
        count += page.length
        after = page.at(-1)?.id ?? null
      }
    }
  })
}
