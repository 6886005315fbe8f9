import type { Instant } from '../model/instant.js'
import type { Random } from '../ports/clock.js'

/** An id for a run that sorts by time and reads as one: `20310302T154107Z-k3f9xq`. */
export const newRunId = (now: Instant, random: Random): string => {
  const stamp = now.slice(0, 19).replace(/[-:]/g, '')
  const tail = Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0')
  return `${stamp}Z-${tail}`
}
