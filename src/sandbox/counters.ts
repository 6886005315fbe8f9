import type { Kernel } from './kernel.js'

type System = Parameters<Kernel['count']>[0]

export interface SystemCounters {
  requests: number
  /** Requests that can change something, whatever became of them. */
  mutating: number
  /** Answers of 429. */
  tooMany: number
  byOperation: Record<string, number>
}

export type Counters = Record<System, SystemCounters>

/** Counts what the two simulators are asked. */
export const createCounters = () => {
  let counters = blank()
  return {
    count: (system: System, operation: string, mutating: boolean): void => {
      const own = counters[system]
      own.requests += 1
      if (mutating) own.mutating += 1
      own.byOperation[operation] = (own.byOperation[operation] ?? 0) + 1
    },
    countAnswer: (system: System, status: number): void => {
      if (status === 429) counters[system].tooMany += 1
    },
    read: (): Counters => structuredClone(counters),
    reset: (): void => {
      counters = blank()
    },
  }
}

const blank = (): Counters => ({ propertyware: blankSystem(), servicefusion: blankSystem() })

const blankSystem = (): SystemCounters => ({ requests: 0, mutating: 0, tooMany: 0, byOperation: {} })
