import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openJournal } from '../../src/sandbox/journal.js'
import type { JournalEntry } from '../../src/sandbox/kernel.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pwsf-journal-'))
  path = join(folder, 'journal.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const entry = (id: number): JournalEntry => ({ system: 'servicefusion', type: 'job', at: '2030-07-15T17:00:00.000Z', data: { id, text: 'a\nb\u2028ü' } })

it('gives a later process every entry in order', () => {
  const first = openJournal(path)
  first.append(entry(1))
  first.append(entry(2))
  first.close()
  const second = openJournal(path)
  expect(second.arrived()).toEqual([entry(1), entry(2)])
  expect(second.arrived()).toEqual([])
  second.close()
})

it('gives a process what another one appended, and not its own lines', () => {
  const one = openJournal(path)
  const two = openJournal(path)
  one.append(entry(1))
  two.append(entry(2))
  one.append(entry(3))
  expect(one.arrived()).toEqual([entry(2)])
  expect(two.arrived()).toEqual([entry(1), entry(3)])
  one.close()
  two.close()
})

it('skips torn lines wherever a kill left them', () => {
  const first = openJournal(path)
  first.append(entry(1))
  first.close()
  appendFileSync(path, '{"system":"servicefusion","type":"jo')
  const second = openJournal(path)
  second.append(entry(2))
  second.close()
  appendFileSync(path, 'null\n{"data":1}\n\n')
  const third = openJournal(path)
  expect(third.arrived()).toEqual([entry(1), entry(2)])
  third.close()
})

it('waits for the rest of a line that is still being written', () => {
  const journal = openJournal(path)
  const line = `${JSON.stringify(entry(1))}\n`
  appendFileSync(path, line.slice(0, 20))
  expect(journal.arrived()).toEqual([])
  appendFileSync(path, line.slice(20))
  expect(journal.arrived()).toEqual([entry(1)])
  journal.close()
})

it('writes nothing once it is closed', () => {
  const journal = openJournal(path)
  journal.close()
  journal.close()
  expect(() => journal.append(entry(1))).toThrow('the journal is closed')
  expect(journal.arrived()).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('')
})
