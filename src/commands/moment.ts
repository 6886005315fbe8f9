import { startOfDay } from '../config/day.js'
import { PwsfError } from '../core/errors.js'
import { type Instant, instant } from '../core/model/instant.js'

const example = '2031-03-02, 2031-03-02T15:40Z or 2031-03-02T09:40-06:00'

/** A moment as a flag gives it: with an offset, or a day, which stands for its first moment in the zone. Throws `usage`. */
export const readMoment = (flag: string, text: string | undefined, zone: string): Instant | undefined => {
  if (text === undefined) return undefined
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? startOfDay(text, zone) : instant(text)
  } catch (cause) {
    throw new PwsfError('usage', `${flag} is not a moment: ${text}`, { cause, next: `Give a day, or a moment with its offset: ${example}.` })
  }
}
