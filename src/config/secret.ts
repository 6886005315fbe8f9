import { inspect } from 'node:util'

const shown = '[secret]'

/** A password or token that cannot be printed by accident: text, JSON and inspection all say `[secret]`. Only `reveal` gives the value. */
export interface Secret {
  reveal(): string
  toString(): string
  toJSON(): string
}

export const secret = (value: string): Secret => {
  const hidden: Secret = { reveal: () => value, toString: () => shown, toJSON: () => shown }
  return Object.defineProperty(hidden, inspect.custom, { value: () => shown })
}
