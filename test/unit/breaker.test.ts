import { describe, expect, test } from 'vitest'
import { openMemorySharedState } from '../../src/adapters/memory/shared-state.js'
import { abandonProbe, admit, type BreakerState, closedBreaker, fail, failedThroughout, succeed } from '../../src/core/breaker/breaker.js'
import { breakerName, decodeBreaker, encodeBreaker } from '../../src/core/breaker/breaker-text.js'
import { openBreaker, readBreaker } from '../../src/core/breaker/open-breaker.js'
import { type ErrorKind, PwsfError } from '../../src/core/errors.js'
import { instant, later } from '../../src/core/model/instant.js'
import type { SharedState } from '../../src/core/ports/shared-state.js'
import { virtualClock } from '../support/virtual-clock.js'

const start = '2030-02-01T00:00:00.000Z'
const minute = 60_000
/** The moment `minutes` into the outage. */
const at = (minutes: number) => later(instant(start), minutes * minute)

const open = (pauses: number, retryIn: number): Extract<BreakerState, { state: 'open' }> => ({
  state: 'open',
  since: at(0),
  openedAt: at(0),
  retryAt: at(retryIn),
  pauses,
  reason: 'down',
})
const halfOpen = (pauses: number, until: number): BreakerState => ({ state: 'half-open', since: at(0), probeUntil: at(until), pauses, reason: 'down' })
const failed = (failures: number): BreakerState => ({ state: 'closed', failures, since: at(0) })

describe('transitions', () => {
  const table: [name: string, after: BreakerState, expected: BreakerState][] = [
    ['closed, fails for the first time', fail(closedBreaker, at(0), 'down'), failed(1)],
    ['closed, fails for the fourth time', fail(failed(3), at(3), 'down'), failed(4)],
    ['closed, fails for the fifth time', fail(failed(4), at(4), 'down'), { ...open(1, 5), openedAt: at(4) }],
    ['closed with failures, answers', succeed(), closedBreaker],
    ['closed, a whole run failed', failedThroughout(failed(1), at(2), 'down'), { ...open(1, 3), openedAt: at(2) }],
    ['open, a whole run failed', failedThroughout(open(3, 4), at(2), 'down'), open(3, 4)],
    ['open, a late failure', fail(open(1, 1), at(0.5), 'late'), open(1, 1)],
    ['open, due, a read asks', admit(open(1, 1), at(1), true).state, halfOpen(1, 11)],
    ['half-open, the probe fails', fail(halfOpen(1, 11), at(1), 'still down'), { ...open(2, 3), openedAt: at(1), reason: 'still down' }],
    ['half-open, the fifth probe fails', fail(halfOpen(5, 41), at(31), 'down'), { ...open(6, 31 + 30), openedAt: at(31) }],
    ['half-open, the fiftieth probe fails', fail(halfOpen(50, 41), at(31), 'down'), { ...open(51, 31 + 30), openedAt: at(31) }],
    ['half-open, the probe answers', succeed(), closedBreaker],
    ['half-open, the probe was interrupted', abandonProbe(halfOpen(2, 11), at(2)), { ...open(2, 2), openedAt: at(2) }],
    ['half-open, the process of the probe died', admit(halfOpen(2, 11), at(11), true).state, halfOpen(2, 21)],
    ['closed, nothing was proved', abandonProbe(failed(2), at(2)), failed(2)],
  ]
  test.each(table)('%s', (_, after, expected) => expect(after).toEqual(expected))

  test('the pauses grow from one minute to thirty', () => {
    const pauses: number[] = []
    let state = failedThroughout(closedBreaker, at(0), 'down')
    for (let now = 0; pauses.length < 8; ) {
      const wait = state.state === 'open' ? (Date.parse(state.retryAt) - Date.parse(at(now))) / minute : 0
      pauses.push(wait)
      now += wait
      state = fail(admit(state, at(now), true).state, at(now), 'down')
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
  })
})

describe('admission', () => {
  const table: [name: string, state: BreakerState, now: number, mayProbe: boolean, expected: string][] = [
    ['closed', closedBreaker, 0, true, 'yes'],
    ['closed with failures', failed(4), 1, false, 'yes'],
    ['open', open(1, 1), 0.9, true, 'no'],
    ['open and due', open(1, 1), 1, true, 'probe'],
    ['open and due, a write', open(1, 1), 1, false, 'no'],
    ['half-open, somebody probes', halfOpen(1, 11), 2, true, 'no'],
    ['half-open, the probe is lost', halfOpen(1, 11), 11, true, 'probe'],
    ['half-open, the probe is lost, a write', halfOpen(1, 11), 11, false, 'no'],
  ]
  for (const [name, state, now, mayProbe, expected] of table) test(`${name}: ${expected}`, () => expect(admit(state, at(now), mayProbe).admit).toBe(expected))

  test('a clock that was set back keeps a system away no longer than was meant', () => {
    expect(admit(open(3, 4), at(-1440), true)).toMatchObject({ admit: 'no', retryAt: at(-1440 + 4) })
    expect(admit(halfOpen(3, 14), at(-1440), true)).toMatchObject({ admit: 'no', retryAt: at(-1440 + 10) })
  })
})

test('the stored text holds the whole state, and what cannot be read keeps nobody away', () => {
  for (const state of [failed(3), open(2, 4), halfOpen(2, 10)]) expect(decodeBreaker(encodeBreaker(state))).toEqual(state)
  expect(encodeBreaker(closedBreaker)).toBeUndefined()
  for (const text of ['', '{}', '{"state":"open"}', '{"state":"open","since":"yesterday"}']) expect(decodeBreaker(text)).toEqual(closedBreaker)
})

const unavailable = () => Promise.reject(new PwsfError('unavailable', 'no answer'))
const refused = (kind: ErrorKind) => () => Promise.reject(new PwsfError(kind, 'no'))

/** One process after another, on shared state and time. */
const openOutage = () => {
  const time = virtualClock(start)
  const shared = openMemorySharedState()
  const lines: string[] = []
  const process = (options: { ignore?: boolean; shared?: SharedState } = {}) =>
    openBreaker({ remote: 'propertyware', shared, clock: time.clock, log: (level, message) => lines.push(`${level} ${message}`), ...options })
  return { time, shared, lines, process, wait: (minutes: number) => time.set(time.now() + minutes * minute), state: () => readBreaker(shared, 'propertyware') }
}

describe('a system that is down', () => {
  test('is not asked after five failures in a row, also not by the next process', async () => {
    const outage = openOutage()
    const first = outage.process()
    for (let failure = 0; failure < 5; failure += 1) await expect(first.ask('read', unavailable)).rejects.toThrow('no answer')
    let asked = 0
    const ask = async () => (asked += 1)
    for (const breaker of [first, outage.process()]) {
      const refusal = await breaker.ask('read', ask).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ kind: 'unavailable' })
      expect(String(refusal)).toContain(`has not answered since ${at(0)} (no answer); it is tried again at ${at(1)}`)
    }
    expect(asked).toBe(0)
    expect(outage.lines).toEqual([`warn PropertyWare is not asked any more until ${at(1)}`])
  })

  test('is not asked by the next run when this one never got an answer', async () => {
    const outage = openOutage()
    const run = outage.process()
    await expect(run.ask('read', unavailable)).rejects.toThrow('no answer')
    await run.close()
    expect(await outage.state()).toMatchObject({ state: 'open', retryAt: at(1) })
  })

  test('is asked again by the next run when it answered once', async () => {
    const outage = openOutage()
    const run = outage.process()
    await run.ask('read', async () => 1)
    await expect(run.ask('read', unavailable)).rejects.toThrow('no answer')
    await run.close()
    expect(await outage.state()).toEqual(failed(1))
  })

  test('failures of several runs add up, and an answer forgets them', async () => {
    const outage = openOutage()
    for (let run = 0; run < 4; run += 1) await expect(outage.process().ask('read', unavailable)).rejects.toThrow('no answer')
    await outage.process().ask('read', async () => 1)
    expect(await outage.state()).toEqual(closedBreaker)
  })

  for (const kind of ['auth', 'rate-limit', 'rejected', 'untrusted', 'bad-data'] as const)
    test(`${kind} is an answer`, async () => {
      const outage = openOutage()
      await outage.shared.update(breakerName('propertyware'), () => ({ next: encodeBreaker(failed(4)), result: null }))
      await expect(outage.process().ask('read', refused(kind))).rejects.toThrow('no')
      expect(await outage.state()).toEqual(closedBreaker)
    })

  for (const kind of ['unknown-outcome', 'interrupted', 'storage', 'bug'] as const)
    test(`${kind} proves nothing`, async () => {
      const outage = openOutage()
      await outage.shared.update(breakerName('propertyware'), () => ({ next: encodeBreaker(failed(4)), result: null }))
      const run = outage.process()
      await expect(run.ask('write', refused(kind))).rejects.toThrow('no')
      await run.close()
      expect(await outage.state()).toEqual(failed(4))
    })
})

describe('after the pause', () => {
  const opened = async () => {
    const outage = openOutage()
    const run = outage.process()
    await expect(run.ask('read', unavailable)).rejects.toThrow('no answer')
    await run.close()
    outage.wait(1)
    return outage
  }

  test('one request finds out, the others of its process wait for it and go on', async () => {
    const outage = await opened()
    const run = outage.process()
    const order: string[] = []
    const request = (name: string) => async () => {
      order.push(`${name} sent`)
      await outage.time.clock.sleep(1_000)
      order.push(`${name} answered`)
    }
    await outage.time.run(Promise.all([run.ask('read', request('a')), run.ask('read', request('b')), run.ask('write', request('c'))]))
    expect(order.slice(0, 2)).toEqual(['a sent', 'a answered'])
    expect(order).toHaveLength(6)
    expect(await outage.state()).toEqual(closedBreaker)
    expect(outage.lines.at(-1)).toBe('info PropertyWare answers again')
  })

  test('a failed probe keeps everyone away for twice as long', async () => {
    const outage = await opened()
    const run = outage.process()
    const answers = await Promise.allSettled([run.ask('read', unavailable), run.ask('read', unavailable), run.ask('write', unavailable)])
    expect(answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason) : ''))).toEqual([
      'PwsfError: no answer',
      expect.stringContaining(`tried again at ${at(3)}`),
      expect.stringContaining(`tried again at ${at(3)}`),
    ])
    expect(await outage.state()).toMatchObject({ state: 'open', since: at(0), pauses: 2 })
  })

  test('another process is kept away while somebody finds out', async () => {
    const outage = await opened()
    const probe = outage.process().ask('read', () => outage.time.clock.sleep(30_000))
    await outage.time.run(outage.time.clock.sleep(1_000))
    await expect(outage.process().ask('read', async () => 1)).rejects.toThrow('another process is finding out')
    await outage.time.run(probe)
    expect(await outage.process().ask('read', async () => 1)).toBe(1)
  })

  test('a write does not find out', async () => {
    const outage = await opened()
    await expect(outage.process().ask('write', async () => 1)).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('an interrupted probe leaves it to the next request', async () => {
    const outage = await opened()
    await expect(outage.process().ask('read', refused('interrupted'))).rejects.toThrow('no')
    expect(await outage.process().ask('read', async () => 1)).toBe(1)
  })
})

test('who ignores the breaker asks at once, and an answer closes it for all', async () => {
  const outage = openOutage()
  await outage.shared.update(breakerName('propertyware'), () => ({ next: encodeBreaker(open(3, 4)), result: null }))
  const run = outage.process({ ignore: true })
  await expect(run.ask('read', unavailable)).rejects.toThrow('no answer')
  expect(await outage.state()).toEqual(open(3, 4))
  expect(await run.ask('write', async () => 1)).toBe(1)
  expect(await outage.state()).toEqual(closedBreaker)
})

test('a dry run respects an open breaker and tells nobody of its probe', async () => {
  const outage = openOutage()
  await outage.shared.update(breakerName('propertyware'), () => ({ next: encodeBreaker(open(1, 1)), result: null }))
  const look = () => outage.process({ shared: openMemorySharedState(outage.shared) })
  await expect(look().ask('read', async () => 1)).rejects.toMatchObject({ kind: 'unavailable' })
  outage.wait(1)
  expect(await look().ask('read', async () => 1)).toBe(1)
  expect(await outage.state()).toEqual(open(1, 1))
})

test('what was answered is not lost over shared state that fails', async () => {
  const outage = openOutage()
  let broken = false
  const fragile: SharedState = {
    ...outage.shared,
    update: (name, step) => (broken ? Promise.reject(new Error('disk full')) : outage.shared.update(name, step)),
  }
  const run = outage.process({ shared: fragile })
  await expect(run.ask('read', unavailable)).rejects.toThrow('no answer')
  expect(
    await run.ask('read', async () => {
      broken = true
      return 1
    }),
  ).toBe(1)
  expect(outage.lines.at(-1)).toContain('could not be noted')
})
