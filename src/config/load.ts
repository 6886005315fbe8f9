import { PwsfError } from '../core/errors.js'
import { type Parsed, parseText } from './kinds.js'
import { combine } from './mistakes.js'
import { checkRules } from './rules.js'
import { type RawSettings, settingsSchema } from './schema.js'
import { nameOf, type Setting, settings } from './settings.js'
import { readConfigFile, type Variables, variable } from './sources.js'

/** Where a setting's value came from. `name` is the flag, the variable or the file. */
export interface Origin {
  source: 'flag' | 'environment' | '.env' | 'file'
  name: string
}

export interface ConfigInput {
  /** Texts (or true) given by flag, by setting name. */
  flags: Readonly<Record<string, string | boolean>>
  environment: Variables
  dotEnv: Variables
  cwd: string
  /** `--config`; missing: `pwsf.config.json`, if there is one. */
  file: string | undefined
  /** The operator's accounts and database are not looked at. */
  sandbox: boolean
}

export interface LoadedSettings {
  settings: RawSettings
  /** By setting name; what is missing here has its default. */
  origins: ReadonlyMap<string, Origin>
}

type Candidate = Origin & { parsed: Parsed }

const fromText = (source: Origin['source'], name: string, { kind }: Setting, text: string | boolean | undefined): Candidate[] => {
  if (text === undefined) return []
  return [{ source, name, parsed: typeof text === 'boolean' ? { value: text } : parseText(kind, text) }]
}

const memberAt = (values: Record<string, unknown>, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined), values)

const setMember = (values: Record<string, unknown>, path: readonly string[], value: unknown): void => {
  const [key = '', ...rest] = path
  if (rest.length === 0) {
    values[key] = value
    return
  }
  const inner = values[key]
  const copy = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? { ...inner } : {}
  values[key] = copy
  setMember(copy, rest, value)
}

/** The strongest source that says anything: flag > environment > .env > file. */
const winner = (setting: Setting, input: ConfigInput, file: { name: string; values: Record<string, unknown> }): Candidate | undefined => {
  const inFile = memberAt(file.values, setting.path)
  return [
    ...fromText('flag', setting.flag ?? '', setting, input.flags[nameOf(setting)]),
    ...fromText('environment', setting.env, setting, variable(input.environment, setting.env)),
    ...fromText('.env', setting.env, setting, variable(input.dotEnv, setting.env)),
    ...(inFile === undefined ? [] : [{ source: 'file' as const, name: file.name, parsed: { value: inFile } }]),
  ][0]
}

const where = ({ source, name }: Origin): string => (source === '.env' ? `${name} in .env` : name)

const misread = (setting: Setting, origin: Origin, expected: string): PwsfError =>
  // A flag and the variable that stands for it are the command line; the rest is configuration.
  new PwsfError(setting.flag === undefined || origin.source === '.env' ? 'config' : 'usage', `${where(origin)} is not ${expected}`, {
    next: `Give ${expected}.`,
    context: { setting: nameOf(setting), source: origin.source },
  })

const secretInFile = (setting: Setting, file: string): PwsfError =>
  new PwsfError('config', `${nameOf(setting)} must not be in ${file}`, { next: `Take it out and set ${setting.env} in the environment.` })

const hasPassword = (url: unknown): boolean => typeof url === 'string' && URL.canParse(url) && new URL(url).password !== ''

/** Reads every source and collects every mistake. Throws `usage` or `config`, see `combine`. */
export const loadSettings = (input: ConfigInput): LoadedSettings => {
  const file = readConfigFile(input.cwd, input.file)
  const values: Record<string, unknown> = structuredClone(file.values)
  const origins = new Map<string, Origin>()
  const mistakes: PwsfError[] = []

  for (const setting of settings) {
    const name = nameOf(setting)
    if (setting.secret && memberAt(file.values, setting.path) !== undefined) mistakes.push(secretInFile(setting, file.name))
    if (setting.connection && input.sandbox) {
      delete values[name]
      continue
    }
    const found = winner(setting, input, file)
    if (found === undefined) continue
    const { parsed, source, name: from } = found
    const origin = { source, name: from }
    if ('expected' in parsed) mistakes.push(misread(setting, origin, parsed.expected))
    else {
      if (source !== 'file') setMember(values, setting.path, parsed.value)
      origins.set(name, origin)
    }
  }

  if (origins.get('databaseUrl')?.source === 'file' && hasPassword(values['databaseUrl'])) {
    mistakes.push(
      new PwsfError('config', `databaseUrl in ${file.name} must not hold a password`, { next: 'Take it out and set PWSF_DATABASE_URL in the environment.' }),
    )
  }
  const checked = settingsSchema.safeParse(values)
  if (!checked.success) mistakes.push(...checked.error.issues.map((issue) => malformed(issue, origins, file.name)))
  else mistakes.push(...checkRules(checked.data).map(({ path, message, next }) => wrong(path, message, next, origins, file.name)))
  if (mistakes.length > 0 || !checked.success) throw combine(mistakes)
  return { settings: checked.data, origins }
}

const originOf = (path: readonly string[], origins: ReadonlyMap<string, Origin>, file: string): Origin => {
  const setting = settings.find((one) => one.path.every((key, index) => path[index] === key))
  return (setting && origins.get(nameOf(setting))) ?? { source: 'file', name: file }
}

const wrong = (path: readonly string[], message: string, next: string, origins: ReadonlyMap<string, Origin>, file: string): PwsfError => {
  const origin = originOf(path, origins, file)
  return new PwsfError('config', `${path.join('.')} (${where(origin)}) ${message}`, { next, context: { setting: path.join('.'), source: origin.source } })
}

interface Issue {
  code?: string | undefined
  message: string
  path: PropertyKey[]
  keys?: string[]
}

const malformed = (issue: Issue, origins: ReadonlyMap<string, Origin>, file: string): PwsfError => {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    const names = issue.keys.map((key) => [...path, key].join('.')).join(', ')
    return new PwsfError('config', `${file} has settings that pwsf does not know: ${names}`, {
      next: 'Check the spelling against schema/pwsf.config.schema.json.',
    })
  }
  return wrong(path, `is wrong: ${issue.message}`, 'Check it against schema/pwsf.config.schema.json.', origins, file)
}
