import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/system-clock.js'
import { openSqliteWarehouse } from '../../src/adapters/warehouse/index.js'
import { openFolder, runCli } from '../support/cli.js'

const folder = openFolder()
const pwsf = async (...argv: string[]) => runCli(folder.path, [...argv, '--sandbox'])
const openWarehouse = async () => openSqliteWarehouse({ file: join(folder.path, '.pwsf-sandbox/warehouse.db'), clock: systemClock })

/** What a unit and a building look like when they were put aside; the third one has no id and never will be usable. */
const rejects = {
  units: [
    { key: '7109999999', reason: 'active: not a boolean', raw: '{"ID":"7109999999","abbreviation":"9Z \\u001b[2J","active":"true"}' },
    { key: 'no-id', reason: 'ID: missing', raw: '{"abbreviation":"9Y"}' },
  ],
  buildings: [{ key: '6309999999', reason: 'rentable: not a boolean', raw: '{"ID":"6309999999","abbreviation":"NEWBUILD","rentable":"true"}' }],
}

beforeAll(async () => {
  await pwsf('sync', '--work-orders', '20', '--quiet')
  const warehouse = await openWarehouse()
  const at = systemClock.now()
  await warehouse.transaction(async (writer) => {
    await writer.quarantineRejects('units', rejects.units, at, 'earlier-run')
    await writer.quarantineRejects('buildings', rejects.buildings, at, 'earlier-run')
  })
  await warehouse.close()
}, 60_000)
afterAll(() => folder.remove())

it('lists, shows and replays what was put aside', async () => {
  const listed = await pwsf('quarantine', 'list', '--json')
  const { entries } = JSON.parse(listed.stdout) as { entries: { id: string; key: string; raw?: string }[] }
  expect(entries.map(({ key }) => key).sort()).toEqual(['6309999999', '7109999999', 'no-id'])
  expect(entries.every(({ raw }) => raw === undefined)).toBe(true)

  const unit = entries.find(({ key }) => key === '7109999999')?.id ?? ''
  const shown = await pwsf('quarantine', 'show', unit)
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('active: not a boolean') as string })
  expect(shown.stdout).not.toContain('\u001b')

  expect(await pwsf('quarantine', 'replay')).toMatchObject({ code: 2 })
  expect(await pwsf('quarantine', 'replay', unit, '--json')).toMatchObject({ code: 0 })
  const rest = await pwsf('quarantine', 'replay', '--all', '--json')
  expect(rest.code).toBe(7)
  const { results } = JSON.parse(rest.stdout) as { results: { key: string; outcome: string }[] }
  expect(Object.fromEntries(results.map(({ key, outcome }) => [key, outcome]))).toEqual({ 'no-id': 'still-wrong', '6309999999': 'replayed' })

  const warehouse = await openWarehouse()
  const units = await warehouse.reader.byId('units', ['7109999999'])
  const buildings = await warehouse.reader.byId('buildings', ['6309999999'])
  const success = await warehouse.reader.lastSuccess()
  await warehouse.close()
  expect(units.get('7109999999')).toMatchObject({ active: true })
  expect(buildings.get('6309999999')).toMatchObject({ rentable: true, portfolioId: null })
  expect(success?.command).toBe('sync')
  expect((await pwsf('quarantine', 'list')).stdout).toContain('no-id')
}, 60_000)
