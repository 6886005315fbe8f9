import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { JournalEntry } from './kernel.js'

/** The changes of a sandbox's account, one JSON line each, in a file that several processes may append to at once. */
export interface Journal {
  append: (entry: JournalEntry) => void
  /** What came to the file since the last call, except this process's own lines; on the first call: everything. */
  arrived: () => JournalEntry[]
  close: () => void
}

const newline = 0x0a

/** A journal that keeps nothing. */
export const openVolatileJournal = (): Journal => ({ append: () => undefined, arrived: () => [], close: () => undefined })

/**
 * Opens or creates the journal at `path`. Every line is appended with one write under O_APPEND, so that lines of two processes never mix.
 * A line that a killed process left torn is closed off and skipped whenever it is read, as is any other line that is not a whole entry.
 */
export const openJournal = (path: string): Journal => {
  const file = openSync(path, 'a+', 0o600)
  const writer = randomUUID()
  let offset = 0
  let isOpen = true
  closeOffTornLine(file)

  return {
    append: (entry) => {
      // The system may have given the descriptor's number to another file by now.
      if (!isOpen) throw new Error('the journal is closed')
      writeSync(file, `${JSON.stringify({ ...entry, writer })}\n`)
    },
    arrived: () => {
      if (!isOpen) return []
      const { size } = fstatSync(file)
      if (size <= offset) return []
      const bytes = readRange(file, offset, size)
      const end = bytes.lastIndexOf(newline) + 1
      offset += end
      return bytes.toString('utf8', 0, end).split('\n').flatMap(parseLine(writer))
    },
    close: () => {
      if (isOpen) closeSync(file)
      isOpen = false
    },
  }
}

const closeOffTornLine = (file: number): void => {
  const { size } = fstatSync(file)
  if (size > 0 && readRange(file, size - 1, size)[0] !== newline) writeSync(file, '\n')
}

const readRange = (file: number, from: number, to: number): Buffer => {
  const bytes = Buffer.alloc(to - from)
  let filled = 0
  while (filled < bytes.length) {
    const count = readSync(file, bytes, filled, bytes.length - filled, from + filled)
    if (count === 0) return bytes.subarray(0, filled)
    filled += count
  }
  return bytes
}

const parseLine =
  (own: string) =>
  (line: string): JournalEntry[] => {
    if (line === '') return []
    try {
      const { writer, ...entry } = JSON.parse(line) as JournalEntry & { writer?: string }
      return writer === own || typeof entry.type !== 'string' ? [] : [entry]
    } catch {
      return []
    }
  }
