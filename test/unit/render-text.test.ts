import { describe, expect, it } from 'vitest'
import { renderDocument } from '../../src/render/document.js'
import { renderFailure } from '../../src/render/error.js'
import { renderExports } from '../../src/render/exports.js'
import { renderTable } from '../../src/render/table.js'
import { count, duration, neutralise, percent } from '../../src/render/text.js'

describe('text of remote systems', () => {
  it('cannot steer the terminal', () => {
    const nasty = 'Unit \u001b[31mred\u001b[0m\u0007 \u001b]0;title\u0007\r\nnext\tline \u202Edesrever\u009b2J'
    const harmless = neutralise(nasty)
    expect(harmless).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(harmless).toBe('Unit \\u001b[31mred\\u001b[0m\\u0007 \\u001b]0;title\\u0007  next line \\u202edesrever\\u009b2J')
  })

  it('keeps what people write', () => expect(neutralise('Ünit № 4 – 12½ "A" 日本')).toBe('Ünit № 4 – 12½ "A" 日本'))
})

describe('numbers', () => {
  it.each([
    [400, '0.4 s'],
    [12_400, '12 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [356_400_000, '4 d 3 h'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text))

  it('count and percent read well', () => {
    expect([count(1, 'job'), count(2500, 'job'), percent(0.01), percent(0.0123)]).toEqual(['1 job', '2,500 jobs', '1%', '1.23%'])
  })
})

describe('a table', () => {
  const columns = [{ title: 'id' }, { title: 'why', flexible: true as const }]
  const rows = [
    ['1', 'a long sentence that has to be wrapped somewhere because it does not fit'],
    ['2', 'short'],
  ]

  it.each([40, 60, 80, 120])('is no wider than %i columns and loses no word', (width) => {
    const text = renderTable(columns, rows, width)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
    for (const word of (rows[0]?.[1] ?? '').split(' ')) expect(text).toContain(word)
  })

  it('has lines between rows only where a row has several lines', () => {
    const separators = (width: number): number =>
      renderTable(columns, rows, width)
        .split('\n')
        .filter((line) => line.startsWith('├')).length
    expect([separators(40), separators(120)]).toEqual([2, 1])
  })
})

describe('failures', () => {
  const problems = [
    { code: 'config', message: 'PWSF_PW_URL is not set', next: 'Set it.' },
    { code: 'config', message: 'PWSF_TIMEZONE is wrong', next: 'Correct it.' },
  ]

  it('are one line each, with the next step below', () => {
    expect(renderFailure('2 settings are wrong', problems)).toBe(
      ['pwsf: 2 settings are wrong', 'pwsf: PWSF_PW_URL is not set', '  next: Set it.', 'pwsf: PWSF_TIMEZONE is wrong', '  next: Correct it.'].join('\n'),
    )
  })

  it('are a document too', () => {
    const envelope = { command: 'sync', runId: null, exitCode: 4, startedAt: '2031-03-02T15:41:07.000Z', durationMs: 5, problems }
    expect(JSON.parse(renderDocument(envelope, { more: 1 }))).toEqual({ format: 1, ok: false, more: 1, ...envelope })
    expect(JSON.parse(renderDocument({ ...envelope, exitCode: 3 }, {}))).toMatchObject({ ok: true })
  })
})

it('export lines survive a shell', () => {
  expect(renderExports({ PWSF_PW_URL: 'http://127.0.0.1:1/pw', PWSF_PW_PASSWORD: "it's $HOME" }, 'http://127.0.0.1:2')).toBe(
    ['export PWSF_PW_URL=http://127.0.0.1:1/pw', "export PWSF_PW_PASSWORD='it'\\''s $HOME'", '# control: http://127.0.0.1:2'].join('\n'),
  )
})
