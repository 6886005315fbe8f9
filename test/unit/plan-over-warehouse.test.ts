import { describe, expect, it } from 'vitest'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import type { AnyRecord, EntityName } from '../../src/core/model/entity.js'
import { later } from '../../src/core/model/instant.js'
import { stillPlanned } from '../../src/core/plan/compare-plans.js'
import { overlayView } from '../../src/core/plan/overlay.js'
import type { Plan } from '../../src/core/plan/plan.js'
import { decodePlan, encodePlan } from '../../src/core/plan/plan-file.js'
import { buildPlan } from '../../src/core/plan/plan-sync.js'
import type { PlanningView, Warehouse } from '../../src/core/ports/warehouse.js'
import { accountOf, building, job, mapping, now, otherUnit, portfolio, settings, unit, workOrder } from '../support/planning-records.js'

const open = (): Promise<Warehouse> => openMemoryWarehouse({ clock: { now: () => now, sleep: async () => {} } })

const observe = async (warehouse: Warehouse, records: Partial<Record<EntityName, AnyRecord[]>>, at = now): Promise<void> =>
  warehouse.transaction(async (writer) => {
    for (const [entity, seen] of Object.entries(records))
      await writer.observe({ entity: entity as EntityName, at, records: seen, runId: 'run-1', origin: 'sync' })
  })

const plan = (view: PlanningView): Promise<Plan> => buildPlan({ view, directory: accountOf(), settings, now, complete: true, keep: 'all' })

const place = { portfolios: [portfolio], buildings: [building], units: [unit, otherUnit] }

describe('planning over a real warehouse', () => {
  it('creates once: with the mapping stored, the same work order is unchanged and the saved plan is done', async () => {
    const warehouse = await open()
    await observe(warehouse, { ...place, 'work-orders': [workOrder] })
    const saved = decodePlan(encodePlan(await plan(warehouse.reader)))
    const [item] = saved.items
    expect(item).toMatchObject({ action: 'create', marker: job.poNumber })

    const parts = item?.action === 'create' ? item.parts : mapping.parts
    await warehouse.transaction((writer) => writer.saveJobMapping({ ...mapping, parts }))
    const before = await plan(warehouse.reader)
    expect(before.items).toMatchObject([{ action: 'unchanged', jobId: job.id }])
    await observe(warehouse, { jobs: [job] })
    const after = await plan(warehouse.reader)
    expect(after).toMatchObject({ items: [{ action: 'unchanged' }], tally: { read: 1, unchanged: 1 } })
    expect(stillPlanned(saved, after)).toMatchObject({ apply: [], stale: [], done: [{ workOrderId: '100' }] })
  })

  it('shows in a dry run what storing the live read would show', async () => {
    const base = await open()
    await observe(base, { ...place, 'work-orders': [workOrder, { ...workOrder, id: '101', number: '1043' }] })
    const live = {
      'work-orders': [
        { ...workOrder, unitIds: ['500'] },
        { ...workOrder, id: '099', number: '1041' },
      ],
      jobs: [{ ...job, poNumber: 'PW-0001043-X' }],
    }
    const top = await open()
    await observe(top, live, later(now, 1000))
    const dry = await plan(overlayView(top.reader, base.reader))
    await observe(base, live, later(now, 1000))
    expect(dry).toEqual(await plan(base.reader))
    expect(dry.items.map(({ workOrderId, action }) => `${workOrderId} ${action}`)).toEqual(['099 create', '100 hold', '101 link'])
  })
})
