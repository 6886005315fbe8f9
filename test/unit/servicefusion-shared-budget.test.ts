import { describe, expect, test } from 'vitest'
import { openMemorySharedState } from '../../src/adapters/memory/shared-state.js'
import { type Observation, ownCount, startBudget, takeRequest } from '../../src/adapters/servicefusion/budget.js'
import { sharedCell } from '../../src/adapters/servicefusion/budget-cell.js'
import { openBudget, type RequestBudget } from '../../src/adapters/servicefusion/budget-queue.js'
import { budgetName, decodeBudget, encodeBudget } from '../../src/adapters/servicefusion/budget-text.js'
import type { SharedState } from '../../src/core/ports/shared-state.js'
import { virtualClock } from '../support/virtual-clock.js'

const start = '2030-02-01T00:00:17.250Z'
const minute = 60_000
const never = () => new AbortController().signal

type Time = ReturnType<typeof virtualClock>

/** What one process has: its own queue before the state that all share. */
const openOne = (time: Time, shared: SharedState, options: { share?: number; limit?: number } = {}): RequestBudget => {
  const { share = 1, limit = 60 } = options
  return openBudget({
    clock: time.clock,
    limit,
    abandonedMs: 210_000,
    share,
    lane: share < 1 ? 'background' : 'main',
    cell: sharedCell(shared, 'budget', limit),
  })
}

type Limiter = (now: number) => Observation

const slidingWindow = (limit: () => number): Limiter => {
  let seen: number[] = []
  return (now) => {
    seen = seen.filter((at) => at > now - minute)
    const resetMs = (seen[0] ?? now) + minute - now
    if (seen.length >= limit()) return { status: 429, limit: limit(), remaining: 0, resetMs }
    seen.push(now)
    return { status: 200, limit: limit(), remaining: limit() - seen.length, resetMs }
  }
}

const fixedWindow = (limit: () => number): Limiter => {
  let window = 0
  let used = 0
  return (now) => {
    const current = Math.floor(now / minute)
    used = current === window ? used : 0
    window = current
    const resetMs = (current + 1) * minute - now
    if (used >= limit()) return { status: 429, limit: limit(), remaining: 0, resetMs }
    used += 1
    return { status: 200, limit: limit(), remaining: limit() - used, resetMs }
  }
}

const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Sends without a break until the time is over, a few at a time; gives how often each answer came. */
const keepBusy = async (time: Time, budget: RequestBudget, limiter: Limiter, { until, workers, seed }: { until: number; workers: number; seed: number }) => {
  const random = randomOf(seed)
  const answers = { sent: 0, refused: 0 }
  const worker = async (): Promise<void> => {
    while (time.now() < until) {
      const place = await budget.take(never())
      await time.clock.sleep(50 + random() * 700)
      const answer = limiter(time.now())
      await time.clock.sleep(50 + random() * 700)
      await budget.ended(place, answer)
      answers.sent += 1
      if (answer.status === 429) answers.refused += 1
    }
  }
  await Promise.all(Array.from({ length: workers }, worker))
  return answers
}

describe('an hour of three processes that share a budget of 60 a minute and always have something to send', () => {
  for (const [name, kind] of Object.entries({ slidingWindow, fixedWindow })) {
    test(`${name}: no 429, and at least 95% of the limit is used`, async () => {
      const time = virtualClock(start)
      const shared = openMemorySharedState()
      const limiter = kind(() => 60)
      const until = time.now() + 60 * minute
      const all = await time.run(
        Promise.all([1, 2, 3].map((seed) => keepBusy(time, openOne(time, shared), limiter, { until, workers: seed === 1 ? 8 : 2, seed }))),
      )
      expect(all.map(({ refused }) => refused)).toEqual([0, 0, 0])
      const sent = all.reduce((sum, one) => sum + one.sent, 0)
      expect(sent).toBeGreaterThanOrEqual(0.95 * 60 * 60)
      expect(Math.min(...all.map((one) => one.sent))).toBeGreaterThan(100)
    }, 60_000)
  }
})

describe('a share of the limit', () => {
  test('a backfill keeps to it, also when there are two, and leaves the rest to a sync', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const limiter = slidingWindow(() => 60)
    const until = time.now() + 10 * minute
    const [sync, ...backfills] = await time.run(
      Promise.all([
        keepBusy(time, openOne(time, shared), limiter, { until, workers: 4, seed: 1 }),
        ...[2, 3].map((seed) => keepBusy(time, openOne(time, shared, { share: 0.3 }), limiter, { until, workers: 4, seed })),
      ]),
    )
    const loaded = backfills.reduce((sum, one) => sum + one.sent, 0)
    expect(sync?.refused).toBe(0)
    expect(loaded).toBeLessThanOrEqual(11 * 18)
    expect(loaded).toBeGreaterThan(0)
    expect(sync?.sent).toBeGreaterThanOrEqual(10 * 40)
  }, 60_000)

  test('a busy sync does not count against it', () => {
    const now = Date.parse(start)
    let state = startBudget(10)
    for (let sent = 0; sent < 7; sent += 1) state = takeRequest(state, { id: `s${sent}`, now, abandonedMs: 210_000 }).state
    const take = (id: string) => takeRequest(state, { id, now, abandonedMs: 210_000, lane: 'background', share: 0.2 })
    for (const id of ['b1', 'b2']) {
      expect(take(id).granted).toBe(true)
      state = take(id).state
    }
    expect(take('b3').granted).toBe(false)
    expect(takeRequest(state, { id: 's8', now, abandonedMs: 210_000 }).granted).toBe(true)
  })
})

describe('what one process learns', () => {
  test('Retry-After pauses the others too', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const [one, other] = [openOne(time, shared), openOne(time, shared)]
    await one.ended(await time.run(one.take(never())), { status: 429, retryAfterMs: 40_000 })
    const began = time.now()
    await time.run(other.take(never()))
    expect(time.now() - began).toBeGreaterThanOrEqual(40_000)
    expect(time.now() - began).toBeLessThan(42_000)
  })

  test('a limit that was lowered holds for the others before they notice it themselves', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const [one, other] = [openOne(time, shared), openOne(time, shared)]
    await one.ended(await time.run(one.take(never())), { status: 200, limit: 2, remaining: 1 })
    await time.run(other.take(never()))
    const began = time.now()
    await time.run(other.take(never()))
    expect(time.now() - began).toBeGreaterThan(59_000)
  })

  test('a place that one gives back is found by another within a second', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const [one, other] = [openOne(time, shared, { limit: 1 }), openOne(time, shared, { limit: 1 })]
    const held = await time.run(one.take(never()))
    const waiting = other.take(never())
    await one.returned(held)
    const began = time.now()
    await time.run(waiting)
    expect(time.now() - began).toBeLessThanOrEqual(1_000)
  })
})

describe('when things go wrong', () => {
  test('the requests of a process that died stop counting after the longest a request can take', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    await time.run(openOne(time, shared, { limit: 1 }).take(never()))
    const began = time.now()
    await time.run(openOne(time, shared, { limit: 1 }).take(never()))
    expect(time.now() - began).toBeGreaterThanOrEqual(210_000)
    expect(time.now() - began).toBeLessThan(212_000)
  })

  test('a clock set back by a day blocks nobody for longer than five minutes', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const one = openOne(time, shared, { limit: 1 })
    await one.ended(await time.run(one.take(never())), { status: 429, retryAfterMs: 250_000 })
    time.set(time.now() - 86_400_000)
    const began = time.now()
    await time.run(openOne(time, shared, { limit: 1 }).take(never()))
    expect(time.now() - began).toBeLessThanOrEqual(301_000)
  })

  test('a text that nobody can read is a budget that nobody used', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    await shared.update('budget', () => ({ next: '{"format":2}', result: null }))
    await time.run(openOne(time, shared).take(never()))
    expect(ownCount(decodeBudget(await shared.read('budget')) ?? startBudget(1))).toBe(1)
  })

  test('shared state that fails ends the waiting, and never a request that was answered', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const warnings: string[] = []
    let broken = false
    const fragile: SharedState = { ...shared, update: (name, step) => (broken ? Promise.reject(new Error('disk full')) : shared.update(name, step)) }
    const log = (_level: string, message: string) => void warnings.push(message)
    const budget = openBudget({ clock: time.clock, limit: 60, abandonedMs: 210_000, cell: sharedCell(fragile, 'budget', 60), log })
    const place = await time.run(budget.take(never()))
    broken = true
    await budget.ended(place, { status: 201 })
    await budget.settled()
    expect(warnings).toHaveLength(1)
    await expect(time.run(budget.take(never()))).rejects.toThrow('disk full')
  })

  test('a waiter that leaves while its place is fetched gives it back', async () => {
    const time = virtualClock(start)
    const shared = openMemorySharedState()
    const budget = openOne(time, shared)
    const impatient = new AbortController()
    const asked = budget.take(impatient.signal)
    impatient.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await time.run(time.clock.sleep(10))
    await budget.settled()
    expect(ownCount(decodeBudget(await shared.read('budget')) ?? startBudget(1))).toBe(0)
  })
})

test('the stored text holds the whole state and no client id', () => {
  const { state } = takeRequest(startBudget(60), { id: 'a', now: Date.parse(start), abandonedMs: 210_000 })
  expect(decodeBudget(encodeBudget(state))).toEqual(state)
  expect(budgetName('https://api.example.com', 'example-client')).not.toContain('example-client')
  expect(budgetName('https://api.example.com', 'a')).not.toBe(budgetName('https://api.example.com', 'b'))
})
