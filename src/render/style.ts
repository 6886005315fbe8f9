const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const

export type Color = keyof typeof codes

/** Colours a text, or leaves it alone. Colour is never the only carrier of a meaning: signs and words say the same. */
export type Paint = (color: Color, text: string) => string

export const paintWith =
  (enabled: boolean): Paint =>
  (color, text) =>
    enabled ? `\u001b[${codes[color]}m${text}\u001b[0m` : text
