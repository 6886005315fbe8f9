import { createRandom } from '../src/sandbox/random.js'

/** Draws from a series that belongs to a seed. */
export interface Chance {
  whole(from: number, to: number): number
  happens(share: number): boolean
  one<T>(of: readonly T[]): T
  some<T>(of: readonly T[], count: number): T[]
}

export const chanceOf = (seed: number, label: string): Chance => {
  const next = createRandom(`torture-${seed}`)(label)
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  const one = <T>(of: readonly T[]): T => {
    const chosen = of[whole(0, of.length - 1)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  const some = <T>(of: readonly T[], count: number): T[] => {
    const left = [...of]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(whole(0, left.length - 1), 1)).flat()
  }
  return { whole, one, some, happens: (share) => next() < share }
}

/** How the process of a round is brought to its end. */
export type End =
  | { how: 'runs to its end' }
  /** At the `count`-th time that the point is reached; `*` counts all points. */
  | { how: 'point'; point: string; count: number; signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' }
  | { how: 'instant'; afterMs: number; signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' }

export interface Round {
  faults: string[]
  rate: number
  end: End
  /** Between a request's start and the kill, for points that lie in the middle of one. */
  delayMs: number
  full: boolean
  /** A second run is started at the same time. */
  overlap: boolean
  /** How far pwsf's clock is off from the sandbox's. */
  skewMs: number
  /** How much time passes before the next round. */
  gapMs: number
  /** The next round begins at once, on a clock that goes back by what this run was ahead. */
  hasty: boolean
  /** People work in both systems before the next round. */
  edits: number
}

export interface Scenario {
  seed: number
  workOrders: number
  portfolios: number
  pageSize: number
  createCustomers: boolean
  /** Begins without a warehouse, so that its schema is made under fire as well. */
  fromNothing: boolean
  rounds: Round[]
}

const pointsAt = (names: readonly string[], moments: readonly string[]): string[] => names.flatMap((name) => moments.map((moment) => `${name}:${moment}`))

const around = ['before', 'written', 'committed']

/** Where something is created or written: these are drawn more often. */
export const creatingPoints = [
  ...pointsAt(['intent-job-intended', 'intent-job-sent', 'intent-job-confirmed', 'intent-job-unknown', 'intent-job-rejected', 'job-mapping'], around),
  ...pointsAt(['post-jobs'], ['before', 'under-way', 'answered']),
  ...pointsAt(['create-job', 'write-back'], ['before', 'after']),
  ...pointsAt(['save'], ['before', 'under-way', 'answered']),
  ...pointsAt(['log-create-job', 'log-change-status'], around),
]
export const customerPoints = [
  ...pointsAt(['intent-customer-intended', 'intent-customer-sent', 'intent-customer-confirmed', 'customer-mapping', 'log-create-customer'], around),
  ...pointsAt(['post-customers'], ['before', 'under-way', 'answered']),
  ...pointsAt(['create-customer'], ['before', 'after']),
]
export const oncePoints = [
  ...pointsAt(['run-running', 'run-finished', 'run-abandoned'], around),
  ...pointsAt(['migrate', 'lock', 'release'], ['before', 'after']),
]
export const readingPoints = pointsAt(['page', 'read-confirmed', 'watermark'], around)

const serviceFusionFaults = [
  'sf-create-then-500',
  'sf-create-then-drop',
  'sf-empty-201',
  'sf-500',
  'sf-no-answer',
  'sf-html-404',
  'sf-token-expiry',
  'sf-429-burst',
  'sf-429-burst-bare',
  'sf-ignored-filter',
  'sf-late-visibility',
  'sf-limit-halved',
  'sf-per-page-10',
  'sf-new-status',
  'sf-customer-missing',
]
const propertyWareFaults = [
  'pw-hangup-on-reuse',
  'pw-fin-after-answer',
  'pw-rst-mid-body',
  'pw-truncated-xml',
  'pw-html-200',
  'pw-401',
  'pw-403',
  'pw-soap-fault',
  'pw-slow-page',
  'pw-empty-middle-page',
  'pw-short-list',
  'pw-empty-list',
  'pw-rows-shift',
  'pw-row-changes',
  'pw-inline',
  'pw-absent',
  'pw-unknown-status',
  'pw-hangup-before-write',
  'pw-hangup-after-write',
]

const minute = 60_000

const drawEnd = (chance: Chance, createCustomers: boolean): End => {
  const signal = chance.happens(0.8) ? 'SIGKILL' : chance.one(['SIGTERM', 'SIGINT'] as const)
  const way = chance.whole(1, 100)
  if (way <= 8) return { how: 'runs to its end' }
  if (way <= 55) return { how: 'point', point: chance.one(creatingPoints), count: chance.happens(0.7) ? 1 : chance.whole(2, 5), signal }
  if (way <= 63 && createCustomers) return { how: 'point', point: chance.one(customerPoints), count: 1, signal }
  if (way <= 69) return { how: 'point', point: chance.one(oncePoints), count: 1, signal }
  if (way <= 77) return { how: 'point', point: chance.one(readingPoints), count: chance.whole(1, 9), signal }
  if (way <= 90) return { how: 'point', point: '*', count: chance.whole(20, 260), signal }
  return { how: 'instant', afterMs: chance.whole(200, 1500), signal }
}

const drawFaults = (chance: Chance): { faults: string[]; rate: number } => {
  if (chance.happens(0.15)) return { faults: [], rate: 0 }
  const faults = [...chance.some(serviceFusionFaults, chance.whole(0, 3)), ...chance.some(propertyWareFaults, chance.whole(0, 2))]
  return { faults, rate: chance.one([0.02, 0.05, 0.05, 0.1, 0.1, 0.2, 0.4]) }
}

const toItsEnd = { delayMs: 0, full: false, overlap: false, skewMs: 0, gapMs: 0, edits: 0, end: { how: 'runs to its end' } } as const

/** Pages come empty so often that reading them once more does not help. */
const lastingHoles: Round = { ...toItsEnd, faults: ['pw-empty-middle-page'], rate: 0.6, hasty: false }

/** New jobs that were created behind a lost answer and cannot be found yet, while the next run is already looking for them. */
const hiddenJobs = (chance: Chance): Round[] => {
  const lost = chance.one(['sf-create-then-500', 'sf-create-then-drop', 'sf-empty-201'])
  const calm = { ...toItsEnd, rate: 0.4, hasty: true }
  return [
    { ...calm, faults: ['sf-late-visibility', lost] },
    { ...calm, faults: ['sf-late-visibility'] },
  ]
}

/** Everything that happens in one seed, before anything happens. */
export const drawScenario = (seed: number): Scenario => {
  const hidden = chanceOf(seed, 'hidden')
  const before = hidden.happens(0.1) ? hiddenJobs(hidden) : []
  const holes = chanceOf(seed, 'holes').happens(0.06) ? [lastingHoles] : []
  const chance = chanceOf(seed, 'scenario')
  const createCustomers = chance.happens(0.4)
  const rounds = Array.from(
    { length: chance.whole(2, 4) },
    (): Round => ({
      ...drawFaults(chance),
      end: drawEnd(chance, createCustomers),
      delayMs: chance.whole(0, 25),
      full: chance.happens(0.1),
      overlap: chance.happens(0.08),
      skewMs: chance.whole(-2 * minute, 2 * minute),
      gapMs: chance.one([0, 1000, 5000, 30_000, minute, 5 * minute, 11 * minute]),
      hasty: false,
      edits: chance.happens(0.85) ? chance.whole(3, 8) : 0,
    }),
  )
  return {
    seed,
    workOrders: chance.whole(20, 40),
    portfolios: chance.whole(2, 4),
    pageSize: holes.length > 0 ? 10 : chance.one([10, 15, 100]),
    createCustomers,
    fromNothing: chance.happens(0.1),
    rounds: [...holes, ...before, ...rounds],
  }
}

export const describeEnd = (end: End): string => {
  if (end.how === 'runs to its end') return end.how
  if (end.how === 'point') return `${end.signal} at ${end.point}#${end.count}`
  return `${end.signal} after ${end.afterMs} ms`
}
