import { describe, expect, it } from 'vitest'
import { type Kind, parseText } from '../../src/config/kinds.js'

const good: readonly [Kind, string, unknown][] = [
  ['text', '  Open ', 'Open'],
  ['list', 'Open, In Progress ,,', ['Open', 'In Progress']],
  ['switch', 'YES', true],
  ['switch', '0', false],
  ['count', '42', 42],
  ['share', '1%', 0.01],
  ['share', '0.25', 0.25],
  ['limit', '10%', '10%'],
  ['limit', '7', 7],
  ['day', '2028-02-29', '2028-02-29'],
  ['map', 'A=one, B=two', { A: 'one', B: 'two' }],
  ['map', '{"A,B":"one"}', { 'A,B': 'one' }],
  ['duration', '5m', 300_000],
  ['duration', '250ms', 250],
]

const bad: readonly [Kind, string][] = [
  ['switch', 'maybe'],
  ['count', '-1'],
  ['count', '1.5'],
  ['share', '101%'],
  ['share', '2'],
  ['limit', 'many'],
  ['limit', '-5%'],
  ['day', '2027-02-29'],
  ['day', '02/03/2031'],
  ['map', 'A=1=2'],
  ['json', '{'],
  ['duration', '5'],
]

describe('values that are written as text', () => {
  it.each(good)('reads a %s: %j', (kind, text, value) => expect(parseText(kind, text)).toEqual({ value }))
  it.each(bad)('refuses a %s: %j, and says what was expected', (kind, text) => expect(parseText(kind, text)).toHaveProperty('expected', expect.any(String)))
})
