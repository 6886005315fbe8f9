import type { FaultDescription, Faults } from './kernel.js'
import { type PropertyWareFault, propertyWareFaults } from './propertyware/faults.js'
import { serviceFusionFaults } from './servicefusion/faults.js'

const propertyWareModes: readonly PropertyWareFault[] = ['pw-inline', 'pw-absent', 'pw-hangup-on-reuse']

/** Every fault that the sandbox can produce. */
export const knownFaults: readonly FaultDescription[] = [
  ...Object.entries(propertyWareFaults).map(
    ([name, description]): FaultDescription => ({
      name,
      kind: propertyWareModes.includes(name as PropertyWareFault) ? 'mode' : 'event',
      description: description.replace(/ \(a mode\)$/, ''),
    }),
  ),
  ...serviceFusionFaults,
]

export interface FaultSwitches extends Faults {
  /** Switches exactly these faults on. `rate` is the share (0..1) of chances in which an event strikes. Throws Error on an unknown name or a rate outside 0..1. */
  set(names: readonly string[], rate?: number): void
  state(): { names: string[]; rate: number }
}

/** Faults that strike by rolls of a random series of their own each, so that one fault does not change when another one strikes. */
export const createFaults = (random: (label: string) => () => number, names: readonly string[], rate: number): FaultSwitches => {
  const rolls = new Map(knownFaults.map(({ name }) => [name, random(`fault/${name}`)]))
  let on = new Set<string>()
  let share = rate

  const set: FaultSwitches['set'] = (wanted, newRate = share) => {
    const unknown = wanted.filter((name) => !rolls.has(name))
    if (unknown.length > 0) throw new Error(`unknown fault ${unknown.join(', ')}; known: ${knownFaults.map(({ name }) => name).join(', ')}`)
    if (!(newRate >= 0 && newRate <= 1)) throw new Error(`the rate of faults is a number from 0 to 1, not ${newRate}`)
    on = new Set(wanted)
    share = newRate
  }
  set(names, rate)

  return {
    set,
    state: () => ({ names: [...on], rate: share }),
    isOn: (name) => on.has(name),
    strikes: (name) => on.has(name) && (rolls.get(name)?.() ?? 1) < share,
  }
}
