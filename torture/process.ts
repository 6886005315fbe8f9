import { spawn } from 'node:child_process'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  elapsedMs: number
}

/** Nothing that the suite starts may outlive it. */
const longest = 60_000

/** Runs the program to its end, or to a signal that is sent `after` a while. */
export const runProgram = async (
  program: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  after?: { ms: number; signal: NodeJS.Signals },
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const startedAt = Date.now()
    const child = spawn(process.execPath, [program, ...argv], { env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    const kill = (signal: NodeJS.Signals) => () => void child.kill(signal)
    const timers = [setTimeout(kill('SIGKILL'), longest), ...(after === undefined ? [] : [setTimeout(kill(after.signal), after.ms)])]
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const timer of timers) clearTimeout(timer)
      resolve({ code, signal, stdout, stderr, elapsedMs: Date.now() - startedAt })
    })
  })
