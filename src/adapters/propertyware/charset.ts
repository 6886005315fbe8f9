/** Turns the bytes of an answer into text, piece by piece. `write` may hold bytes back until the encoding is known. */
export interface TextReader {
  write(bytes: Uint8Array): string
  end(): string
}

const headLength = 512

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, index) => bytes[index] === byte)

/**
 * The encoding of an XML document: byte order mark, then what HTTP declared, then the XML declaration, then UTF-8
 * (RFC 7303, section 3). HTTP's silence does not mean US-ASCII here: Axis answers without a charset.
 */
const encodingOf = (head: Uint8Array, declaredByHttp: string | undefined): string => {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return 'utf-8'
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0x3c, 0, 0x3f, 0)) return 'utf-16le'
  if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0, 0x3c, 0, 0x3f)) return 'utf-16be'
  const declaration = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(Buffer.from(head).toString('latin1'))
  return (declaredByHttp ?? declaration?.[1] ?? 'utf-8').trim().toLowerCase()
}

const latin1: TextReader = { write: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), end: () => '' }

const readerOf = (encoding: string): TextReader => {
  // TextDecoder would read "iso-8859-1" as windows-1252, which differs in 27 characters.
  if (encoding === 'iso-8859-1' || encoding === 'latin1') return latin1
  const decoder = new TextDecoder(encoding === 'us-ascii' ? 'utf-8' : encoding, { fatal: true })
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}

/**
 * Opens a reader for one answer. `declaredByHttp` is the charset of its Content-Type, if any.
 * `write` and `end` throw RangeError for an encoding that is not known and TypeError for bytes that are not valid in it.
 */
export const openTextReader = (declaredByHttp: string | undefined): TextReader => {
  let head: Uint8Array = new Uint8Array()
  let reader: TextReader | undefined
  const start = (): string => {
    reader = readerOf(encodingOf(head, declaredByHttp))
    return reader.write(head)
  }
  return {
    write(bytes) {
      if (reader !== undefined) return reader.write(bytes)
      head = Buffer.concat([head, bytes])
      return head.length < headLength ? '' : start()
    },
    end: () => (reader === undefined ? start() : '') + (reader?.end() ?? ''),
  }
}
