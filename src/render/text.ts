/**
 * Makes text from a remote system harmless on a terminal: control characters (which could move the cursor, recolour or rename the window),
 * and the marks that turn the writing direction round, become visible escapes.
 */
export const neutralise = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (char) =>
    char === '\n' || char === '\r' || char === '\t' ? ' ' : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )

/** `1 job`, `2 jobs`. */
export const count = (amount: number, one: string, many = `${one}s`): string => `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A span of time in the two largest units that matter: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export const duration = (ms: number): string => {
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`
  if (ms < minute) return `${Math.round(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min ${Math.floor((ms % minute) / second)} s`
  if (ms < day) return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`
  return `${Math.floor(ms / day)} d ${Math.floor((ms % day) / hour)} h`
}

/** A share as people write it: `1%`, `0.5%`. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`
