import type { Random } from '../../core/ports/clock.js'

/** Milliseconds before try number `tried + 1`: exponential with full jitter, at most 30 s. */
export const backoff = (tried: number, random: Random): number => Math.round(random() * Math.min(30_000, 500 * 2 ** tried))
