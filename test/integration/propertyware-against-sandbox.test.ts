import { afterEach, describe, expect, it } from 'vitest'
import { propertyWareEntities, type EntityRecords, type PropertyWareEntity } from '../../src/core/model/entity.js'
import type { Page } from '../../src/core/ports/page.js'
import type { PropertyWareReader } from '../../src/core/ports/propertyware.js'
import { login, startPropertyWare } from '../support/propertyware-sandbox.js'
import { connect } from '../support/soap-loopback.js'

type Sandbox = Awaited<ReturnType<typeof startPropertyWare>>
let sandbox: Sandbox | undefined

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

const start = async (options: Parameters<typeof startPropertyWare>[0] = {}) => {
  sandbox = await startPropertyWare({ workOrders: 60, ...options })
  return { sandbox, ...connect(sandbox.url, login) }
}

const rowsOf = ({ records, rejects, others = [] }: Page<unknown>): number => records.length + rejects.length + others.length

/** Every row of a listing whose pages past the end are empty. */
const readAll = async <E extends PropertyWareEntity>(reader: PropertyWareReader, entity: E): Promise<Page<EntityRecords[E]>> => {
  const all: Required<Omit<Page<EntityRecords[E]>, 'raws'>> = { records: [], rejects: [], others: [] }
  for (let number = 1; ; number += 1) {
    const page = await reader.page(entity, { page: number })
    if (rowsOf(page) === 0) return all
    all.records.push(...page.records)
    all.rejects.push(...page.rejects)
    all.others.push(...(page.others ?? []))
  }
}

const readAccount = async (reader: PropertyWareReader) =>
  Object.fromEntries(await Promise.all(propertyWareEntities.map(async (entity) => [entity, await readAll(reader, entity)] as const)))

/** Ways in which a server may differ without meaning anything else. */
const habits = [{ multiRef: false }, { hoistScalars: true }, { graph: 'full' as const }, { graph: 'cyclic' as const }, { strict: true, pageSize: 7 }]

describe('the whole account', () => {
  it('reads the same whatever the habits of the server', async () => {
    const { reader, sandbox: first } = await start()
    const plain = await readAccount(reader)
    await first.close()
    expect(Object.values(plain).flatMap(({ rejects }) => rejects)).toEqual([])
    expect(plain['work-orders']?.records).toHaveLength(60)
    for (const habit of habits) {
      const other = await start(habit)
      expect(await readAccount(other.reader)).toEqual(plain)
      await other.sandbox.close()
    }
  })

  it('knows who is asking', async () => {
    const { reader } = await start()
    expect(await reader.check()).toMatchObject({ userId: expect.stringMatching(/^\d+$/) })
    await expect(connect(sandbox?.url ?? '', { ...login, password: 'wrong' }).reader.check()).rejects.toMatchObject({ kind: 'auth' })
  })
})

describe('a change of status', () => {
  it.each([{}, { nulls: 'absent' as const }, ...habits])('leaves everything else as it was on a server with %j', async (habit) => {
    const { reader, writer } = await start(habit)
    const { records } = await readAll(reader, 'work-orders')
    const open = records.filter(({ status }) => status?.trim() === 'Open').slice(0, 12)
    expect(open.length).toBeGreaterThan(5)
    const outcomes = new Set<string>()
    const repeated = new Set<string>()
    for (const { id, number, status } of open) {
      const change = { workOrderId: id, number, expected: { status: status ?? null }, status: 'Closed', serviceStatus: 'Closed' }
      const result = await writer.changeStatus(change)
      expect(result).not.toMatchObject({ outcome: 'mismatch' })
      outcomes.add(result.outcome)
      if (result.outcome === 'written') repeated.add((await writer.changeStatus(change)).outcome)
    }
    expect(outcomes).toContain('written')
    expect(repeated).toEqual(new Set(['already']))
    expect([...outcomes].filter((outcome) => outcome !== 'written' && outcome !== 'impossible')).toEqual([])
  })
})
