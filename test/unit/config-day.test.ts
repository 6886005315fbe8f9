import { describe, expect, it } from 'vitest'
import { startOfDay } from '../../src/config/day.js'
import { isTimeZone } from '../../src/config/rules.js'

describe('the start of a day in a zone', () => {
  it.each([
    ['2031-01-15', 'America/Chicago', '2031-01-15T06:00:00.000Z'],
    ['2031-07-15', 'America/Chicago', '2031-07-15T05:00:00.000Z'],
    // The day on which the clocks change begins on the old time.
    ['2031-03-09', 'America/Chicago', '2031-03-09T06:00:00.000Z'],
    ['2031-11-02', 'America/Chicago', '2031-11-02T05:00:00.000Z'],
    ['2031-01-15', 'Asia/Kolkata', '2031-01-14T18:30:00.000Z'],
    ['2031-01-15', 'UTC', '2031-01-15T00:00:00.000Z'],
    // Clocks skip midnight here: the day begins at one o'clock.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('%s in %s is %s', (day, zone, expected) => expect(startOfDay(day, zone)).toBe(expected))

  it('knows zones by name only', () => {
    expect(['America/New_York', 'UTC', 'Europe/Berlin'].map(isTimeZone)).toEqual([true, true, true])
    expect(['Mars/Olympus', '+05:00', 'Central'].map(isTimeZone)).toEqual([false, false, false])
  })
})
