import type { z } from 'zod'
import { combine } from '../config/mistakes.js'
import { PwsfError } from '../core/errors.js'

/** Checks what a command was given. Throws `usage` naming every flag that is out of range. */
export const parseOptions = <T>(schema: z.ZodType<T>, values: Readonly<Record<string, unknown>>): T => {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  throw combine(
    parsed.error.issues.map(({ path, message }) => {
      const key = String(path[0] ?? '')
      return new PwsfError('usage', `${flagOfKey(key)} is wrong: ${message}`, { next: 'Correct it; --help lists the flags.' })
    }),
  )
}

const flagOfKey = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
