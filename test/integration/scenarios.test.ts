import { describe, expect, it } from 'vitest'
import { readScenario, scenarioNames } from '../support/scenario-files.js'
import { runScenario } from '../support/scenario-run.js'
import { restHabits, restStyle, soapHabits, soapStyle } from '../support/scenario-style.js'

const names = scenarioNames()
const seeds = ['1', '2']

describe.each(names)('%s', (name) => {
  it.each(seeds)('against the servers of seed %s', async (seed) => {
    expect.hasAssertions()
    await runScenario(readScenario(name), `${name} ${seed}`)
  })
})

describe('the servers of all scenarios together', () => {
  const used = names.flatMap((name) => seeds.map((seed) => `${name} ${seed}`))

  it.each(Object.entries(soapHabits))('show every way of writing SOAP: %s', (habit, choices) => {
    expect(new Set(used.map((seed) => soapStyle(seed)[habit as keyof typeof soapHabits]))).toEqual(new Set<unknown>(choices))
  })

  it.each(Object.entries(restHabits))('show every way of answering REST: %s', (habit, choices) => {
    expect(new Set(used.map((seed) => restStyle(seed)[habit as keyof typeof restHabits]))).toEqual(new Set<unknown>(choices))
  })
})
