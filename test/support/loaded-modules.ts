import { register } from 'node:module'

// Prints the address of every module that is loaded from here on.
const hooks = `
import { writeSync } from 'node:fs'
export const load = async (url, context, next) => {
  writeSync(1, url + '\\n')
  return next(url, context)
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

const { processIo, run } = await import('../../src/main.js')
process.exitCode = await run(['--version'], processIo())
