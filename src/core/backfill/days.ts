/** A day of the calendar, `YYYY-MM-DD`: text order is time order. Which moments it holds depends on a zone, which is the caller's business. */
export type Day = string

/** Days from the first to the last, both included. */
export type DaySpan = readonly [from: Day, to: Day]

const dayMs = 86_400_000

/** The day `count` days later (earlier when negative). */
export const addDays = (day: Day, count: number): Day => new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10)

/** The spans with this one added: in order, and those that touch are one. */
export const addSpan = (spans: readonly DaySpan[], added: DaySpan): DaySpan[] => {
  const merged: [Day, Day][] = []
  for (const [from, to] of [...spans, added].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const last = merged.at(-1)
    if (last !== undefined && from <= addDays(last[1], 1)) last[1] = to > last[1] ? to : last[1]
    else merged.push([from, to])
  }
  return merged
}

/** The parts of the range that none of the spans covers, in order. */
export const gapsBetween = ([from, to]: DaySpan, spans: readonly DaySpan[]): DaySpan[] => {
  const gaps: DaySpan[] = []
  let next = from
  for (const [start, end] of spans) {
    if (end < next || start > to) continue
    if (start > next) gaps.push([next, addDays(start, -1)])
    next = addDays(end, 1)
  }
  return next > to ? gaps : [...gaps, [next, to]]
}

/** The span in pieces of `length` days, the last one shorter where it does not come out even. */
export const cutIntoPieces = ([from, to]: DaySpan, length: number): DaySpan[] => {
  const pieces: DaySpan[] = []
  for (let start = from; start <= to; start = addDays(start, length)) {
    const end = addDays(start, length - 1)
    pieces.push([start, end < to ? end : to])
  }
  return pieces
}
