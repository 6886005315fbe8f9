#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

// Reading pages makes much garbage and keeps little. Left alone, V8 lets the heap grow to five times what is alive before it collects.
setFlagsFromString('--heap-growing-percent=40')

// In a checkout that was not built yet the sources run directly, where the development tool for that is installed.
const built = new URL('../dist/main.js', import.meta.url)
const source = new URL('../src/main.ts', import.meta.url)

const load = async () => {
  if (existsSync(built)) return import(built.href)
  if (!existsSync(source)) throw new Error('this installation of pwsf is incomplete: dist/main.js is missing')
  try {
    const { register } = await import('tsx/esm/api')
    register()
  } catch {
    throw new Error('pwsf is not built yet\n  next: npm ci (or npm run build)')
  }
  return import(source.href)
}

const program = await load().catch((error) => {
  process.stderr.write(`pwsf: ${error.message}\n`)
  process.exitCode = 1
})
if (program !== undefined) process.exitCode = await program.run(process.argv.slice(2), program.processIo())
