import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './bench.mjs'

const usage = new URL('./usage.mjs', import.meta.url).href
const here = (name) => new URL(name, import.meta.url).pathname

/** What a bench started or made and must not outlive it. */
const running = new Set()
const folders = new Set()
for (const event of ['exit', 'SIGINT', 'SIGTERM']) {
  process.once(event, () => {
    for (const child of running) child.kill('SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    if (event !== 'exit') process.exit(130)
  })
}

const start = (argv, { env = {}, stdio = ['ignore', 'pipe', 'pipe'] } = {}) => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PWSF_')))
  const child = spawn(process.execPath, argv, { cwd: tmpdir(), env: { ...inherited, ...env }, stdio })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Works in a folder that is gone afterwards. */
export const inFolder = async (work) => {
  const folder = mkdtempSync(join(tmpdir(), 'pwsf-bench-'))
  folders.add(folder)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    folders.delete(folder)
  }
}

/**
 * Runs node to its end. Gives exit code, output, wall and processor time in ms and the peak of resident memory of that process alone.
 * Kills it and throws after `timeoutMs`.
 */
export const runNode = async (argv, { env = {}, timeoutMs = 3_600_000 } = {}) =>
  inFolder(async (folder) => {
    const file = join(folder, 'usage.json')
    const begin = performance.now()
    const child = start(['--import', usage, ...argv], { env: { ...env, PWSF_BENCH_USAGE: file } })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
    const code = await new Promise((resolve) => child.once('close', resolve))
    clearTimeout(timer)
    const wallMs = performance.now() - begin
    if (code === null) throw new Error(`${argv.join(' ')} was killed after ${Math.round(wallMs)} ms\n${output.stderr}`)
    return { code, ...output, wallMs, ...JSON.parse(readFileSync(file, 'utf8')) }
  })

/** Runs a script of this folder and gives what it printed as JSON beside its cost. Throws when it fails. */
export const runScript = async (name, args, { nodeFlags = [], ...options } = {}) => {
  const run = await runNode([...nodeFlags, here(name), ...args.map(String)], options)
  if (run.code !== 0) throw new Error(`${name} ended with ${run.code}\n${run.stderr}`)
  return { ...run, result: JSON.parse(run.stdout) }
}

/** Wall time of a process without preloaded script, in ms: for what is too short to carry one. */
export const wallOf = async (argv, { env = {} } = {}) => {
  const begin = performance.now()
  const child = start(argv, { env, stdio: ['ignore', 'ignore', 'ignore'] })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`)
  return performance.now() - begin
}

export const pwsf = `${root}bin/pwsf.js`

/** Runs `pwsf` with `--json` and gives its document beside its cost; `codes` are the exit codes that are an answer. */
export const runPwsf = async (args, { codes = [0], ...options } = {}) => {
  const run = await runNode([pwsf, ...args, '--json'], options)
  if (!codes.includes(run.code)) throw new Error(`pwsf ${args.join(' ')} ended with ${run.code}\n${run.stdout.slice(0, 2000)}\n${run.stderr.slice(-2000)}`)
  return { ...run, document: JSON.parse(run.stdout) }
}

/** Starts a server that prints one line of JSON when it is ready; gives that line and how to stop it. */
export const startServer = async (argv, { env = {}, timeoutMs = 120_000 } = {}) => {
  const child = start(argv, { env })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-4000)))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }
  try {
    const ready = await new Promise((resolve, reject) => {
      let text = ''
      const timer = setTimeout(() => reject(new Error(`no server within ${timeoutMs} ms\n${errors}`)), timeoutMs)
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
        try {
          resolve(JSON.parse(text))
          clearTimeout(timer)
        } catch {
          // More is to come.
        }
      })
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`the server ended with ${code}\n${errors}`))
      })
    })
    return { ready, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
