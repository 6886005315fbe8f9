const numberAt = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** The end of the JSON string that starts at `start`, one past its closing quote; the length of the text when it never closes. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** Puts quotes around whole numbers that a JavaScript number cannot hold exactly. */
const quoteLongIntegers = (text: string): string => {
  const parts: string[] = []
  let copied = 0
  let at = 0
  while (at < text.length) {
    if (text[at] === '"') {
      at = endOfString(text, at)
      continue
    }
    numberAt.lastIndex = at
    const found = numberAt.exec(text)?.[0]
    if (found === undefined) {
      at += 1
      continue
    }
    if (/^-?\d+$/.test(found) && !Number.isSafeInteger(Number(found))) {
      parts.push(text.slice(copied, at), `"${found}"`)
      copied = at + found.length
    }
    at += found.length
  }
  return parts.join('') + text.slice(copied)
}

/**
 * `JSON.parse` that keeps ids above 2^53 exact: such whole numbers arrive as text. The source text of a number is not available to a
 * reviver on Node 20, hence the pass over the text before, which is skipped when no run of 16 digits occurs. Throws SyntaxError.
 */
export const parseJson = (text: string): unknown => JSON.parse(/\d{16}/.test(text) ? quoteLongIntegers(text) : text)
