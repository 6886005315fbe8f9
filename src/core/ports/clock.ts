import type { Instant } from '../model/instant.js'

/** Time as a parameter: core never asks the machine. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Randomness as a parameter: a number in [0, 1). */
export type Random = () => number
