import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteSharedState } from '../../src/adapters/warehouse/index.js'
import { sharedStateContract, sharesBetweenConnections } from './shared-state/suite.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pwsf-shared-'))
  file = join(folder, 'warehouse.db.shared')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('shared state in a SQLite file', () => {
  sharedStateContract(() => openSqliteSharedState({ file }))
  sharesBetweenConnections(() => openSqliteSharedState({ file }))

  test('is one file that only its owner may read, closed or not', async () => {
    const state = await openSqliteSharedState({ file })
    await state.update('a', () => ({ next: 'one', result: null }))
    expect(readdirSync(folder)).toEqual(['warehouse.db.shared'])
    expect(statSync(file).mode & 0o077).toBe(0)
    await state.close()
    expect(readdirSync(folder)).toEqual(['warehouse.db.shared'])
  })

  test('makes no file before it is used, and none at all when it is only looked at', async () => {
    const looked = await openSqliteSharedState({ file, readOnly: true })
    expect(await looked.read('a')).toBeUndefined()
    await expect(looked.update('a', () => ({ next: 'one', result: null }))).rejects.toMatchObject({ kind: 'bug' })
    await looked.close()
    await (await openSqliteSharedState({ file })).close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('shows what others wrote to one that only looks', async () => {
    const state = await openSqliteSharedState({ file })
    const looked = await openSqliteSharedState({ file, readOnly: true })
    await state.update('a', () => ({ next: 'one', result: null }))
    expect(await looked.read('a')).toBe('one')
    await looked.close()
    await state.close()
  })

  test('begins anew when the file is not a database', async () => {
    writeFileSync(file, 'something else altogether, and long enough to be looked at')
    const state = await openSqliteSharedState({ file })
    expect(await state.read('a')).toBeUndefined()
    await state.update('a', () => ({ next: 'one', result: null }))
    expect(await state.read('a')).toBe('one')
    await state.close()
  })

  test('waits for another process that holds it, without standing still', async () => {
    const state = await openSqliteSharedState({ file })
    await state.update('n', () => ({ next: '1', result: null }))
    const other = new Database(file)
    other.exec('begin immediate')
    setTimeout(() => {
      other.exec("update shared_state set text = '5'; commit")
      other.close()
    }, 120)
    expect(await state.update('n', (text) => ({ next: text, result: text }))).toBe('5')
    await state.close()
  })
})
