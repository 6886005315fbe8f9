import { expect, it } from 'vitest'
import { at } from './support.js'
import type { OpenWarehouse } from './support.js'

export const locksRuns = (open: OpenWarehouse): void => {
  it('lets one holder in, names it to the next one, and lets that in after the release', async () => {
    const warehouse = await open()
    const lock = await warehouse.lock({ runId: 'run-1', host: 'bastion', pid: 4711, since: at(1) })
    const second = warehouse.lock({ runId: 'run-2', host: 'laptop', pid: 1, since: at(2) })
    await expect(second).rejects.toMatchObject({ kind: 'locked', message: expect.stringMatching(/run-1.*4711.*bastion/), next: expect.any(String) })
    await lock.release()
    const third = await warehouse.lock({ runId: 'run-3', host: 'laptop', pid: 1, since: at(3) })
    expect(third.fencingToken).toBeGreaterThan(lock.fencingToken)
    await lock.release()
    await expect(warehouse.lock({ runId: 'run-4', host: 'laptop', pid: 1, since: at(4) })).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('run-3'),
    })
    await third.release()
  })

  it('lets the holder write', async () => {
    const warehouse = await open()
    const lock = await warehouse.lock({ runId: 'run-1', host: 'bastion', pid: 1, since: at(1) })
    await warehouse.transaction((writer) => writer.setCheckpoint('c', '1'))
    await lock.release()
    await warehouse.transaction((writer) => writer.setCheckpoint('c', '2'))
    expect(await warehouse.reader.checkpoint('c')).toBe('2')
  })
  it('keeps two locks apart: each lets one holder in, and both may write', async () => {
    const warehouse = await open()
    const run = await warehouse.lock({ runId: 'run-1', host: 'bastion', pid: 1, since: at(1) })
    const backfill = await warehouse.lock({ runId: 'load-1', host: 'bastion', pid: 2, since: at(1) }, 'backfill')
    await expect(warehouse.lock({ runId: 'load-2', host: 'laptop', pid: 3, since: at(2) }, 'backfill')).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('load-1'),
    })
    await warehouse.transaction((writer) => writer.setCheckpoint('c', '1'))
    await run.release()
    await warehouse.transaction((writer) => writer.setCheckpoint('c', '2'))
    await backfill.release()
    expect(await warehouse.reader.checkpoint('c')).toBe('2')
  })
}
