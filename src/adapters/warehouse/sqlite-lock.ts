import { existsSync } from 'node:fs'
import { isBusy } from './dialect/sqlite-errors.js'
import { createPrivateFile } from './private-file.js'
import type { OpenDatabase } from './sqlite-driver.js'

/**
 * An exclusive transaction on a small database beside the warehouse. The operating system ends it with its process, however that dies;
 * the file itself means nothing and stays. Returns undefined when another process is inside.
 */
export const seizeFileLock = async (open: OpenDatabase, file: string): Promise<(() => void) | undefined> => {
  if (!existsSync(file)) createPrivateFile(file)
  const connection = open(file, { timeout: 0 })
  try {
    connection.exec('begin exclusive')
    return () => connection.close()
  } catch (error) {
    connection.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

/** A warehouse in memory is seen by its own process only. */
export const seizeMemoryLock = (): (() => Promise<(() => void) | undefined>) => {
  let isHeld = false
  return async () => {
    if (isHeld) return undefined
    isHeld = true
    return () => {
      isHeld = false
    }
  }
}
