// Copies what the compiler leaves behind (WSDL and other data files below src/) to the same place below dist/.
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const from = fileURLToPath(new URL('../src', import.meta.url))
const to = fileURLToPath(new URL('../dist', import.meta.url))
const isAsset = (path) => !/\.(ts|tsx)$/.test(path)

cpSync(from, to, { recursive: true, filter: isAsset })
