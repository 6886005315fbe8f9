import { afterEach, describe, expect, it } from 'vitest'
import { addDays } from '../../src/core/backfill/days.js'
import { estimateBackfill } from '../../src/core/backfill/estimate.js'
import { backfillEntities } from '../../src/core/backfill/undertaking.js'
import { startOfDay } from '../../src/config/day.js'
import type { SandboxOptions } from '../../src/sandbox/sandbox.js'
import { type BackfillRig, believedRows, openBackfillRig } from '../support/backfill-rig.js'
import { openSyncRig, type SyncRig } from '../support/sync-rig.js'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

const open = async (options: SandboxOptions = {}): Promise<SyncRig & { loading: BackfillRig }> => {
  const rig = await openSyncRig(options)
  opened.push(rig.close)
  const loading = await openBackfillRig(rig)
  opened.push(loading.close)
  return { ...rig, loading }
}

const watermarks = async ({ warehouse }: SyncRig): Promise<(string | undefined)[]> =>
  Promise.all(backfillEntities.map((entity) => warehouse.reader.checkpoint(`watermark:${entity}`)))

describe('a backfill', () => {
  it('loads the range, marks its rows, and changes nothing in either system', async () => {
    const { loading, warehouse, sandbox } = await open()
    const report = await loading.backfill()
    expect(report).toMatchObject({ complete: true, stopped: null, down: [], problems: [] })
    expect(report.reads.map(({ chunks }) => chunks.left + chunks.incomplete)).toEqual(backfillEntities.map(() => 0))
    expect(await warehouse.reader.currentCount('work-orders')).toBe(120)
    expect(await warehouse.reader.currentCount('jobs')).toBeGreaterThan(0)
    const [workOrder] = await warehouse.reader.workOrdersAfter(null, 1)
    expect(await warehouse.reader.history('work-orders', workOrder?.id ?? '')).toMatchObject([{ origin: 'backfill', runId: report.runId, version: 1 }])
    expect([sandbox.counters().propertyware.mutating, sandbox.counters().servicefusion.mutating]).toEqual([0, 0])
    expect(await warehouse.reader.run(report.runId)).toMatchObject({ command: 'backfill', state: 'finished', complete: true })
    expect(await warehouse.reader.lastSuccess()).toBeUndefined()
  })

  it('moves no watermark, and writes no row the second time', async () => {
    const rig = await open()
    await rig.sync()
    const before = await watermarks(rig)
    expect(before.every((moment) => moment !== undefined)).toBe(true)
    const rows = believedRows(rig.file)
    expect((await rig.loading.backfill()).history).toMatchObject({ opened: expect.any(Number) as number })
    const loaded = believedRows(rig.file)
    expect(loaded.filter((row) => !row.includes('"origin":"backfill"'))).toEqual(rows)
    expect((await rig.loading.backfill()).history).toEqual({ opened: 0, closed: 0 })
    expect(believedRows(rig.file)).toEqual(loaded)
    expect(await watermarks(rig)).toEqual(before)
  })

  it('lets the next sync link old jobs to their work orders, and creates none twice', async () => {
    const { loading, sync, warehouse, sandbox } = await open()
    await loading.backfill()
    const report = await sync()
    expect(report.counts.linked).toBeGreaterThan(0)
    for (const { workOrderId, jobId } of report.items.filter(({ outcome }) => outcome === 'linked')) {
      const mapping = (await warehouse.reader.jobMappings([workOrderId])).get(workOrderId)
      expect(mapping).toMatchObject({ how: 'linked', jobId })
      expect(await warehouse.reader.history('jobs', jobId ?? '')).toMatchObject([{ origin: 'backfill' }])
    }
    expect(sandbox.counters().duplicateMarkers).toEqual([])
  })

  it('does not put what it read over what a sync saw later', async () => {
    const { loading, sync, warehouse, sandbox, advance } = await open()
    const [stale] = (await loading.ports.propertyware.reader.page('work-orders', { page: 1 })).records
    const id = stale?.id ?? ''
    const readAt = loading.ports.clock.now()
    advance(60_000)
    sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id, set: { description: 'later words' } })
    await sync()
    await loading.warehouse.transaction((writer) =>
      writer.observe({ entity: 'work-orders', at: readAt, records: stale === undefined ? [] : [stale], runId: 'load', origin: 'backfill' }),
    )
    const history = await warehouse.reader.history('work-orders', id)
    const believed = history.filter(({ recordedTo }) => recordedTo === null)
    expect(believed.map(({ record, origin, isCurrent }) => [record.description === 'later words', origin, isCurrent])).toEqual([
      [false, 'backfill', false],
      [true, 'sync', true],
    ])
  })

  it('reads only what was created in the range, or changed in it when asked to go by that', async () => {
    const { loading, warehouse, sandbox } = await open()
    const { records } = await loading.ports.propertyware.reader.page('work-orders', { page: 1 })
    const old = records.at(-1)
    const today = loading.undertaking.to
    sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id: old?.id, set: { description: 'changed today' } })
    const only = { ...loading.undertaking, from: today, entities: ['work-orders' as const] }
    await loading.backfill({ undertaking: { ...only, by: 'changed' } })
    expect((await warehouse.reader.byId('work-orders', [old?.id ?? ''])).get(old?.id ?? '')).toMatchObject({ description: 'changed today' })
    expect(await warehouse.reader.currentCount('work-orders')).toBeLessThan(120)
  })
})

describe('a backfill that is stopped', () => {
  it('at a limit goes on where it was, and has the same rows as one that was not', async () => {
    const { loading, file } = await open()
    const first = await loading.backfill({ limits: { maxRequests: 40 } })
    expect(first).toMatchObject({ complete: false, stopped: 'max-requests', problems: [] })
    expect(first.requests.propertyware + first.requests.servicefusion).toBeLessThanOrEqual(41)
    const rest = await loading.backfill({ resume: true, undertaking: {} })
    expect(rest).toMatchObject({ complete: true, from: first.from, to: first.to })
    const planned = (report: typeof rest): number => report.reads.reduce((sum, { chunks }) => sum + chunks.planned, 0)
    expect(planned(rest)).toBeLessThan(planned(first))
    const whole = await open()
    await whole.loading.backfill()
    expect(believedRows(file).length).toBe(believedRows(whole.file).length)
  })

  it('by a signal finishes the page in flight, keeps it, and goes on later', async () => {
    const { loading } = await open()
    const stop = new AbortController()
    let pages = 0
    const { reader } = loading.ports.propertyware
    loading.ports.propertyware.reader = {
      ...reader,
      page: async (...query) => {
        pages += 1
        if (pages === 12) stop.abort()
        return reader.page(...query)
      },
    }
    const report = await loading.backfill({ limits: { signal: stop.signal } })
    expect(report).toMatchObject({ complete: false, stopped: 'signal' })
    expect(pages).toBe(12)
    expect(await loading.backfill({ resume: true, undertaking: {} })).toMatchObject({ complete: true })
  })

  it('before its time cannot be taken up when there was none', async () => {
    const { loading } = await open()
    await expect(loading.backfill({ resume: true, undertaking: {} })).rejects.toMatchObject({ kind: 'usage' })
    await expect(loading.backfill({ resume: true, undertaking: {} })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('excludes a second one, but no sync', async () => {
    const { loading, warehouse, sync, clock } = await open()
    const lock = await warehouse.lock({ runId: 'other', host: 'test', pid: 1, since: clock.now() }, 'backfill')
    await expect(loading.backfill()).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('other') as string })
    expect((await sync()).counts.read).toBe(120)
    await lock.release()
  })
})

describe('a backfill in trouble', () => {
  it.each(['pw-rst-mid-body', 'pw-truncated-xml', 'sf-429-burst'])('comes through %s', async (fault) => {
    const { loading, sandbox, warehouse } = await open()
    sandbox.setFaults([fault], 0.15)
    let report = await loading.backfill()
    for (let again = 0; again < 5 && !report.complete; again += 1) report = await loading.backfill({ resume: true, undertaking: {} })
    expect(report).toMatchObject({ complete: true, down: [] })
    expect(await warehouse.reader.currentCount('work-orders')).toBe(120)
  })

  it('leaves the checkpoint of a chunk behind that did not come whole, and goes on with the next', async () => {
    const { loading } = await open({ propertyware: { pageSize: 5 } })
    const { reader } = loading.ports.propertyware
    const broken = loading.undertaking.to
    loading.ports.propertyware.reader = {
      ...reader,
      // The second page of the newest chunk has lost its rows each time it is asked for.
      page: async (entity, query, signal) => {
        const page = await reader.page(entity, query, signal)
        const isBroken = query.page === 2 && query.window !== undefined && 'createdTo' in query.window && query.window.createdTo.slice(0, 10) > broken
        return isBroken ? { records: [], rejects: [] } : page
      },
    }
    const only = { ...loading.undertaking, from: addDays(broken, -240), chunkDays: 100, entities: ['work-orders' as const] }
    const report = await loading.backfill({ undertaking: only })
    const [read] = report.reads
    expect(read?.chunks).toMatchObject({ incomplete: 1, left: 0 })
    expect(report).toMatchObject({ complete: false, problems: [{ code: 'chunk-incomplete', ref: 'work-orders' }] })
    loading.ports.propertyware.reader = reader
    const again = await loading.backfill({ resume: true, undertaking: {} })
    expect(again).toMatchObject({ complete: true, reads: [{ chunks: { planned: 1, done: 1 } }] })
  })

  it('says which system is down, and loads the other one', async () => {
    const { loading, sandbox } = await open()
    sandbox.setFaults(['sf-500'], 1)
    const report = await loading.backfill()
    expect(report).toMatchObject({ complete: false, down: ['servicefusion'], problems: [{ code: 'read-unavailable' }] })
    expect(report.reads.filter(({ entity }) => entity !== 'jobs').every(({ chunks }) => chunks.done === chunks.planned)).toBe(true)
    sandbox.setFaults([])
    expect(await loading.backfill({ resume: true, undertaking: {} })).toMatchObject({ complete: true })
  })
})

describe('a backfill beside a live sync', () => {
  it('lets it work, loads the same rows, and stays within its share of the limit', async () => {
    const { loading, sync, warehouse, sandbox, advance } = await open({ requestsPerMinute: 200 })
    const syncs = async (): Promise<number> => {
      let created = 0
      for (let run = 0; run < 3; run += 1) {
        const report = await sync()
        expect(report.complete).toBe(true)
        created += report.counts.created
        sandbox.edit('propertyware', { action: 'edit', entity: 'work-order', id: report.items[run]?.workOrderId, set: { description: `words ${run}` } })
        advance(1000)
      }
      return created
    }
    const [created, report] = await Promise.all([syncs(), loading.backfill()])
    expect(created).toBeGreaterThan(0)
    expect(report.complete).toBe(true)
    await sync()
    const { records } = await loading.ports.propertyware.reader.page('work-orders', { page: 1 })
    const kept = await warehouse.reader.byId(
      'work-orders',
      records.map(({ id }) => id),
    )
    expect(records.map(({ id, description }) => kept.get(id)?.description === description)).toEqual(records.map(() => true))
    expect(sandbox.counters().duplicateMarkers).toEqual([])
    const states = (await warehouse.reader.runs(10)).map(({ state }) => state)
    expect(new Set(states)).toEqual(new Set(['finished']))
  })
})

describe('an estimate', () => {
  it('says what would be read and how long the limit makes it take, and writes nothing', async () => {
    const { loading, warehouse, sandbox } = await open({ requestsPerMinute: 60 })
    const { timezone } = sandbox
    const estimate = await estimateBackfill(loading.ports, {
      undertaking: { ...loading.undertaking, chunkDays: 7 },
      resume: false,
      keepsRaws: false,
      limits: {},
      startOf: (day) => startOfDay(day, timezone),
      exitCode: { ofReport: () => 0, ofError: () => 1 },
    })
    const jobs = estimate.estimates.find(({ entity }) => entity === 'jobs')
    expect(jobs).toMatchObject({ chunks: 105, rows: expect.any(Number) as number, requests: 105 })
    expect(estimate).toMatchObject({ dryRun: true, perMinute: 18, takesMs: 5 * 60_000, requests: { propertyware: 0, servicefusion: 1 } })
    expect(await warehouse.reader.currentCount('jobs')).toBe(0)
    expect(await warehouse.reader.checkpoint('backfill')).toBeUndefined()
    expect(estimate.estimates[1]).toMatchObject({ from: loading.undertaking.from, to: addDays(loading.undertaking.from, 730) })
  })
})
