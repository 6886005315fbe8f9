import { instant, type Instant } from '../../core/model/instant.js'
import { PwsfError } from '../../core/errors.js'

const hour = 3_600_000
const pattern = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** True for the zero date in its spellings (`-0001-11-30T00:00:00+00:00`, `0000-00-00`): the record holds no date (reference, section 3.6). */
export const isZeroDate = (text: string): boolean => /^(-0001-|0000-)/.test(text)

/** The wall clock's reading as if it were UTC, in epoch milliseconds; undefined when no calendar has such a moment. */
const wallClock = (match: RegExpExecArray): number | undefined => {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1, 7).map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const value = Date.UTC(year, month - 1, day, hours, minutes, seconds, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const back = new Date(value)
  return back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? value : undefined
}

/** Milliseconds by which the zone is ahead of UTC at a moment. */
const offsetReader = (timezone: string): ((utc: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (utc) => {
    const whole = Math.floor(utc / 1000) * 1000
    const part = Object.fromEntries(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hours, minute, second) - whole
  }
}

const readerFor = (timezone: string) => {
  try {
    return offsetReader(timezone)
  } catch (cause) {
    throw new PwsfError('config', `${JSON.stringify(timezone)} is not a time zone`, {
      cause,
      next: 'Set PWSF_TIMEZONE to an IANA name such as America/Chicago.',
    })
  }
}

/**
 * Reads the wire's stamps of one account. `+00:00` there labels the account's local time (reference, section 3.7), so that offset, `Z` and
 * none are read in the given zone; any other offset is believed. A time that the clock change skips is read with the offset before the
 * change, a time that happens twice is its first occurrence. The zero date is null; undefined means that the text is no stamp.
 * Throws `config` when the zone does not exist.
 */
export const stampReader = (timezone: string): ((text: string) => Instant | null | undefined) => {
  const offsetAt = readerFor(timezone)
  const toUtc = (wall: number): number => {
    const before = offsetAt(wall - 24 * hour)
    const after = offsetAt(wall + 24 * hour)
    const fits = [wall - before, wall - after].filter((utc) => utc + offsetAt(utc) === wall)
    return fits.length === 0 ? wall - before : Math.min(...fits)
  }
  return (text) => {
    if (isZeroDate(text)) return null
    const match = pattern.exec(text.trim())
    const wall = match === null ? undefined : wallClock(match)
    if (match === null || wall === undefined) return undefined
    const offset = (match[8] ?? 'Z').toUpperCase()
    if (/^(Z|[+-]00:?00)$/.test(offset)) return instant(toUtc(wall))
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
    return instant(wall - (offset.startsWith('-') ? -1 : 1) * minutes * 60_000)
  }
}

/** A moment as the `gte` bound of a date filter: RFC 3339 with an offset, whole seconds rounded down. */
export const dateBound = (moment: Instant): string => `${moment.slice(0, 19)}+00:00`
