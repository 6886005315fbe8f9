import { expect, it } from 'vitest'
import type { CustomerMapping, DeadLetter, Intent, JobMapping, OperationRecord, RunRecord } from '../../../src/core/ports/ledger.js'
import { at, readAllAt, workOrder } from './support.js'
import type { OpenWarehouse } from './support.js'

const mapping: JobMapping = {
  workOrderId: '1',
  workOrderNumber: '42',
  jobId: '9',
  jobNumber: null,
  marker: 'PW-0000042-X',
  how: 'created',
  parts: { address: 'a', unit: 'u', text: 't' },
  syncedJobStatus: null,
  createdAt: at(1),
  runId: 'r',
}

export const keepsMappings = (open: OpenWarehouse): void => {
  it('keeps one job per work order and moves its synced status', async () => {
    const warehouse = await open()
    await warehouse.transaction((writer) => writer.saveJobMapping(mapping))
    await warehouse.transaction((writer) => writer.saveJobMapping({ ...mapping, syncedJobStatus: 'Done', jobNumber: '77' }))
    expect(await warehouse.reader.jobMappings(['1', '2'])).toEqual(new Map([['1', { ...mapping, syncedJobStatus: 'Done', jobNumber: '77' }]]))
    expect(await warehouse.reader.ownersOfJobs([mapping.jobId, '404'])).toEqual(new Map([[mapping.jobId, ['1']]]))
    expect(await warehouse.reader.jobMappings([])).toEqual(new Map())
  })

  it('keeps what PropertyWare showed when both sides were in step, and the hash of what was sent', async () => {
    const warehouse = await open()
    const synced = { ...mapping, syncedStatuses: { status: 'Open ', serviceStatus: null }, writtenHash: 'w' }
    await warehouse.transaction((writer) => writer.saveJobMapping(synced))
    expect((await warehouse.reader.jobMappings(['1'])).get('1')).toEqual(synced)
  })

  it('names the mappings of which a side is deleted', async () => {
    const warehouse = await open()
    const observeJobs = (n: number, ...ids: string[]) =>
      warehouse.transaction(async (writer) => {
        await writer.observe({ entity: 'jobs', at: at(n), runId: 'r', origin: 'sync', records: ids.map((id) => ({ id })) })
        await writer.confirmRead({ entity: 'jobs', at: at(n), runId: 'r', closeAfter: 1, presentIds: new Set(ids) })
      })
    await readAllAt(warehouse, 1, workOrder('1'), workOrder('2'), workOrder('3'))
    await observeJobs(1, '9', '10', '11')
    await warehouse.transaction(async (writer) => {
      await writer.saveJobMapping(mapping)
      await writer.saveJobMapping({ ...mapping, workOrderId: '2', jobId: '10' })
      await writer.saveJobMapping({ ...mapping, workOrderId: '3', jobId: '11' })
    })
    expect(await warehouse.reader.vanishedMappings()).toEqual([])
    for (const n of [2, 3, 4]) await readAllAt(warehouse, n, workOrder('2'), workOrder('3'))
    await observeJobs(5, '9', '11')
    expect(await warehouse.reader.vanishedMappings()).toEqual([
      { mapping, workOrder: true, job: false },
      { mapping: { ...mapping, workOrderId: '2', jobId: '10' }, workOrder: false, job: true },
    ])
  })

  it('keeps one customer per scope and key, and forgets it', async () => {
    const warehouse = await open()
    const customer: CustomerMapping = { scope: 'portfolio', key: '5', customerId: '1', customerName: 'Example Homes', source: 'config', createdAt: at(1) }
    await warehouse.transaction(async (writer) => {
      await writer.saveCustomerMapping({ ...customer, scope: 'fixed', key: '*' })
      await writer.saveCustomerMapping(customer)
      await writer.saveCustomerMapping({ ...customer, customerId: '2', source: 'manual' })
    })
    expect(await warehouse.reader.customerMappings()).toEqual([
      { ...customer, scope: 'fixed', key: '*' },
      { ...customer, customerId: '2', source: 'manual' },
    ])
    await warehouse.transaction((writer) => writer.deleteCustomerMapping('fixed', '*'))
    expect(await warehouse.reader.customerMappings()).toEqual([{ ...customer, customerId: '2', source: 'manual' }])
  })
}

const intent: Intent = {
  kind: 'job',
  reference: '1',
  marker: 'PW-0000042-X',
  bodyHash: 'h',
  state: 'intended',
  attempt: 0,
  createdAt: at(1),
  sentAt: null,
  settledAt: null,
  emptyProbes: 0,
  nextProbeAt: null,
  remoteId: null,
  remoteNumber: null,
  context: { number: '42' },
  reason: null,
  runId: 'r',
}

const deadLetter: DeadLetter = {
  kind: 'create-job',
  reference: '1',
  number: '42',
  bodyHash: 'h',
  reason: 'refused',
  attempts: 3,
  firstFailedAt: at(1),
  lastFailedAt: at(3),
  nextAttemptAt: at(9),
  runId: 'r',
}

export const keepsDeadLetters = (open: OpenWarehouse): void => {
  it('keeps one entry per kind and reference, the oldest first, until it is taken out', async () => {
    const warehouse = await open()
    const other: DeadLetter = { ...deadLetter, kind: 'change-status', firstFailedAt: at(0) }
    await warehouse.transaction(async (writer) => {
      await writer.saveDeadLetter(deadLetter)
      await writer.saveDeadLetter(other)
      await writer.saveDeadLetter({ ...deadLetter, attempts: 4, nextAttemptAt: at(20) })
    })
    expect(await warehouse.reader.deadLetters()).toEqual([other, { ...deadLetter, attempts: 4, nextAttemptAt: at(20) }])
    await warehouse.transaction((writer) => writer.deleteDeadLetter('change-status', '1'))
    expect(await warehouse.reader.deadLetters()).toEqual([{ ...deadLetter, attempts: 4, nextAttemptAt: at(20) }])
  })
}

export const keepsIntents = (open: OpenWarehouse): void => {
  it('keeps one intent per kind and reference, the oldest first', async () => {
    const warehouse = await open()
    await warehouse.transaction(async (writer) => {
      await writer.saveIntent({ ...intent, reference: '2', createdAt: at(2) })
      await writer.saveIntent(intent)
      await writer.saveIntent({ ...intent, kind: 'customer', state: 'confirmed', createdAt: at(3) })
      await writer.saveIntent({ ...intent, kind: 'status-change', state: 'rejected', createdAt: at(3) })
      await writer.saveIntent({ ...intent, state: 'sent', attempt: 1, sentAt: at(4) })
    })
    const sent: Intent = { ...intent, state: 'sent', attempt: 1, sentAt: at(4) }
    expect(await warehouse.reader.intent('job', '1')).toEqual(sent)
    expect(await warehouse.reader.intent('job', '3')).toBeUndefined()
    expect((await warehouse.reader.openIntents()).map((found) => [found.kind, found.reference])).toEqual([
      ['job', '1'],
      ['job', '2'],
    ])
    expect(await warehouse.reader.intents(['sent'])).toEqual([sent])
    expect(await warehouse.reader.intents([])).toEqual([])
  })

  it('logs every remote write of a reference in its order', async () => {
    const warehouse = await open()
    const operation: OperationRecord = {
      at: at(1),
      runId: 'r',
      system: 'servicefusion',
      operation: 'create-job',
      reference: '1',
      outcome: 'unknown',
      remoteId: null,
      detail: 'no answer',
    }
    await warehouse.transaction(async (writer) => {
      await writer.recordOperation(operation)
      await writer.recordOperation({ ...operation, outcome: 'confirmed', remoteId: '9', detail: null })
      await writer.recordOperation({ ...operation, reference: '2' })
    })
    expect(await warehouse.reader.operations('1')).toEqual([operation, { ...operation, outcome: 'confirmed', remoteId: '9', detail: null }])
  })
}

const run = (id: string, members: Partial<RunRecord> = {}): RunRecord => ({
  id,
  command: 'sync',
  startedAt: at(Number(id)),
  finishedAt: null,
  state: 'running',
  exitCode: null,
  complete: false,
  host: 'bastion',
  pid: 1,
  summary: {},
  ...members,
})

export const keepsRuns = (open: OpenWarehouse): void => {
  it('keeps runs, the newest first, and finds the last good one', async () => {
    const warehouse = await open()
    const good = run('2', { state: 'finished', exitCode: 0, finishedAt: at(3), complete: true, summary: { counts: { read: 2 }, problems: [] } })
    await warehouse.transaction(async (writer) => {
      await writer.saveRun(run('1', { state: 'finished', exitCode: 0 }))
      await writer.saveRun(run('2'))
      await writer.saveRun(good)
      await writer.saveRun(run('3', { state: 'finished', exitCode: 7 }))
      await writer.saveRun(run('4'))
      await writer.saveRun(run('5', { state: 'finished', exitCode: 0, command: 'dry-run' }))
    })
    expect((await warehouse.reader.runs(3)).map((found) => found.id)).toEqual(['5', '4', '3'])
    expect(await warehouse.reader.run('2')).toEqual(good)
    expect(await warehouse.reader.run('9')).toBeUndefined()
    expect(await warehouse.reader.lastSuccess()).toEqual(good)
  })

  it('reads a run without an end as one that has none', async () => {
    const warehouse = await open()
    const { finishedAt: _end, exitCode: _code, ...begun } = run('1')
    await warehouse.transaction((writer) => writer.saveRun(begun))
    expect(await warehouse.reader.run('1')).toEqual(run('1'))
    expect(await warehouse.reader.lastSuccess()).toBeUndefined()
  })

  it('keeps checkpoints by name', async () => {
    const warehouse = await open()
    await warehouse.transaction((writer) => writer.setCheckpoint('watermark:units', 'a'))
    await warehouse.transaction((writer) => writer.setCheckpoint('watermark:units', 'b'))
    expect(await warehouse.reader.checkpoint('watermark:units')).toBe('b')
    expect(await warehouse.reader.checkpoint('watermark:leases')).toBeUndefined()
  })
}

export const keepsQuarantine = (open: OpenWarehouse): void => {
  const reject = { key: '1', reason: 'status: not a text', raw: '{"status":5,"note":"\u00e9"}' }

  it('opens one entry per record, refreshes it when it changes and writes nothing when it does not', async () => {
    const warehouse = await open()
    const quarantine = (n: number, ...rejects: (typeof reject)[]) =>
      warehouse.transaction((writer) => writer.quarantineRejects('work-orders', rejects, at(n), `r${n}`))
    expect(await quarantine(1, reject, { ...reject, key: '2' })).toBe(2)
    expect(await quarantine(2, reject)).toBe(0)
    const [entry] = await warehouse.reader.quarantine(['open'], 1)
    const first = (await warehouse.reader.quarantine(['open'], 10)).find((found) => found.key === '1')
    expect(entry).toBeDefined()
    expect(first).toMatchObject({ entity: 'work-orders', ...reject, state: 'open', firstSeenAt: at(1), lastSeenAt: at(1), runId: 'r1' })
    expect(await quarantine(3, { ...reject, raw: '{"status":6}' })).toBe(0)
    expect(await warehouse.reader.quarantineEntry(first?.id ?? '')).toMatchObject({ raw: '{"status":6}', firstSeenAt: at(1), lastSeenAt: at(3), runId: 'r3' })
    expect(await warehouse.reader.quarantinedKeys('work-orders')).toEqual(['1', '2'])
    expect(await warehouse.reader.quarantinedKeys('units')).toEqual([])
  })

  it('releases what turned out good, and opens a new entry when it goes bad again', async () => {
    const warehouse = await open()
    await warehouse.transaction((writer) => writer.quarantineRejects('work-orders', [reject], at(1), 'r1'))
    expect(await warehouse.transaction((writer) => writer.releaseFromQuarantine('work-orders', ['1', '2'], at(2)))).toBe(1)
    expect(await warehouse.transaction((writer) => writer.releaseFromQuarantine('work-orders', ['1'], at(2)))).toBe(0)
    expect(await warehouse.transaction((writer) => writer.quarantineRejects('work-orders', [reject], at(3), 'r3'))).toBe(1)
    expect((await warehouse.reader.quarantine(['open', 'released'], 10)).map((entry) => [entry.state, entry.firstSeenAt])).toEqual([
      ['released', at(1)],
      ['open', at(3)],
    ])
  })

  it('marks an entry as replayed', async () => {
    const warehouse = await open()
    await warehouse.transaction((writer) => writer.quarantineRejects('units', [reject], at(1), 'r1'))
    const [entry] = await warehouse.reader.quarantine(['open'], 10)
    await warehouse.transaction((writer) => writer.setQuarantineState(entry?.id ?? '', 'replayed', at(2)))
    expect(await warehouse.reader.quarantine(['open'], 10)).toEqual([])
    expect(await warehouse.reader.quarantineEntry(entry?.id ?? '')).toMatchObject({ state: 'replayed', raw: reject.raw })
  })
}
