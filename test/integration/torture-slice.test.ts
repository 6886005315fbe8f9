import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { playSeed } from '../../torture/play.js'
import { buildProgram } from '../../torture/program.js'
import { openSqliteStore, openSqliteTemplate } from '../../torture/stores.js'

let folder = ''
let program = ''
let template = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pwsf-slice-'))
  program = await buildProgram(join(folder, 'program'))
  template = await openSqliteTemplate(folder, join(folder, 'program/dist/adapters/warehouse/real.js'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// Seeds that kill a process around a creation, between reads, and while two run at once (npm run torture plays thousands).
it.each([2, 3, 5])(
  'seed %i: killed and run again until quiet, nothing is created twice, lost or left open',
  async (seed) => {
    const { trace, broken } = await playSeed(program, seed, (fromNothing) => openSqliteStore(folder, template, fromNothing))
    expect({ trace, broken }).toEqual({ trace, broken: [] })
  },
  180_000,
)
