import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Files } from '../commands/app.js'
import { PwsfError } from '../core/errors.js'

const failed = (what: string, path: string, cause: unknown): PwsfError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
  return new PwsfError('usage', `${path} cannot be ${what} (${code})`, { cause, next: 'Check the path and its permissions.' })
}

/** Files that operators name, relative to the folder in which they called pwsf. */
export const openFiles = (cwd: string): Files => ({
  read: (path) => {
    try {
      return readFileSync(resolve(cwd, path), 'utf8')
    } catch (cause) {
      throw failed('read', path, cause)
    }
  },
  write: (path, text) => {
    const target = resolve(cwd, path)
    const draft = `${target}.${randomUUID()}`
    try {
      writeFileSync(draft, text)
      renameSync(draft, target)
    } catch (cause) {
      rmSync(draft, { force: true })
      throw failed('written', path, cause)
    }
  },
})
