import { parseText } from '../config/kinds.js'
import { combine } from '../config/mistakes.js'
import { type Variables, variable } from '../config/sources.js'
import { PwsfError } from '../core/errors.js'
import { type Flag, isNegated, keyOf, variableOf } from './flags.js'

/** What the command line gave, by key: texts, or booleans for switches. */
export type Given = Readonly<Record<string, unknown>>

export interface FlagValues {
  /** Flags that are no settings, read by their kind. */
  values: Record<string, unknown>
  /** Flags that give a setting, as texts by setting name. */
  settings: Record<string, string | boolean>
}

const mistake = (name: string, expected: string): PwsfError => new PwsfError('usage', `${name} is not ${expected}`, { next: `Give ${expected}.` })

const fromVariable = (flag: Flag, environment: Variables, dotEnv: Variables): string | undefined =>
  variable(environment, variableOf(flag)) ?? variable(dotEnv, variableOf(flag))

/** Brings command line and variables together: command line first. Throws `usage` with every mistake. */
export const resolveFlags = (flags: readonly Flag[], given: Given, environment: Variables, dotEnv: Variables): FlagValues => {
  const result: FlagValues = { values: {}, settings: {} }
  const mistakes: PwsfError[] = []
  for (const flag of flags) {
    const key = keyOf(flag)
    const typed = given[key]
    if (flag.setting !== undefined) {
      if (typeof typed === 'string' || typeof typed === 'boolean') result.settings[flag.setting] = typed
      continue
    }
    if (typeof typed === 'boolean') {
      result.values[key] = typed
      continue
    }
    const text = typeof typed === 'string' ? typed : fromVariable(flag, environment, dotEnv)
    if (text === undefined) continue
    const parsed = parseText(flag.kind, text)
    const name = typeof typed === 'string' ? `--${flag.syntax.replace(/^.*--([a-z-]+).*$/, '$1')}` : variableOf(flag)
    if ('expected' in parsed) mistakes.push(mistake(name, parsed.expected))
    // PWSF_NO_COLOR=true means color: false.
    else result.values[key] = isNegated(flag) ? parsed.value !== true : parsed.value
  }
  if (mistakes.length > 0) throw combine(mistakes)
  return result
}
