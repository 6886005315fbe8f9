/** How a value is written where only text is possible: in a flag, in the environment, in `.env`. */
export type Kind = 'text' | 'list' | 'switch' | 'count' | 'share' | 'limit' | 'day' | 'map' | 'json' | 'duration' | 'days'

/** A value, or what was expected instead. */
export type Parsed = { value: unknown } | { expected: string }

const yes = new Set(['true', '1', 'yes', 'on'])
const no = new Set(['false', '0', 'no', 'off'])
const percent = /^\d+(\.\d+)?%$/
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

const parseSwitch = (text: string): Parsed => {
  const folded = text.toLowerCase()
  if (yes.has(folded)) return { value: true }
  return no.has(folded) ? { value: false } : { expected: 'true or false (also 1, 0, yes, no)' }
}

const parseCount = (text: string): Parsed => (/^\d{1,9}$/.test(text) ? { value: Number(text) } : { expected: 'a whole number' })

const parseLimit = (text: string): Parsed => {
  if (percent.test(text)) return { value: text }
  return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { expected: 'a whole number, or a percentage such as 10%' }
}

const parseShare = (text: string): Parsed => {
  if (percent.test(text) && Number.parseFloat(text) <= 100) return { value: Number.parseFloat(text) / 100 }
  return /^(0(\.\d+)?|1(\.0+)?)$/.test(text) ? { value: Number(text) } : { expected: 'a percentage such as 1%, or a number from 0 to 1' }
}

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

const parseJson = (text: string): Parsed => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { expected: 'JSON' }
  }
}

const parseMap = (text: string): Parsed => {
  if (text.startsWith('{')) return parseJson(text)
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()))
  if (pairs.some((pair) => pair.length !== 2 || pair.includes(''))) return { expected: 'pairs such as NAME=VALUE,NAME=VALUE, or a JSON object' }
  return { value: Object.fromEntries(pairs) as unknown }
}

const parseDuration = (text: string): Parsed => {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text)
  return match ? { value: Number(match[1]) * (units[match[2] ?? ''] ?? 0) } : { expected: 'a duration such as 500ms, 30s, 5m or 2h' }
}

const parseDays = (text: string): Parsed => {
  const match = /^(\d{1,5})([dw])$/.exec(text)
  return match ? { value: Number(match[1]) * (match[2] === 'w' ? 7 : 1) } : { expected: 'a number of days or weeks such as 7d or 2w' }
}

const parsers: Readonly<Record<Kind, (text: string) => Parsed>> = {
  text: (text) => ({ value: text }),
  list: (text) => ({
    value: text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  }),
  switch: parseSwitch,
  count: parseCount,
  share: parseShare,
  limit: parseLimit,
  day: (text) => (isDay(text) ? { value: text } : { expected: 'a day such as 2031-03-02' }),
  map: parseMap,
  json: parseJson,
  duration: parseDuration,
  days: parseDays,
}

/** Reads a text as the kind asks; durations become milliseconds, `days` their number, percentages a share from 0 to 1. */
export const parseText = (kind: Kind, text: string): Parsed => parsers[kind](text.trim())
