import type { Unit } from '../model/propertyware.js'
import { isBlank } from '../model/text.js'

/** Words that already say "unit", when no letter follows: `Apt 2`, `UNIT2B`, `#4`, but not `Unity`. */
const designator = /^(?:(?:unit|apt|apartment|suite|ste|lot|room|rm|space|spc)(?![\p{L}])\.?|#)\s*/iu

const tokens = (text: string): string =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? ''

/** True when the address line speaks of the unit, e.g. `Apt. 2-B` for `2-B`, but not `Bldg 12` for `2`. */
const names = (line: string, name: string): boolean => {
  const wanted = tokens(name.replace(designator, '')) || tokens(name)
  return wanted !== '' && ` ${tokens(line.replace(designator, ''))} `.includes(` ${wanted} `)
}

/**
 * The second address line of a job in a unit: `Unit 2B`. The unit's own second line is taken when it names the unit; a name that already
 * says what it is stays as it is.
 */
export const unitLine = (unit: Unit): string => {
  const line = (unit.street2 ?? '').trim()
  const name = [unit.abbreviation, unit.name].find((text) => !isBlank(text))?.trim()
  if (name === undefined) return line === '' ? `Unit ${unit.id}` : line
  if (line !== '' && names(line, name)) return line
  return designator.test(name) ? name : `Unit ${name}`
}
