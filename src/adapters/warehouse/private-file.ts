import { chmodSync, closeSync, openSync } from 'node:fs'
import { PwsfError } from '../../core/errors.js'

/** Creates an empty file that only its owner can read: the warehouse holds tenants' data, and SQLite would create it with wider rights. */
export const createPrivateFile = (path: string): void => {
  try {
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
  } catch (error) {
    throw new PwsfError('storage', `the file cannot be created: ${path}`, { cause: error, next: 'Give this user write permission for its folder.' })
  }
}
