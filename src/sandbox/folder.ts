import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Journal, openJournal, openVolatileJournal } from './journal.js'

/** What an account is generated from. */
export interface Origin {
  seed: string
  workOrders: number
  portfolios: number
}

/** `sandbox.json`: with this and the journal, a later process has the same account. */
export interface Kept extends Origin {
  format: 1
  /** The moment up to which the generated account's people worked. */
  anchor: string
  /** How far the sandbox's clock is ahead of the machine's, ms, without what was advanced since. */
  clockOffsetMs: number
}

export interface OpenedFolder {
  kept: Kept
  journal: Journal
}

export interface FolderOptions {
  /** null: nothing is kept. */
  folder: string | null
  reset: boolean
  origin: Origin
  now: Date | undefined
}

/** Opens the folder of a sandbox, or begins one. Throws Error when it holds an account made from something else. */
export const openFolder = ({ folder, reset, origin, now }: FolderOptions): OpenedFolder => {
  const machine = Date.now()
  const anchor = now ?? new Date(machine)
  const fresh: Kept = { format: 1, ...origin, anchor: anchor.toISOString(), clockOffsetMs: anchor.getTime() - machine }
  if (folder === null) return { kept: fresh, journal: openVolatileJournal() }

  mkdirSync(folder, { recursive: true })
  const description = join(folder, 'sandbox.json')
  const journal = join(folder, 'journal.jsonl')
  if (reset) for (const path of [journal, description]) rmSync(path, { force: true })
  writeOnce(description, fresh)
  const kept = read(description)
  for (const name of ['seed', 'workOrders', 'portfolios'] as const) {
    if (kept[name] !== origin[name]) {
      throw new Error(`the sandbox in ${folder} was made with ${name} ${kept[name]}, not ${origin[name]}; use reset to start over`)
    }
  }
  return { kept, journal: openJournal(journal) }
}

/** Of two processes that begin a folder at once, one wins and the other one uses what the winner wrote. */
const writeOnce = (path: string, value: Kept): void => {
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`)
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

const read = (path: string): Kept => {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Kept
    if (kept.format === 1 && !Number.isNaN(Date.parse(kept.anchor))) return kept
  } catch (error) {
    throw new Error(`${path} cannot be read; use reset to start over`, { cause: error })
  }
  throw new Error(`${path} was written by another version; use reset to start over`)
}
