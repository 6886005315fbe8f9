import { PwsfError } from '../../../core/errors.js'

const explanations: readonly [prefix: string, message: string, next: string][] = [
  ['SQLITE_BUSY', 'the warehouse is locked by another program', 'Close the program that has the file open, then run again.'],
  ['SQLITE_LOCKED', 'the warehouse is locked by another program', 'Close the program that has the file open, then run again.'],
  ['SQLITE_FULL', 'the disk is full; the last change of the warehouse was undone', 'Free some space on the disk of the warehouse, then run again.'],
  ['SQLITE_READONLY', 'the warehouse cannot be written', 'Give this user write permission for the file and its folder, then run again.'],
  ['SQLITE_NOTADB', 'the file is not a SQLite database', 'Check PWSF_DATABASE_URL: it must name a pwsf warehouse or a file that does not exist yet.'],
  ['SQLITE_CORRUPT', 'the warehouse file is damaged', 'Restore the last backup of the file, then run again.'],
  ['SQLITE_CANTOPEN', 'the warehouse file cannot be opened', 'Check that its folder exists and that this user may read and write it.'],
  ['SQLITE_IOERR', 'the disk of the warehouse reports errors', 'Check the disk, then run again; what was committed is safe.'],
  ['SQLITE_CONSTRAINT', 'the warehouse refused a row that contradicts what it holds', 'Run again; when it happens again, report it with this message.'],
]

/** SQLite's result codes in pwsf's terms. A PwsfError passes through; an error that is not SQLite's stays what it is, a bug. */
export const mapSqliteError = (error: unknown, location: string): Error => {
  if (error instanceof PwsfError) return error
  const { code, message } = describeError(error)
  if (code === 'SQLITE_ERROR' && message.startsWith('no such table')) {
    return new PwsfError('config', `the schema of the warehouse ${location} is not up to date`, { cause: error, next: 'Run pwsf migrate.' })
  }
  const [, what, next] = explanations.find(([prefix]) => code.startsWith(prefix)) ?? []
  if (what !== undefined) return new PwsfError('storage', `${what}: ${location}`, { cause: error, context: { code }, ...(next === undefined ? {} : { next }) })
  if (code.startsWith('SQLITE_')) return new PwsfError('storage', `the warehouse failed (${code}): ${location}`, { cause: error, context: { code } })
  return error instanceof Error ? error : new Error(String(error))
}

const describeError = (error: unknown): { code: string; message: string } => {
  if (!(error instanceof Error)) return { code: '', message: '' }
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : '', message: error.message }
}

/** True when another connection holds what was asked for. */
export const isBusy = (error: unknown): boolean => describeError(error).code.startsWith('SQLITE_BUSY')
