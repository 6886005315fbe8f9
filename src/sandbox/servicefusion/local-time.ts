const quarterHour = 15 * 60_000

/**
 * The account's wall clock. ServiceFusion stores created, updated and closed stamps as local time and labels them `+00:00`
 * (reference, section 3.7), so a stamp of 09:15 in Chicago reads `09:15:00+00:00`.
 */
export interface LocalTime {
  /** The epoch milliseconds that the mislabelled stamp claims. */
  claimed: (ms: number) => number
  stamp: (ms: number) => string
  day: (ms: number) => string
}

export const createLocalTime = (timeZone: string): LocalTime => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const offsets = new Map<number, number>()

  // Offsets change on quarter hours only, and asking for one is slow.
  const offsetAt = (ms: number): number => {
    const slot = Math.floor(ms / quarterHour)
    const known = offsets.get(slot)
    if (known !== undefined) return known
    const parts = Object.fromEntries(format.formatToParts(slot * quarterHour).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - slot * quarterHour
    offsets.set(slot, offset)
    return offset
  }

  const claimed = (ms: number): number => Math.floor((ms + offsetAt(ms)) / 1000) * 1000
  return { claimed, stamp: (ms) => utcStamp(claimed(ms)), day: (ms) => utcStamp(claimed(ms)).slice(0, 10) }
}

/** The stamp of members that really are UTC, such as a payment's `received_on`. */
export const utcStamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`
