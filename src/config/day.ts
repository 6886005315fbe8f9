import { type Instant, instant } from '../core/model/instant.js'

/** What the clocks on the wall of the zone show at this moment, as if it were UTC. */
const wallTime = (at: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'))
}

/** The first moment of a day (`YYYY-MM-DD`) in a zone; where the clocks skip midnight, the moment they skip to. */
export const startOfDay = (day: string, zone: string): Instant => {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const guess = midnight - (wallTime(midnight, zone) - midnight)
  const settled = midnight - (wallTime(guess, zone) - guess)
  // In the hour that does not exist the two guesses disagree, and the later one is the first moment of the day.
  return instant(wallTime(settled, zone) === midnight ? settled : Math.max(guess, settled))
}

/** The day (`YYYY-MM-DD`) that the calendars of a zone show at a moment. */
export const dayOf = (moment: Instant, zone: string): string => new Date(wallTime(Date.parse(moment), zone)).toISOString().slice(0, 10)
