import { describe, expect, test } from 'vitest'
import { endRequest, type Observation, ownCount, startBudget, takeRequest } from '../../src/adapters/servicefusion/budget.js'
import { openBudget } from '../../src/adapters/servicefusion/budget-queue.js'
import { virtualClock } from '../support/virtual-clock.js'

const start = '2030-02-01T00:00:17.250Z'
const minute = 60_000

/** What a server answers to a request that arrives at `now`. */
type Limiter = (now: number) => Observation

const slidingWindow = (limit: () => number): Limiter => {
  let seen: number[] = []
  return (now) => {
    seen = seen.filter((at) => at >= now - minute)
    const first = seen[0] ?? now
    if (seen.length >= limit()) return { status: 429, limit: limit(), remaining: 0, resetMs: first + minute - now }
    seen.push(now)
    return { status: 200, limit: limit(), remaining: limit() - seen.length, resetMs: first + minute - now }
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

/** Whole seconds only, as the framework behind the service counts. */
const leakyBucket = (limit: () => number): Limiter => {
  let allowance = limit()
  let at = 0
  return (now) => {
    const second = Math.floor(now / 1000)
    allowance = Math.min(limit(), at === 0 ? limit() : allowance + Math.floor(((second - at) * limit()) / 60))
    at = second
    if (allowance < 1) return { status: 429, limit: limit(), remaining: 0, resetMs: minute }
    allowance -= 1
    return { status: 200, limit: limit(), remaining: allowance, resetMs: ((limit() - allowance + 1) * minute) / limit() }
  }
}

/** Repeatable numbers in [0, 1). */
const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

interface Load {
  requests: number
  workers: number
  limiter: Limiter
  limit?: number
  seed?: number
  /** Uses the limit too, from its own account of time. */
  meanwhile?: (time: ReturnType<typeof virtualClock>, over: () => boolean) => Promise<void>
}

/** Workers that send until all requests were answered with something else than 429. Latencies run from 0.1 to 1.5 s each way. */
const runLoad = async (load: Load) => {
  const time = virtualClock(start)
  const random = randomOf(load.seed ?? 1)
  const budget = openBudget({ clock: time.clock, limit: load.limit ?? 60, abandonedMs: 210_000 })
  const began = time.now()
  let left = load.requests
  let open = load.requests
  let refused = 0

  const send = async (): Promise<void> => {
    for (;;) {
      const place = await budget.take(new AbortController().signal)
      await time.clock.sleep(50 + random() * 700)
      const answer = load.limiter(time.now())
      await time.clock.sleep(50 + random() * 700)
      await budget.ended(place, answer)
      if (answer.status !== 429) return
      refused += 1
    }
  }
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await send()
      open -= 1
    }
  }
  const others = load.meanwhile?.(time, () => open === 0)
  await time.run(Promise.all([...Array.from({ length: load.workers }, worker), others]))
  return { refused, took: time.now() - began, budget }
}

describe('a run of 1,200 requests at 60 a minute', () => {
  const floor = (1_200 / 60 - 1) * minute
  for (const [name, kind] of Object.entries({ slidingWindow, fixedWindow, leakyBucket })) {
    for (const workers of [1, 4, 60]) {
      test(`${name}, ${workers} at a time: no 429 and within 5% of the floor`, async () => {
        const { refused, took } = await runLoad({ requests: 1_200, workers, limiter: kind(() => 60), seed: workers })
        expect(refused).toBe(0)
        const lastBatch = (60 / workers) * 800
        expect(took).toBeLessThanOrEqual((floor + lastBatch) * 1.05)
      })
    }
  }
})

describe('a limit that is not what was expected', () => {
  test('thousands a minute are used once an answer told of them', async () => {
    const { refused, took } = await runLoad({ requests: 5_000, workers: 100, limiter: slidingWindow(() => 6_000) })
    expect(refused).toBe(0)
    expect(took).toBeLessThan(minute)
  })

  test('a lower limit than the starting value is learned before it is exceeded', async () => {
    const { refused, budget } = await runLoad({ requests: 300, workers: 4, limiter: slidingWindow(() => 30) })
    expect(refused).toBe(0)
    expect(budget.state().limit).toBe(30)
  })

  test('halved mid-run: at most one refusal per worker', async () => {
    let asked = 0
    const limiter = slidingWindow(() => (asked < 200 ? 60 : 30))
    const counting: Limiter = (now) => {
      asked += 1
      return limiter(now)
    }
    const { refused, budget } = await runLoad({ requests: 400, workers: 4, limiter: counting })
    expect(refused).toBeLessThanOrEqual(4)
    expect(budget.state().limit).toBe(30)
  })
})

test('another consumer of the same limit is noticed from the remaining count', async () => {
  const limiter = slidingWindow(() => 60)
  let theirs = 0
  const { refused, took } = await runLoad({
    requests: 600,
    workers: 4,
    limiter,
    meanwhile: async (time, over) => {
      while (!over()) {
        theirs += limiter(time.now()).status === 429 ? 0 : 1
        await time.clock.sleep(3_000)
      }
    },
  })
  expect(theirs).toBeGreaterThan(20)
  // 40 a minute are left over.
  expect(took).toBeLessThan((600 / 40) * minute * 1.2)
  expect(refused).toBeLessThanOrEqual(600 * 0.03)
})

describe('one step', () => {
  const now = Date.parse(start)
  const sendOne = (state = startBudget(60), seen?: Observation, at = now) => {
    const taken = takeRequest(state, { id: 'a', now: at, abandonedMs: 210_000 })
    expect(taken.granted).toBe(true)
    return endRequest(taken.state, 'a', at, seen)
  }
  const waitOf = (state: ReturnType<typeof startBudget>, at = now) => {
    const taken = takeRequest(state, { id: 'b', now: at, abandonedMs: 210_000 })
    return taken.granted ? 0 : taken.waitMs
  }

  test('a request counts until a window and a margin after its end', () => {
    const full = sendOne(startBudget(1))
    const wait = waitOf(full)
    expect(wait).toBeGreaterThan(60_400)
    expect(wait).toBeLessThan(60_700)
    expect(waitOf(full, now + (wait ?? 0))).toBe(0)
  })

  test('nothing remaining: everybody waits for the reset', () => {
    expect(waitOf(sendOne(startBudget(60), { status: 200, limit: 60, remaining: 0, resetMs: 42_000 }))).toBe(42_000)
  })

  test('a reset in the far future is not believed', () => {
    expect(waitOf(sendOne(startBudget(60), { status: 200, limit: 60, remaining: 0, resetMs: 9_000_000 }))).toBeLessThanOrEqual(65_000)
  })

  test('Retry-After pauses, and is capped', () => {
    expect(waitOf(sendOne(startBudget(60), { status: 429, retryAfterMs: 7_000 }))).toBe(7_000)
    expect(waitOf(sendOne(startBudget(60), { status: 429, retryAfterMs: 86_400_000 }))).toBe(300_000)
    expect(waitOf(sendOne(startBudget(60), { status: 503, retryAfterMs: 7_000 }))).toBe(7_000)
  })

  test('429 without a hint pauses longer each time, and a good answer forgets it', () => {
    let state = sendOne(startBudget(60), { status: 429 })
    expect(waitOf(state)).toBe(5_000)
    state = sendOne(state, { status: 429 }, now + 5_000)
    expect(waitOf(state, now + 5_000)).toBe(10_000)
    state = sendOne(state, { status: 200 }, now + 15_000)
    expect(state.refusals).toBe(0)
  })

  test('after a 429 one request at a time feels its way', () => {
    const refused = sendOne(startBudget(60), { status: 429, retryAfterMs: 1_000 })
    const first = takeRequest(refused, { id: 'b', now: now + 1_000, abandonedMs: 210_000 })
    expect(first.granted).toBe(true)
    expect(takeRequest(first.state, { id: 'c', now: now + 1_000, abandonedMs: 210_000 })).toMatchObject({ granted: false, waitMs: null })
  })

  test('a clock set back by an hour blocks for a window at most', () => {
    const full = sendOne(startBudget(1), { status: 200, limit: 1, remaining: 0, resetMs: 60_000 })
    const past = now - 3_600_000
    const wait = waitOf(full, past)
    expect(wait).toBeLessThanOrEqual(300_000)
    let at = past
    for (let step = 0; step < 10 && waitOf(full, at) !== 0; step += 1) at += waitOf(full, at) ?? 0
    const taken = takeRequest(full, { id: 'b', now: past, abandonedMs: 210_000 })
    expect(waitOf(taken.state, past + 300_000)).toBe(0)
  })

  test('a request whose end was never told is forgotten after a while', () => {
    const lost = takeRequest(startBudget(1), { id: 'a', now, abandonedMs: 210_000 }).state
    expect(waitOf(lost)).toBeNull()
    expect(waitOf(lost, now + 210_000)).toBe(0)
  })

  test('an answer that was overtaken does not bring the old limit back', () => {
    const first = takeRequest(startBudget(60), { id: 'a', now, abandonedMs: 210_000 }).state
    const second = takeRequest(first, { id: 'b', now: now + 100, abandonedMs: 210_000 }).state
    const learned = endRequest(second, 'b', now + 200, { status: 200, limit: 30, remaining: 28 })
    expect(endRequest(learned, 'a', now + 300, { status: 200, limit: 60, remaining: 59 }).limit).toBe(30)
  })

  test('the state is a plain value and stays small', () => {
    let state = startBudget(100_000)
    for (let sent = 0; sent < 20_000; sent += 1) state = sendOne(state, { status: 200 }, now + sent * 3)
    expect(ownCount(state)).toBe(20_000)
    expect(state.ended.length).toBeLessThan(620)
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})

describe('the queue', () => {
  test('places are given in the order of asking', async () => {
    const time = virtualClock(start)
    const budget = openBudget({ clock: time.clock, limit: 1, abandonedMs: 210_000 })
    const order: number[] = []
    const ask = async (number: number) => {
      const place = await budget.take(new AbortController().signal)
      order.push(number)
      await budget.ended(place)
    }
    await time.run(Promise.all([ask(1), ask(2), ask(3), ask(4)]))
    expect(order).toEqual([1, 2, 3, 4])
  })

  test('an abort leaves the queue and lets the next one pass', async () => {
    const time = virtualClock(start)
    const budget = openBudget({ clock: time.clock, limit: 1, abandonedMs: 210_000 })
    const never = new AbortController().signal
    const impatient = new AbortController()
    const held = await budget.take(never)
    const second = budget.take(impatient.signal)
    const third = budget.take(never)
    impatient.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await budget.ended(held)
    await time.run(third)
    await expect(budget.take(impatient.signal)).rejects.toThrow('enough')
  })

  test('a place that was given back is free at once', async () => {
    const time = virtualClock(start)
    const budget = openBudget({ clock: time.clock, limit: 1, abandonedMs: 210_000 })
    const never = new AbortController().signal
    await budget.returned(await budget.take(never))
    const began = time.now()
    await time.run(budget.take(never))
    expect(time.now()).toBe(began)
  })
})
