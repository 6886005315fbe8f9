import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { type HeldRuns, openHeldRuns } from '../support/held-run.js'

let here: HeldRuns | undefined
const open = async (): Promise<HeldRuns> => {
  here = await openHeldRuns()
  return here
}
afterEach(async () => {
  await here?.close()
  here = undefined
})

const expectOneJobEach = async (runs: HeldRuns): Promise<void> => {
  const { marked, distinct } = await runs.jobs()
  expect(distinct).toBe(marked)
  expect(runs.rows('select job_id from map_work_order_job')).toHaveLength(marked)
}

describe('one run at a time', () => {
  it('a second run ends with 5 and names who holds the lock; one that may wait goes on after it', async () => {
    const runs = await open()
    const first = await runs.startHeld()
    const second = await runs.sync()
    expect(second.code).toBe(5)
    const [holder] = runs.rows('select run_id from run_lock')
    for (const part of [String(holder?.['run_id']), String(first.child.pid), hostname()]) expect(second.stderr).toContain(part)
    expect(second.stderr).toMatch(/for \d+ (s|min)/)
    const patient = runs.start('--lock-wait', '2m')
    runs.proxy.letGo()
    expect((await first.ended).code).toBe(0)
    const waited = await patient.ended
    expect(waited.code).toBe(0)
    await expectOneJobEach(runs)
  }, 120_000)

  it('after kill -9 the next run has the lock at once and settles what was left', async () => {
    const runs = await open()
    const first = await runs.startHeld()
    first.child.kill('SIGKILL')
    await first.ended
    runs.proxy.letGo()
    const next = await runs.sync()
    expect(next.code).toBe(0)
    expect(runs.rows('select state from sync_runs order by started_at')).toEqual([{ state: 'abandoned' }, { state: 'finished' }])
    await expectOneJobEach(runs)
  }, 120_000)

  it('a frozen run keeps its lock: nobody takes over, and it goes on when it wakes up', async () => {
    const runs = await open()
    const first = await runs.startHeld()
    first.child.kill('SIGSTOP')
    expect((await runs.sync()).code).toBe(5)
    runs.proxy.letGo()
    first.child.kill('SIGCONT')
    expect((await first.ended).code).toBe(0)
    await expectOneJobEach(runs)
  }, 120_000)

  it('a frozen run whose lock file was deleted can write nothing when it wakes up, neither here nor there', async () => {
    const runs = await open()
    const zombie = await runs.startHeld()
    zombie.child.kill('SIGSTOP')
    rmSync(`${runs.file}.lock`)
    runs.proxy.letGo()
    const next = await runs.sync()
    expect(next.code).toBe(0)
    const posts = runs.proxy.posts()
    const before = runs.rows('select * from intents order by reference')
    zombie.child.kill('SIGCONT')
    const ended = await zombie.ended
    expect(ended.code).toBe(5)
    expect(ended.stderr).toContain('has taken over the lock')
    expect(runs.proxy.posts()).toBe(posts)
    expect(runs.rows('select * from intents order by reference')).toEqual(before)
    await expectOneJobEach(runs)
  }, 120_000)
})
