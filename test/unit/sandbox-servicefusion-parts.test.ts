import { array, assert, boolean, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMistakes } from '../../src/sandbox/servicefusion/body-shape.js'
import { onQuarterHour } from '../../src/sandbox/servicefusion/body-values.js'
import { createLocalTime, utcStamp } from '../../src/sandbox/servicefusion/local-time.js'
import { createRateLimit } from '../../src/sandbox/servicefusion/rate-limit.js'
import { createTable } from '../../src/sandbox/servicefusion/table.js'

describe('a table', () => {
  it('keeps ascending ids through any series of changes', () =>
    assert(
      property(array(tuple(boolean(), integer({ min: 1, max: 30 }))), (steps) => {
        const table = createTable<{ id: number; step: number }>(0)
        const model = new Map<number, { id: number; step: number }>()
        for (const [step, [adds, id]] of steps.entries()) {
          if (adds) table.put({ id, step })
          else table.remove(id)
          if (adds) model.set(id, { id, step })
          else model.delete(id)
        }
        expect(table.all()).toEqual([...model.values()].sort((a, b) => a.id - b.id))
        for (const id of model.keys()) expect(table.get(id)).toEqual(model.get(id))
      }),
    ))

  it('never gives an id twice, even after a removal', () => {
    const table = createTable(1000)
    const seen = new Set<number>()
    for (let i = 0; i < 50; i += 1) {
      const id = table.nextId()
      expect(seen.has(id)).toBe(false)
      seen.add(id)
      table.put({ id })
      if (i % 3 === 0) table.remove(id)
    }
  })
})

describe('local time', () => {
  const chicago = createLocalTime('America/Chicago')

  it.each([
    ['2030-07-15T17:00:00.900Z', '2030-07-15T12:00:00+00:00'],
    ['2030-01-15T17:00:00Z', '2030-01-15T11:00:00+00:00'],
    // The night the clocks go forward, and the hour that comes twice when they go back.
    ['2030-03-10T07:59:59Z', '2030-03-10T01:59:59+00:00'],
    ['2030-03-10T08:00:00Z', '2030-03-10T03:00:00+00:00'],
    ['2030-11-03T06:30:00Z', '2030-11-03T01:30:00+00:00'],
    ['2030-11-03T07:30:00Z', '2030-11-03T01:30:00+00:00'],
  ])('%s reads %s', (moment, stamp) => {
    expect(chicago.stamp(Date.parse(moment))).toBe(stamp)
  })

  it('knows zones that are not on the hour', () => {
    expect(createLocalTime('Asia/Kathmandu').stamp(Date.parse('2030-01-01T00:00:00Z'))).toBe('2030-01-01T05:45:00+00:00')
    expect(chicago.day(Date.parse('2030-01-01T03:00:00Z'))).toBe('2029-12-31')
    expect(utcStamp(Date.parse('2030-01-01T03:00:00.5Z'))).toBe('2030-01-01T03:00:00+00:00')
  })
})

describe('the sliding window', () => {
  it('never admits more than the limit in any minute', () =>
    assert(
      property(array(integer({ min: 0, max: 30_000 }), { maxLength: 60 }), integer({ min: 1, max: 5 }), (gaps, limit) => {
        const rateLimit = createRateLimit()
        const admitted: number[] = []
        let now = 0
        for (const gap of gaps) {
          now += gap
          const inWindow = admitted.filter((at) => at > now - 60_000).length
          const standing = rateLimit('token', limit, now)
          expect(standing.admitted).toBe(inWindow < limit)
          if (standing.admitted) admitted.push(now)
        }
      }),
    ))
})

describe('bodies', () => {
  it('round times of day to the quarter hour and stay within the day', () => {
    expect(['08:00', '08:07', '08:08', '23:59', '00:00'].map(onQuarterHour)).toEqual(['08:00', '08:00', '08:15', '23:45', '00:00'])
    expect(onQuarterHour(undefined)).toBeNull()
  })

  it('name every mistake with its path', () => {
    const shape = {
      name: { kind: 'text', required: true },
      rows: { kind: 'list', of: { value: { kind: 'any', required: true }, when: { kind: 'day' } } },
    } as const
    expect(findMistakes(shape, { name: 'x', rows: [{ value: '' }] })).toEqual([])
    expect(findMistakes(shape, { rows: [{ value: 1, when: '2030-02-30' }, {}, 7], colour: 1 })).toEqual([
      { field: 'colour', message: "invalid field's name" },
      { field: 'name', message: 'Name cannot be blank.' },
      { field: 'rows.0.when', message: 'When format is invalid, use YYYY-MM-DD.' },
      { field: 'rows.1.value', message: 'Value cannot be blank.' },
      { field: 'rows.2', message: 'Rows must hold objects.' },
    ])
  })
})
