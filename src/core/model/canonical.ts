import { createHash } from 'node:crypto'

/** JSON with sorted keys, in which a missing member, `null` and `''` stay three different things. Members that are `undefined` count as missing. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Every record of every page comes through here, so the text grows in place instead of through lists of pairs.
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(members).sort()) {
    const member = members[key]
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const hashOf = (value: unknown): string => hashText(canonicalJson(value))

/** SHA-256 of a text, in hexadecimal. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex')

/** SHA-256 of the lines joined by line feeds, in hexadecimal; they are never held all at once. */
export const hashLines = (lines: Iterable<string>): string => {
  const hash = createHash('sha256')
  let separator = ''
  for (const line of lines) {
    hash.update(separator + line)
    separator = '\n'
  }
  return hash.digest('hex')
}
