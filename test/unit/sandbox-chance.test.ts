import { describe, expect, it } from 'vitest'
import { createFaults, knownFaults } from '../../src/sandbox/faults.js'
import { createRandom } from '../../src/sandbox/random.js'

describe('seeded randomness', () => {
  it('repeats itself per seed and label, and differs between them', () => {
    const series = (seed: string, label: string) => Array.from({ length: 5 }, createRandom(seed)(label))
    expect(series('a', 'x')).toEqual(series('a', 'x'))
    expect(series('a', 'x')).not.toEqual(series('a', 'y'))
    expect(series('a', 'x')).not.toEqual(series('b', 'x'))
  })

  it('is spread over [0, 1)', () => {
    const next = createRandom('spread')('numbers')
    const numbers = Array.from({ length: 10_000 }, next)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length)
    expect(Math.min(...tenths)).toBeGreaterThan(850)
    expect(Math.max(...tenths)).toBeLessThan(1150)
  })
})

describe('faults', () => {
  it('are described in one line each, under names that differ', () => {
    expect(new Set(knownFaults.map(({ name }) => name)).size).toBe(knownFaults.length)
    for (const { name, description } of knownFaults) {
      expect(name).toMatch(/^(pw|sf)-[a-z0-9-]+$/)
      expect(description).toMatch(/^\S[^\n]+\S$/)
    }
  })

  it('strike at their rate when they are on, and each by rolls of its own', () => {
    const strikes = (names: string[], rate: number) => {
      const faults = createFaults(createRandom('rolls'), names, rate)
      return Array.from({ length: 1000 }, () => [faults.strikes('sf-500'), faults.strikes('sf-html-404')] as const)
    }
    const alone = strikes(['sf-500'], 0.2).map(([first]) => first)
    const together = strikes(['sf-500', 'sf-html-404'], 0.2).map(([first]) => first)
    expect(alone).toEqual(together)
    expect(alone.filter(Boolean).length).toBeGreaterThan(150)
    expect(alone.filter(Boolean).length).toBeLessThan(250)
    expect(strikes([], 1).flat()).not.toContain(true)
    expect(strikes(['sf-500'], 0).flat()).not.toContain(true)
  })

  it('refuse unknown names and impossible rates, and then stay as they were', () => {
    const faults = createFaults(createRandom('x'), ['sf-500'], 0.1)
    expect(() => faults.set(['sf-500', 'sf-gremlin'])).toThrow('unknown fault sf-gremlin; known: ')
    expect(() => faults.set(['sf-500'], Number.NaN)).toThrow('from 0 to 1')
    expect(faults.state()).toEqual({ names: ['sf-500'], rate: 0.1 })
    faults.set(['sf-per-page-10'])
    expect([faults.isOn('sf-500'), faults.isOn('sf-per-page-10')]).toEqual([false, true])
  })
})
