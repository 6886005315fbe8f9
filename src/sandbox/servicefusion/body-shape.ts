/** What a request body may hold, and the check of a body against it. */
export type Member = { required?: true } & (
  | { kind: 'text'; notNull?: true; choices?: readonly string[]; pattern?: RegExp }
  | { kind: 'integer' | 'number' | 'boolean' | 'reference' | 'amount' | 'day' | 'time' | 'any' }
  | { kind: 'list'; of: Shape }
)

export type Shape = Readonly<Record<string, Member>>

/** One item of a 422 answer. */
export interface Mistake {
  field: string
  message: string
}

/** Every mistake in a body, nested ones with a dotted path such as `contacts.0.phones.0.phone`. */
export const findMistakes = (shape: Shape, body: Readonly<Record<string, unknown>>, path = ''): Mistake[] => [
  ...Object.keys(body).flatMap((name) => (Object.hasOwn(shape, name) ? [] : [{ field: `${path}${name}`, message: "invalid field's name" }])),
  ...Object.entries(shape).flatMap(([name, member]) => mistakesOf(member, body[name], `${path}${name}`, labelOf(name))),
]

/** `customer_name` -> `Customer Name`, as messages spell it. */
export const labelOf = (name: string): string => name.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`)

const mistakesOf = (member: Member, value: unknown, field: string, label: string): Mistake[] => {
  const isBlank = value === null || (typeof value === 'string' && value.trim() === '')
  if ((value === undefined || (isBlank && member.kind !== 'any')) && member.required === true) return [{ field, message: `${label} cannot be blank.` }]
  if (value === undefined) return []
  if (member.kind === 'list') return listMistakes(member.of, value, field, label)
  if (value === null) {
    const mayBeNull = (member.kind === 'text' && member.notNull !== true && member.choices === undefined) || !['text', 'reference'].includes(member.kind)
    return mayBeNull ? [] : [{ field, message: `${label} must not be null.` }]
  }
  const complaint = complaintAbout(member, value)
  return complaint === undefined ? [] : [{ field, message: `${label} ${complaint}` }]
}

const listMistakes = (of: Shape, value: unknown, field: string, label: string): Mistake[] => {
  if (!Array.isArray(value)) return [{ field, message: `${label} must be an array.` }]
  return value.flatMap((item: unknown, index) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? findMistakes(of, item as Record<string, unknown>, `${field}.${index}.`)
      : [{ field: `${field}.${index}`, message: `${label} must hold objects.` }],
  )
}

const checks: Record<Exclude<Member['kind'], 'text' | 'list'>, { complaint: string; passes(value: unknown): boolean }> = {
  integer: { complaint: 'must be an integer.', passes: Number.isInteger },
  number: { complaint: 'must be a number.', passes: (value) => typeof value === 'number' },
  amount: { complaint: 'must be a number.', passes: (value) => typeof value === 'number' || isText(value, /^\s*-?\d+(\.\d+)?\s*$/) },
  boolean: { complaint: 'must be either "true" or "false".', passes: (value) => typeof value === 'boolean' },
  reference: { complaint: 'is invalid.', passes: (value) => Number.isInteger(value) || isText(value, /\S/) },
  day: { complaint: 'format is invalid, use YYYY-MM-DD.', passes: (value) => isText(value, /^\d{4}-\d{2}-\d{2}$/) && isDay(value) },
  time: { complaint: 'format is invalid, use HH:MM.', passes: (value) => isText(value, /^([01]\d|2[0-3]):[0-5]\d$/) },
  any: { complaint: 'must be a plain value.', passes: (value) => typeof value !== 'object' },
}

const complaintAbout = (member: Exclude<Member, { kind: 'list' }>, value: unknown): string | undefined => {
  if (member.kind === 'text') return complaintAboutText(member, value)
  const check = checks[member.kind]
  return check.passes(value) ? undefined : check.complaint
}

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value)

const complaintAboutText = (member: Extract<Member, { kind: 'text' }>, value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'must be a string.'
  if (member.choices !== undefined && !member.choices.includes(value)) return 'is invalid.'
  return member.pattern === undefined || member.pattern.test(value) ? undefined : 'format is invalid.'
}

const isDay = (text: string): boolean => {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
