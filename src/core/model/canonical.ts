import { createHash } from 'node:crypto'

/** JSON with sorted keys, in which a missing member, `null` and `''` stay three different things. Members that are `undefined` count as missing. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const hashOf = (value: unknown): string => hashText(canonicalJson(value))

/** SHA-256 of a text, in hexadecimal. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex')
