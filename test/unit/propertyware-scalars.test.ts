import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NotReadable, readBoolean, readCents, readId, readInstant } from '../../src/adapters/propertyware/scalars.js'

describe('amounts', () => {
  it.each([
    ['225.0', 22_500],
    ['225', 22_500],
    ['1234.1', 123_410],
    ['.5', 50],
    ['-0.0', 0],
    ['-12.34', -1234],
    ['1.5E3', 150_000],
    ['1.23456E2', 12_346],
    ['9E-3', 1],
    ['4E-3', 0],
    ['0.30000000000000004', 30],
    ['19.989999999999998', 1999],
    ['  7.00 ', 700],
  ])('%s is %i cents', (text, cents) => {
    expect(readCents(text)).toBe(cents)
  })

  it.each(['', '.', 'NaN', 'INF', '1,5', '$3', '1e', '9e300'])('%j is none', (text) => {
    expect(() => readCents(text)).toThrow(NotReadable)
  })

  it('reads back what a double prints, to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_00, max: 1_000_000_000_00 }), (cents) => {
        expect(readCents(String(cents / 100))).toBe(cents === 0 ? 0 : cents)
      }),
    )
  })
})

describe('date-times', () => {
  it.each([
    ['2031-03-02T15:41:07.000Z', '2031-03-02T15:41:07.000Z'],
    ['2031-03-02T15:41:07Z', '2031-03-02T15:41:07.000Z'],
    ['2031-03-02T15:41:07.123456-06:00', '2031-03-02T21:41:07.123Z'],
    ['2031-03-02T15:41:07', '2031-03-02T15:41:07.000Z'],
    ['2031-03-02', '2031-03-02T00:00:00.000Z'],
    ['2032-02-29T24:00:00Z', '2032-03-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text)).toBe(instant)
  })

  it.each(['', '2031-02-30T00:00:00Z', '2031-13-01', '2031-03-02T25:00:00Z', 'soon', '03/02/2031', '2031-03-02T10:00Z'])('%j is none', (text) => {
    expect(() => readInstant(text)).toThrow(NotReadable)
  })
})

describe('ids and flags', () => {
  it('keeps every digit of an id beyond 2^53', () => {
    expect(readId('9007199254740993')).toBe('9007199254740993')
    expect(readId(' +0042 ')).toBe('42')
    expect(readId('0')).toBe('0')
  })

  it.each(['', '-1', '1.0', '12a', '１２'])('%j is no id', (text) => {
    expect(() => readId(text)).toThrow(NotReadable)
  })

  it('reads both spellings of a boolean', () => {
    expect([' true', '1', 'FALSE', '0'].map(readBoolean)).toEqual([true, true, false, false])
    expect(() => readBoolean('yes')).toThrow(NotReadable)
  })
})
