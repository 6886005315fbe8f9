import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Bound } from './dialect/dialect.js'
import { withoutNul } from './postgres-text.js'

const pieceLength = 65_536
const special = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const fieldOf = (value: Bound): string => {
  if (value === null) return '\\N'
  return typeof value === 'string' ? withoutNul(value).replace(special, (character) => escapes[character] ?? character) : String(value)
}

/** Rows in the text format of COPY, in pieces. */
const piecesOf = function* (rows: readonly (readonly Bound[])[]): Generator<Buffer> {
  let text = ''
  for (const row of rows) {
    text += `${row.map(fieldOf).join('\t')}\n`
    if (text.length < pieceLength) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Appends rows with COPY, in the transaction that is open on the connection. */
export const copyRows = async (client: ClientBase, table: string, columns: readonly string[], rows: readonly (readonly Bound[])[]): Promise<void> => {
  const stream = client.query(copyFrom(`copy ${quote(table)} (${columns.map(quote).join(', ')}) from stdin`))
  await pipeline(Readable.from(piecesOf(rows)), stream)
}
