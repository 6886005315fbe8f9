import { parseJson } from './json.js'

const longest = 200

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

const memberText = (value: object, name: string): string | undefined => {
  const member: unknown = (value as Record<string, unknown>)[name]
  return typeof member === 'string' && member.trim() !== '' ? member : undefined
}

const describeObject = (value: object): string | undefined => {
  const field = memberText(value, 'field')
  const message = memberText(value, 'message') ?? memberText(value, 'error_description')
  const name = field ?? memberText(value, 'error')
  return name !== undefined && message !== undefined ? `${name}: ${message}` : (message ?? name ?? memberText(value, 'name'))
}

const describeValue = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.flatMap((item) => describeValue(item) ?? []).join('; ') || undefined
  return typeof value === 'object' && value !== null ? describeObject(value) : undefined
}

/** Plain text is shown as it is; JSON without a message, whole or broken off, is not, because it may hold people's data. */
const describeText = (text: string): string => {
  try {
    return describeValue(parseJson(text)) ?? 'a body without a message'
  } catch {
    return /^\s*[[{]/.test(text) ? 'a body that cannot be read' : text.slice(0, 2_000)
  }
}

export const isHtml = (text: string): boolean => /^\s*</.test(text) && /<(!doctype\s+html|html|head|body|title|h1|p|div|center)\b/i.test(text)

/**
 * An error body as one line of at most 200 characters: `field: message` pairs word for word, `{name, message}`, `{error,
 * error_description}` bare or in an array; a page of HTML is only named. `secrets` are blacked out should the server repeat them.
 */
export const describeBody = (text: string | undefined, secrets: readonly string[]): string => {
  if (text === undefined) return 'a body that broke off'
  if (text.trim() === '') return 'an empty body'
  if (isHtml(text)) return 'an HTML page'
  return oneLine(secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), describeText(text)))
}
