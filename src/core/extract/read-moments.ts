import { type Instant, later } from '../model/instant.js'
import type { Clock } from '../ports/clock.js'

/**
 * The moments at which the pages of one walk were read, strictly rising even when the machine's clock stands or is set back:
 * a row that changes between two pages must become two versions in the right order.
 */
export const readMoments = (clock: Clock): (() => Instant) => {
  let last: Instant | undefined
  return () => {
    const now = clock.now()
    last = last === undefined || now > last ? now : later(last, 1)
    return last
  }
}
