import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/system-clock.js'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { openFolder, runCli } from '../support/cli.js'

const folder = openFolder()
const pwsf = async (...argv: string[]) => runCli(folder.path, [...argv, '--sandbox'], { COLUMNS: '80' })

interface Item {
  workOrderId: string
  number: string
  action: string
}

let items: Item[] = []

beforeAll(async () => {
  const { stdout } = await pwsf('sync', '--work-orders', '120', '--json')
  items = (JSON.parse(stdout) as { items: Item[] }).items
}, 90_000)
afterAll(() => folder.remove())

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))

it('tells the history and the story of a work order in 80 columns', async () => {
  const number = items[0]?.number ?? ''
  const history = await pwsf('history', number)
  expect(history).toMatchObject({ code: 0, stdout: expect.stringContaining(`Work order ${number}`) as string })
  expect(history.stdout).toContain('first seen')
  const why = await pwsf('why', number)
  expect(why).toMatchObject({ code: 0, stdout: expect.stringContaining('Decision') as string })
  expect(why.stdout).toContain('Next:')
  expect([widest(history.stdout), widest(why.stdout)].every((width) => width <= 80)).toBe(true)
}, 60_000)

it('says as data what it says in words', async () => {
  const id = items[0]?.workOrderId ?? ''
  const history = JSON.parse((await pwsf('history', id, '--json')).stdout) as { versions: { event: string; changes: { member: string; hidden?: boolean }[] }[] }
  expect(history.versions[0]?.event).toBe('first-seen')
  expect(history.versions[0]?.changes.filter(({ member }) => /phone/i.test(member)).every(({ hidden }) => hidden)).toBe(true)
  const why = JSON.parse((await pwsf('why', id, '--json')).stdout) as { decision: { since: string } | null; next: { code: string } }
  expect(why).toMatchObject({ decision: { since: expect.any(String) as string }, next: { code: expect.any(String) as string } })
}, 60_000)

it.each([
  [['history', '999'], 'there is no work order 999'],
  [['why', '999'], 'there is no work order 999'],
  [['history', '1', '--entity', 'houses'], '--entity is wrong'],
  [['history', '1', '--as-of', 'yesterday'], 'not a moment'],
  [['history', '7', '--entity', 'units'], 'no record 7'],
  [['warehouse', 'forget'], 'nobody was named'],
  [['warehouse', 'forget', '--tenant', '999'], 'there is no tenant 999'],
])(
  '%j ends with 2 and one clear line',
  async (argv, message) => {
    const ended = await pwsf(...argv)
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string })
  },
  60_000,
)

it('forgets a tenant for good, guards those whose work is open, and does nothing the second time', async () => {
  const file = join(folder.path, '.pwsf-sandbox/warehouse.db')
  const find = async () => {
    const warehouse = await openSqliteWarehouse({ file, clock: systemClock, readOnly: true })
    const orders = await warehouse.reader.byId(
      'work-orders',
      items.map(({ workOrderId }) => workOrderId),
    )
    await warehouse.close()
    return [...orders.values()].filter(({ requesterId }) => requesterId != null)
  }
  const open = (await find()).find(({ status }) => status === 'Open')
  const tenant = open?.requesterId ?? ''
  expect(await pwsf('warehouse', 'forget', '--tenant', tenant)).toMatchObject({ code: 6, stderr: expect.stringContaining(open?.number ?? '') as string })
  const done = await pwsf('warehouse', 'forget', '--tenant', tenant, '--even-open', '--json')
  expect(done.code).toBe(0)
  expect(JSON.parse(done.stdout)).toMatchObject({ isNew: true, tenantId: tenant })
  const again = await pwsf('warehouse', 'forget', '--tenant', tenant, '--even-open')
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was left to replace') as string })
  await pwsf('sync', '--full', '--quiet')
  const after = (await find()).filter(({ requesterId }) => requesterId === tenant)
  expect(after.map(({ requestedBy, description }) => [requestedBy ?? '[forgotten]', description])).toEqual(after.map(() => ['[forgotten]', '[forgotten]']))
}, 120_000)
