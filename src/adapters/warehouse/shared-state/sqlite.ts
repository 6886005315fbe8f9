import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { PwsfError } from '../../../core/errors.js'
import type { SharedState } from '../../../core/ports/shared-state.js'
import { isBusy, mapSqliteError } from '../dialect/sqlite-errors.js'
import { createPrivateFile } from '../private-file.js'
import { loadDriver } from '../sqlite-driver.js'

/** Another process holds the file for microseconds only, unless it was stopped in the middle. */
const blockingWaitMs = 50
const attempts = 100

/**
 * A small database of its own beside the warehouse: a page of records may keep the warehouse's only writer busy for longer than a request
 * may wait for its place. Opened at first use. With `readOnly` a missing file is an empty one, and nothing is made.
 */
export const openSqliteShared = ({ file, readOnly = false }: { file: string; readOnly?: boolean }): SharedState => {
  let opened: Statements | undefined
  const statements = (): Statements | undefined => (opened ??= readOnly && !existsSync(file) ? undefined : open(file, readOnly))

  const inTurn = async <T>(work: () => T): Promise<T> => {
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return work()
        } catch (error) {
          if (!isBusy(error) || attempt === attempts) throw error
          await sleep(attempt % 10)
        }
      }
    } catch (error) {
      throw mapSqliteError(error, `sqlite:${file}`)
    }
  }

  return {
    read: (name) => inTurn(() => statements()?.find(name)),
    update: (name, step) =>
      inTurn(() => {
        const found = statements()
        if (found === undefined || readOnly) throw new PwsfError('bug', `shared state that is only looked at was to be changed: ${name}`)
        return found.inTransaction(() => {
          const text = found.find(name)
          const { next, result } = step(text)
          if (next === undefined) found.forget(name)
          else if (next !== text) found.save(name, next)
          return result
        })
      }),
    close: async () => {
      opened?.close()
      opened = undefined
    },
  }
}

interface Statements {
  find(name: string): string | undefined
  save(name: string, text: string): void
  forget(name: string): void
  inTransaction<T>(work: () => T): T
  close(): void
}

/** A file that a power cut spoiled says nothing of worth any more, and is made anew. */
const open = (file: string, readOnly: boolean): Statements | undefined => {
  if (!readOnly && !existsSync(file)) {
    if (!existsSync(dirname(file)))
      throw new PwsfError('config', `the folder of the warehouse does not exist: ${dirname(file)}`, { next: 'Create the folder.' })
    createPrivateFile(file)
  }
  try {
    return prepare(file, readOnly)
  } catch (error) {
    if (!isSpoiled(error)) throw error
    if (readOnly) return undefined
    for (const end of ['', '-journal']) rmSync(`${file}${end}`, { force: true })
    createPrivateFile(file)
    return prepare(file, readOnly)
  }
}

const isSpoiled = (error: unknown): boolean => error instanceof Error && 'code' in error && /^SQLITE_(NOTADB|CORRUPT)/.test(String(error.code))

/** `synchronous = off`: a process that dies loses nothing by it, and waiting for the disk would cost more than the request's place is worth. */
const prepare = (file: string, readOnly: boolean): Statements | undefined => {
  const connection: Database = loadDriver()(file, { timeout: blockingWaitMs })
  try {
    connection.pragma('synchronous = off')
    if (readOnly) connection.pragma('query_only = on')
    else connection.exec('create table if not exists shared_state (name text primary key not null, text text not null) without rowid')
    if (connection.prepare("select 1 from sqlite_master where name = 'shared_state'").get() === undefined) {
      connection.close()
      return undefined
    }
    const find = connection.prepare<[string], string>('select text from shared_state where name = ?').pluck()
    const save = connection.prepare('insert into shared_state (name, text) values (?, ?) on conflict (name) do update set text = excluded.text')
    const forget = connection.prepare('delete from shared_state where name = ?')
    return {
      find: (name) => find.get(name),
      save: (name, text) => void save.run(name, text),
      forget: (name) => void forget.run(name),
      inTransaction: (work) => connection.transaction(work).immediate(),
      close: () => connection.close(),
    }
  } catch (error) {
    connection.close()
    throw error
  }
}
