import { createHash } from 'node:crypto'
import { PwsfError } from '../errors.js'
import type { Cell, Row, TableReader, TableShape, TableWriter } from '../ports/tables.js'

export interface CopiedTable {
  table: string
  rows: number
  /** SHA-256 over all rows in the order of their key; the same in source and target. */
  hash: string
  /** Rows that this call carried over; the others were there from an earlier one. */
  copied: number
}

export interface CopyOptions {
  /** Says whose rows are carried, so that an interrupted copy is only ever continued from where it came. */
  source: string
  chunkRows: number
  progress: (table: string, copied: number) => void
  signal?: AbortSignal
}

/**
 * Carries all rows over, in chunks that are each there or not, and compares counts and hashes of every table afterwards. Called again after it
 * was killed it goes on behind the last chunk. Throws `config` when the target holds something else, `storage` when a table differs in the end.
 */
export const copyTables = async (from: TableReader, to: TableWriter, options: CopyOptions): Promise<CopiedTable[]> => {
  const tables = await from.tables()
  const isResumed = await claimTarget(from, to, tables, options)
  let copied = await copyAll(from, to, tables, options)
  if (isResumed && copied.some(differs)) {
    // The source was written to since the earlier call.
    for (const table of tables.toReversed()) await to.clear(table)
    copied = await copyAll(from, to, tables, options)
  }
  const wrong = copied.find(differs)
  if (wrong !== undefined) {
    throw new PwsfError('storage', `${wrong.table} differs after it was carried over: ${wrong.rows} rows there, ${wrong.found.rows} here`, {
      next: 'Drop the schema of the target and run again.',
    })
  }
  await to.finish(tables)
  await to.setOrigin({ source: options.source, done: true })
  return copied.map(({ table, rows, hash, copied: count }) => ({ table, rows, hash, copied: count }))
}

type Compared = CopiedTable & { found: Digest }

const differs = ({ hash, found }: Compared): boolean => hash !== found.hash

const copyAll = async (from: TableReader, to: TableWriter, tables: readonly TableShape[], options: CopyOptions): Promise<Compared[]> => {
  const all: Compared[] = []
  for (const table of tables) {
    const copied = await appendAfter(from, to, table, await to.lastKey(table), options)
    all.push({ table: table.name, ...(await digestOf(from, table)), copied, found: await digestOf(to, table) })
  }
  return all
}

const foreign = (to: TableReader, what: string): PwsfError =>
  new PwsfError('config', `${to.location} ${what}`, { next: 'Name an empty schema with PWSF_DATABASE_SCHEMA, or drop this one.' })

/** The target must be empty, or what an earlier call has left of the same source: then true. */
const claimTarget = async (from: TableReader, to: TableWriter, tables: readonly TableShape[], { source }: CopyOptions): Promise<boolean> => {
  const known = new Set((await to.tables()).map(({ name }) => name))
  const missing = tables.find(({ name }) => !known.has(name))
  if (missing !== undefined) throw new PwsfError('config', `${to.location} has no table ${missing.name}`, { next: 'Run pwsf migrate for both warehouses.' })
  const origin = await to.origin()
  if (origin?.source === source) {
    if (origin.done && !(await isSame(from, to, tables))) throw foreign(to, 'has been written to since this warehouse was carried there')
    return true
  }
  if (origin !== undefined) throw foreign(to, 'holds another warehouse')
  for (const table of tables) if ((await digestOf(to, table)).rows > 0) throw foreign(to, `holds records already (${table.name})`)
  await to.setOrigin({ source, done: false })
  return false
}

const isSame = async (from: TableReader, to: TableReader, tables: readonly TableShape[]): Promise<boolean> => {
  for (const table of tables) if ((await digestOf(from, table)).hash !== (await digestOf(to, table)).hash) return false
  return true
}

const appendAfter = async (from: TableReader, to: TableWriter, table: TableShape, start: Row | null, options: CopyOptions): Promise<number> => {
  let copied = 0
  for await (const rows of chunksOf(from, table, start, options.chunkRows)) {
    options.signal?.throwIfAborted()
    await to.append(table, rows)
    copied += rows.length
    options.progress(table.name, copied)
  }
  return copied
}

const chunksOf = async function* (store: TableReader, table: TableShape, start: Row | null, limit: number): AsyncGenerator<Row[]> {
  const positions = table.key.map((column) => table.columns.indexOf(column))
  for (let after = start; ; ) {
    const rows = await store.rowsAfter(table, after, limit)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = positions.map((position): Cell => last[position] ?? null)
  }
}

interface Digest {
  rows: number
  hash: string
}

const digestRows = 5000

/** Rows that the schema itself has made are not counted, but hashed. */
const digestOf = async (store: TableReader, table: TableShape): Promise<Digest> => {
  const hash = createHash('sha256')
  const surrogate = table.columns.indexOf('surrogate_key')
  let rows = 0
  for await (const chunk of chunksOf(store, table, null, digestRows)) {
    for (const row of chunk) {
      hash.update(`${JSON.stringify(row)}\n`)
      if (surrogate === -1 || row[surrogate] !== 0) rows += 1
    }
  }
  return { rows, hash: hash.digest('hex') }
}
