import { expect, it } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { at, observeAt, readAllAt, secondOf, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const keepAt = (warehouse: Warehouse, n: number, raws: Record<string, string>, entity: 'work-orders' | 'jobs' = 'work-orders'): Promise<number> =>
  warehouse.transaction((writer) => writer.keepRaws({ entity, at: at(n), runId: `run-${n}`, raws: new Map(Object.entries(raws)) }))

const kept = async (warehouse: Warehouse, entity: 'work-orders' | 'jobs' = 'work-orders'): Promise<[number | null, string, string][]> =>
  (await warehouse.reader.rawPayloads(entity, null, 100)).map((payload) => [secondOf(payload.at), payload.key, payload.raw])

export const keepsRawPayloads = (open: OpenWarehouse): void => {
  it('keeps records as they came, once as long as they do not change', async () => {
    const warehouse = await open()
    expect(await keepAt(warehouse, 1, { a: '{"status":"Open "}', b: '{"é":"ü"}' })).toBe(2)
    expect(await keepAt(warehouse, 2, { a: '{"status":"Open "}', b: '{"é":"ü"}' })).toBe(0)
    expect(await keepAt(warehouse, 3, { a: '{"status":"Closed"}', b: '{"é":"ü"}' })).toBe(1)
    expect(await keepAt(warehouse, 4, { a: '{"status":"Open "}' })).toBe(1)
    expect(await keepAt(warehouse, 1, { a: '{"status":"Open "}' }, 'jobs')).toBe(1)
    expect(await kept(warehouse)).toEqual([
      [1, 'a', '{"status":"Open "}'],
      [1, 'b', '{"é":"ü"}'],
      [3, 'a', '{"status":"Closed"}'],
      [4, 'a', '{"status":"Open "}'],
    ])
  })

  it('keeps what was read earlier and arrives later', async () => {
    const warehouse = await open()
    await keepAt(warehouse, 5, { a: '2' })
    expect(await keepAt(warehouse, 3, { a: '1' })).toBe(1)
    expect(await keepAt(warehouse, 4, { a: '1' })).toBe(0)
    expect(await keepAt(warehouse, 5, { a: '3' })).toBe(1)
    expect(await kept(warehouse)).toEqual([
      [3, 'a', '1'],
      [5, 'a', '3'],
    ])
  })

  it('gives them out page by page', async () => {
    const warehouse = await open()
    await keepAt(warehouse, 1, { a: '1', b: '1', c: '1' })
    await keepAt(warehouse, 2, { a: '2' })
    const first = await warehouse.reader.rawPayloads('work-orders', null, 2)
    expect(first.map(({ key }) => key)).toEqual(['a', 'b'])
    const rest = await warehouse.reader.rawPayloads('work-orders', { at: at(1), key: 'b' }, 10)
    expect(rest).toEqual([
      { key: 'c', at: at(1), raw: '1' },
      { key: 'a', at: at(2), raw: '2' },
    ])
  })

  it('forgets those whose time is up, and leaves one that another moment refers to', async () => {
    const warehouse = await open()
    await keepAt(warehouse, 1, { a: '1', b: '1' })
    await keepAt(warehouse, 2, { a: '2' })
    await keepAt(warehouse, 3, { a: '1' })
    const prune = (n: number): Promise<number> => warehouse.transaction((writer) => writer.pruneRaws(at(n)))
    expect(await prune(1)).toBe(0)
    expect(await prune(3)).toBe(3)
    expect(await kept(warehouse)).toEqual([[3, 'a', '1']])
    expect(await prune(10)).toBe(1)
    expect(await kept(warehouse)).toEqual([])
    expect(await keepAt(warehouse, 11, { a: '1' })).toBe(1)
  })

  it('keeps nothing of a transaction that failed', async () => {
    const warehouse = await open()
    const failed = warehouse.transaction(async (writer) => {
      await writer.keepRaws({ entity: 'work-orders', at: at(1), runId: 'run-1', raws: new Map([['a', '1']]) })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await kept(warehouse)).toEqual([])
  })

  it('names the keys with a row that began since a moment', async () => {
    const warehouse = await open()
    await readAllAt(warehouse, 1, workOrder('1'), workOrder('2'), workOrder('3'))
    await observeAt(warehouse, 5, workOrder('2', { status: 'Closed' }), workOrder('4'))
    expect(await warehouse.reader.keysSince('work-orders', at(1), '', 10)).toEqual(['1', '2', '3', '4'])
    expect(await warehouse.reader.keysSince('work-orders', at(2), '', 10)).toEqual(['2', '4'])
    expect(await warehouse.reader.keysSince('work-orders', at(2), '2', 10)).toEqual(['4'])
    expect(await warehouse.reader.keysSince('work-orders', at(1), '', 1)).toEqual(['1'])
  })
}
