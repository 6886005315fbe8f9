import { array, assert, integer, property, tuple } from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { startOfDay } from '../../src/config/day.js'
import { chunksOf } from '../../src/core/backfill/chunks.js'
import { addDays, addSpan, cutIntoPieces, type DaySpan, gapsBetween } from '../../src/core/backfill/days.js'
import type { BackfillPorts } from '../../src/core/backfill/ports.js'
import { timeLeft as estimate } from '../../src/core/backfill/time-left.js'
import { progressBar, timeLeft } from '../../src/adapters/terminal/progress-bar.js'
import { elapsed } from '../../src/core/model/instant.js'

const zone = 'America/Chicago'
const whole = { paged: false, incremental: false }
const byPage = { paged: true, incremental: true }
const paging = { portfolios: whole, vendors: whole, buildings: byPage, units: byPage, leases: byPage, tenants: byPage, 'work-orders': byPage }
const calendar = { startOf: (day: string) => startOfDay(day, zone), paging }
const asked = { entities: [], by: 'created' as const }

describe('days', () => {
  it('are added and cut across the ends of months and years', () => {
    expect([addDays('2028-02-28', 1), addDays('2028-02-28', 2), addDays('2030-01-01', -1)]).toEqual(['2028-02-29', '2028-03-01', '2029-12-31'])
    expect(cutIntoPieces(['2030-01-30', '2030-02-05'], 3)).toEqual([
      ['2030-01-30', '2030-02-01'],
      ['2030-02-02', '2030-02-04'],
      ['2030-02-05', '2030-02-05'],
    ])
  })

  it('that are done and the gaps between them are the range, whatever the order in which they got done', () => {
    const span = tuple(integer({ min: 0, max: 60 }), integer({ min: 0, max: 12 })).map(([start, length]): DaySpan => {
      const from = addDays('2030-01-01', start)
      return [from, addDays(from, length)]
    })
    assert(
      property(array(span, { maxLength: 12 }), (spans) => {
        const range: DaySpan = ['2030-01-01', '2030-03-20']
        const done = spans.reduce<DaySpan[]>((all, one) => addSpan(all, one), [])
        const gaps = gapsBetween(range, done)
        for (let day = range[0]; day <= range[1]; day = addDays(day, 1)) {
          const isIn = ([from, to]: DaySpan): boolean => from <= day && day <= to
          expect(gaps.filter(isIn).length).toBe(spans.some(isIn) ? 0 : 1)
        }
      }),
    )
  })
})

describe('chunks', () => {
  it('meet without a gap, through the nights on which the clocks change, and reach out at both ends', () => {
    const chunks = chunksOf('work-orders', { ...asked, from: '2030-03-01', to: '2030-03-31', chunkDays: 7 }, [], calendar)
    expect(chunks.map(({ days }) => days)).toHaveLength(5)
    chunks.slice(1).forEach(({ window }, index) => expect(window?.from).toBe(chunks[index]?.window?.to))
    const hours = chunks.map(({ window }) => elapsed(window!.from, window!.to) / 3_600_000)
    expect(hours).toEqual([7 * 24 + 26, 7 * 24 - 1, 7 * 24, 7 * 24, 3 * 24 + 26])
  })

  it('leave out what is done, and an entity without dates is one', () => {
    const range = { ...asked, from: '2030-01-01', to: '2030-01-20', chunkDays: 5 }
    const done: DaySpan[] = [['2030-01-01', '2030-01-12']]
    expect(chunksOf('jobs', range, done, calendar).map(({ days }) => days)).toEqual([
      ['2030-01-13', '2030-01-17'],
      ['2030-01-18', '2030-01-20'],
    ])
    expect(chunksOf('vendors', range, done, calendar)).toEqual([{ entity: 'vendors', days: ['2030-01-01', '2030-01-20'], window: undefined }])
    expect(chunksOf('vendors', range, [['2030-01-01', '2030-01-20']], calendar)).toEqual([])
  })
})

describe('what a backfill holds', () => {
  it('can write to no remote system', () => {
    expectTypeOf<keyof BackfillPorts['propertyware']>().toEqualTypeOf<'reader' | 'requests'>()
    expectTypeOf<keyof BackfillPorts['servicefusion']>().toEqualTypeOf<'reader' | 'requests' | 'perMinute'>()
    expectTypeOf<BackfillPorts>().not.toHaveProperty('openScratch')
  })
})

describe('progress', () => {
  it('shows how much is done and about how long the rest takes', () => {
    expect(progressBar(6, 24)).toBe(`${'━'.repeat(6)}${'─'.repeat(18)}  25%`)
    expect([progressBar(0, 0), progressBar(9, 3)].map((bar) => bar.slice(-4))).toEqual(['100%', '100%'])
    expect([estimate(1000, 0, 10), estimate(60_000, 2, 10)]).toEqual([undefined, 240_000])
    expect([20_000, 240_000, 3 * 3_600_000].map(timeLeft)).toEqual(['less than a minute left', 'about 4 min left', 'about 3 h left'])
  })
})
