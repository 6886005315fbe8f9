import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { PwsfError } from '../core/errors.js'

export type Variables = Readonly<Record<string, string | undefined>>

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new PwsfError('config', `${path} cannot be read (${code})`, { cause, next: 'Check that it is a file that you may read.' })
  }
}

/** The variables of `.env` in this folder; none when there is no such file. */
export const readDotEnv = (cwd: string): Variables => parseEnv(read(resolve(cwd, '.env')) ?? '')

/** The variable's value; one that is set to nothing counts as not set. */
export const variable = (variables: Variables, name: string): string | undefined => {
  const value = variables[name]?.trim()
  return value === '' ? undefined : value
}

/** The members of `pwsf.config.json`, not yet checked. A file that was asked for by name must exist. */
export const readConfigFile = (cwd: string, named: string | undefined): { name: string; values: Record<string, unknown> } => {
  const name = named ?? 'pwsf.config.json'
  const text = read(resolve(cwd, name))
  if (text === undefined) {
    if (named === undefined) return { name, values: {} }
    throw new PwsfError('config', `${name} does not exist`, { next: 'Check the path after --config (or in PWSF_CONFIG).' })
  }
  try {
    const values: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (values !== null && typeof values === 'object' && !Array.isArray(values)) return { name, values: values as Record<string, unknown> }
  } catch (cause) {
    throw new PwsfError('config', `${name} is not valid JSON: ${cause instanceof Error ? firstLine(cause.message) : ''}`, {
      next: 'Put the JSON right; comments and trailing commas are not allowed.',
    })
  }
  throw new PwsfError('config', `${name} must hold a JSON object`, { next: 'Begin it with { and end it with }.' })
}

// The message quotes a piece of the file, which might hold a secret that somebody put there by mistake: keep the position only.
const firstLine = (message: string): string => /at position \d+( \(line \d+ column \d+\))?/.exec(message)?.[0] ?? 'it ends too early'
