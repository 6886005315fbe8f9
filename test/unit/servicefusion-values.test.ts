import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/adapters/servicefusion/json.js'
import { describeBody } from '../../src/adapters/servicefusion/messages.js'
import { centsOf } from '../../src/adapters/servicefusion/money.js'
import { listPath } from '../../src/adapters/servicefusion/query.js'
import { observationOf } from '../../src/adapters/servicefusion/rate-headers.js'
import { stampReader } from '../../src/adapters/servicefusion/stamps.js'

describe('stamps', () => {
  const chicago = stampReader('America/Chicago')

  test.each([
    ['2030-01-15T12:00:00+00:00', '2030-01-15T18:00:00.000Z', 'winter'],
    ['2030-07-15T12:00:00+00:00', '2030-07-15T17:00:00.000Z', 'summer'],
    ['2030-07-15T12:00:00Z', '2030-07-15T17:00:00.000Z', 'Z is the same label'],
    ['2030-07-15 12:00:00', '2030-07-15T17:00:00.000Z', 'no label'],
    ['2030-07-15T12:00:00.250+0000', '2030-07-15T17:00:00.250Z', 'fractions'],
    ['2030-07-15T12:00:00-05:00', '2030-07-15T17:00:00.000Z', 'a real offset is believed'],
    ['2030-03-10T01:59:59+00:00', '2030-03-10T07:59:59.000Z', 'before the gap'],
    ['2030-03-10T02:30:00+00:00', '2030-03-10T08:30:00.000Z', 'in the gap: as if the clock had not moved'],
    ['2030-03-10T03:00:00+00:00', '2030-03-10T08:00:00.000Z', 'after the gap'],
    ['2030-11-03T01:30:00+00:00', '2030-11-03T06:30:00.000Z', 'twice: the first'],
    ['2030-11-03T02:00:00+00:00', '2030-11-03T08:00:00.000Z', 'after the overlap'],
    ['2030-12-31T23:30:00+00:00', '2031-01-01T05:30:00.000Z', 'across the year'],
  ])('%s is %s (%s)', (text, expected) => {
    expect(chicago(text)).toBe(expected)
  })

  test('other zones', () => {
    expect(stampReader('Australia/Lord_Howe')('2030-10-06T02:15:00+00:00')).toBe('2030-10-05T15:45:00.000Z')
    expect(stampReader('Asia/Kathmandu')('2030-07-15T12:00:00+00:00')).toBe('2030-07-15T06:15:00.000Z')
    expect(stampReader('UTC')('2030-07-15T12:00:00+00:00')).toBe('2030-07-15T12:00:00.000Z')
  })

  test('the zero date is none', () => {
    expect(chicago('-0001-11-30T00:00:00+00:00')).toBeNull()
    expect(chicago('0000-00-00 00:00:00')).toBeNull()
  })

  test.each([['yesterday'], ['2030-02-30T12:00:00+00:00'], ['2030-13-01T12:00:00+00:00'], ['2030-01-01T24:00:00+00:00'], ['2030-01-01'], ['']])(
    '%j is no stamp',
    (text) => {
      expect(chicago(text)).toBeUndefined()
    },
  )

  test('the wall clock of the result is the one that was read, outside gaps', () => {
    const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Chicago', dateStyle: 'short', timeStyle: 'medium' })
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (moment) => {
        const text = wall.format(moment)
        const read = chicago(`${text.replace(' ', 'T')}+00:00`)
        expect(wall.format(new Date(read ?? Number.NaN))).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})

describe('money', () => {
  test.each([
    [240.5, 24_050],
    [0, 0],
    [3.50475, 350],
    [3.505, 351],
    [1.005, 101],
    [-1.005, -101],
    [-0.004, 0],
    ['12.345', 1235],
    [' 7 ', 700],
    ['.5', 50],
    ['5.', 500],
    [1e-7, 0],
    ['1.5e3', 150_000],
    ['0.000015e3', 2],
    [1e21, undefined],
    ['abc', undefined],
    ['.', undefined],
    ['1,000', undefined],
    [Number.NaN, undefined],
  ])('%j is %j cents', (amount, cents) => {
    expect(centsOf(amount)).toBe(cents)
  })

  test('whole cents survive', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (cents) => {
        expect(centsOf(cents / 100)).toBe(cents)
      }),
    )
  })
})

describe('JSON', () => {
  test('long whole numbers become text, everything else is as JSON.parse has it', () => {
    expect(
      parseJson(
        '{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":1234567890123456.5,"e":1e20,"f":["9007199254740993\\\\",9007199254740993]}',
      ),
    ).toEqual({
      a: '9007199254740993',
      b: '-9007199254740993',
      c: 9007199254740991,
      d: 1234567890123456.5,
      e: 1e20,
      f: ['9007199254740993\\', '9007199254740993'],
    })
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text))
        const long = `[1234567890123456.5, ${text}]`
        expect(parseJson(long)).toEqual(JSON.parse(long))
      }),
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), fc.string(), (id, text) => {
        expect(parseJson(`{"t":${JSON.stringify(text)},"id":${id}}`)).toEqual({ t: text, id: String(id) })
      }),
    )
  })

  test.each([['{"a":9007199254740993'], ['{"a":"9007199254740993'], ['"9007199254740993\\'], ['']])('%s is not JSON', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })
})

describe('error bodies', () => {
  test.each([
    ['[{"field":"a","message":"b"},{"field":"c","message":"d"}]', 'a: b; c: d'],
    ['{"code":404,"name":"Not Found.","message":"No such record."}', 'No such record.'],
    ['{"code":404,"name":"Not Found.","message":""}', 'Not Found.'],
    ['[{"error":"invalid_client","error_description":"unknown"}]', 'invalid_client: unknown'],
    ['{"error":"invalid_client"}', 'invalid_client'],
    ['{"street_1":"480 Example Court"}', 'a body without a message'],
    ['{"street_1":"480 Example', 'a body that cannot be read'],
    ['<!-- x --><html><body>no</body></html>', 'an HTML page'],
    ['plain\n text', 'plain text'],
    ['the word hush is hush', 'the word [secret] is [secret]'],
    ['  ', 'an empty body'],
  ])('%s', (text, expected) => {
    expect(describeBody(text, ['hush', ''])).toBe(expected)
  })
})

describe('rate headers', () => {
  const now = Date.parse('2030-02-01T12:00:00.000Z')
  const seen = (headers: Record<string, string>) => observationOf(200, new Headers(headers), now)

  test('a reset is a moment above 10^9 and a delay below', () => {
    expect(seen({ 'X-RATE-LIMIT-RESET': '31' }).resetMs).toBe(31_000)
    expect(seen({ 'x-rate-limit-reset': String(now / 1000 + 31) }).resetMs).toBe(31_000)
    expect(seen({ 'x-rate-limit-reset': String(now / 1000 - 31) }).resetMs).toBe(0)
  })

  test("moments are measured by the server's clock when it tells it", () => {
    const date = new Date(now + 120_000).toUTCString()
    expect(seen({ 'x-rate-limit-reset': String(now / 1000 + 150), date }).resetMs).toBe(30_000)
    expect(seen({ 'retry-after': new Date(now + 130_000).toUTCString(), date }).retryAfterMs).toBe(10_000)
    expect(seen({ 'retry-after': new Date(now + 10_000).toUTCString(), date: 'Tue, 01 Jan 2002 00:00:00 GMT' }).retryAfterMs).toBe(10_000)
  })

  test('nonsense counts as nothing', () => {
    expect(seen({ 'x-rate-limit-limit': '0', 'x-rate-limit-remaining': '-1', 'x-rate-limit-reset': 'soon', 'retry-after': 'later' })).toEqual({ status: 200 })
    expect(seen({ 'x-rate-limit-limit': '60', 'x-rate-limit-remaining': '0' })).toEqual({ status: 200, limit: 60, remaining: 0 })
  })
})

test('a list is asked for by documented names only', () => {
  const filters = { 'filters[po_number]': 'PW-1 & x', per_page: '10' } as { 'filters[po_number]': string }
  expect(decodeURIComponent(listPath('jobs', { page: 2, filters, newestFirst: true }))).toBe('/v1/jobs?page=2&per-page=50&sort=-id&filters[po_number]=PW-1+&+x')
  expect(listPath('job-statuses', { page: 1 })).toBe('/v1/job-statuses?page=1&per-page=50&sort=id')
})
