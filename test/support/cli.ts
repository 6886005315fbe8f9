import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How a run of the program ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
  /** What was printed on stdout so far. */
  printed(): string
  /** Resolves when stdout holds the text; rejects when the program ends before. */
  until(text: string): Promise<void>
}

/** An empty folder to call the program in. */
export const openFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'pwsf-cli-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const program = fileURLToPath(new URL('./run-cli.ts', import.meta.url))
const loader = import.meta.resolve('tsx')

/** Starts the real program from its sources, in a folder and with an environment of nothing but what is given. */
export const startCli = (cwd: string, argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Running => {
  const child = spawn(process.execPath, ['--import', loader, program, ...argv], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting: { text: string; resolve: () => void; reject: (error: Error) => void }[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    for (const { text, resolve } of waiting) if (stdout.includes(text)) resolve()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      for (const { reject: fail } of waiting) fail(new Error(`ended with ${code}\n${stderr}`))
      resolve({ code, stdout, stderr })
    })
  })
  const until = async (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (stdout.includes(text)) resolve()
      else waiting.push({ text, resolve, reject })
    })
  return { child, ended, printed: () => stdout, until }
}

/** Runs the program to its end. */
export const runCli = async (cwd: string, argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  startCli(cwd, argv, environment).ended
