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

const newestRun = 'select id, state, exit_code from sync_runs order by started_at desc limit 1'
const openIntents = "select reference from intents where state in ('intended', 'sent', 'unknown')"

/** Every work order to be dispatched ends up with one job, whatever was interrupted before. */
const expectResumes = async (runs: HeldRuns): Promise<void> => {
  const next = await runs.sync()
  expect(next.code).toBe(0)
  expect(runs.rows(openIntents)).toEqual([])
  const { marked, distinct } = await runs.jobs()
  expect(distinct).toBe(marked)
  expect(runs.rows('select job_id from map_work_order_job')).toHaveLength(marked)
  const calm = JSON.parse((await runs.sync()).stdout) as { counts: Record<string, number> }
  expect(calm.counts).toMatchObject({ created: 0, linked: 0, failed: 0 })
}

describe('a run that is asked to stop', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    '%s: the job under way is still confirmed, nothing more is sent, and the run is recorded with %i',
    async (signal, code) => {
      const runs = await open()
      const run = await runs.startHeld()
      run.child.kill(signal)
      await new Promise((done) => setTimeout(done, 500))
      const underWay = runs.proxy.posts()
      runs.proxy.letGo()
      const ended = await run.ended
      expect(ended.code).toBe(code)
      expect(runs.proxy.posts()).toBe(underWay)
      expect(runs.rows(newestRun)).toMatchObject([{ state: 'finished', exit_code: code }])
      expect(runs.rows(openIntents)).toEqual([])
      expect(runs.rows("select reference from intents where state = 'confirmed'")).toHaveLength(underWay)
      expect(runs.rows('select run_id from run_lock')).toEqual([{ run_id: null }])
      await expectResumes(runs)
    },
    120_000,
  )

  it('does not wait for an answer that never comes: the job stays unknown and the next run finds it', async () => {
    const runs = await open()
    const run = await runs.startHeld()
    run.child.kill('SIGTERM')
    const ended = await run.ended
    expect(ended.code).toBe(143)
    expect(runs.rows(newestRun)).toMatchObject([{ state: 'finished', exit_code: 143 }])
    expect(runs.rows("select reference from intents where state = 'unknown'").length).toBeGreaterThan(0)
    runs.proxy.letGo()
    await expectResumes(runs)
  }, 120_000)

  it('leaves at once on a second signal, and the next run puts everything right', async () => {
    const runs = await open()
    const run = await runs.startHeld()
    run.child.kill('SIGTERM')
    await new Promise((done) => setTimeout(done, 300))
    run.child.kill('SIGTERM')
    expect((await run.ended).code).toBe(143)
    const [left] = runs.rows(newestRun)
    expect(left).toMatchObject({ state: 'running' })
    expect(runs.rows(openIntents).length).toBeGreaterThan(0)
    runs.proxy.letGo()
    await expectResumes(runs)
    expect(runs.rows(`select state from sync_runs where id = '${String(left?.['id'])}'`)).toEqual([{ state: 'abandoned' }])
  }, 120_000)
})
