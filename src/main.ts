import { readFileSync } from 'node:fs'
import { separate } from './config/mistakes.js'
import { PwsfError } from './core/errors.js'
import type { Problem } from './core/plan/plan.js'
import type { Command, CommandResult } from './commands/command.js'
import type { Session } from './wiring.js'
import { ExitCode, exitCodeOf } from './exit-codes.js'
import type { Io } from './io.js'
import { renderDocument } from './render/document.js'
import { renderFailure } from './render/error.js'

export { processIo } from './io.js'

/** The program's version, from the package it was installed with. */
const version = (): string => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

const defaultNext: Readonly<Partial<Record<PwsfError['kind'], string>>> = {
  unavailable: 'Run the command again later: it goes on where it stopped.',
  'rate-limit': 'Run the command again in a few minutes: it goes on where it stopped.',
  interrupted: 'Run the command again: it goes on where it stopped.',
  locked: 'Wait for the other run to end.',
  auth: 'Check user, password and rights.',
}

const reportBug = 'This is a defect of pwsf. Report it with this output, the output of pwsf --version and the command.'

const problemOf = (error: PwsfError): Problem => ({
  code: error.kind,
  message: error.message,
  next: error.next ?? defaultNext[error.kind] ?? 'Run the command again with --verbose for more details.',
})

/** Any thrown value as an error of pwsf: after a signal everything that breaks is the interruption, else what is not ours is a bug. */
const asPwsfError = (error: unknown, signal: AbortSignal): PwsfError => {
  if (signal.aborted && !(error instanceof PwsfError))
    return signal.reason instanceof PwsfError ? signal.reason : new PwsfError('interrupted', 'stopped by a signal')
  if (error instanceof PwsfError) return error
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error)
  return new PwsfError('bug', `unexpected error: ${message}`, { cause: error, next: reportBug })
}

const stackOf = (error: PwsfError): string => {
  if (error.kind !== 'bug') return ''
  const stack = (error.cause instanceof Error ? error.cause.stack : undefined) ?? error.stack ?? ''
  return `${stack}\n`
}

const wantsJson = (argv: readonly string[], io: Io): boolean => argv.includes('--json') || /^(true|1|yes|on)$/i.test(io.environment['PWSF_JSON'] ?? '')

/** What the error handler needs to know of a command that did not come to its end. */
interface Attempt {
  command?: Command
  session?: Session
}

const perform = async (argv: readonly string[], io: Io, signal: AbortSignal, attempt: Attempt): Promise<ExitCode> => {
  const { parseCommandLine } = await import('./commands/program.js')
  const call = await parseCommandLine(argv, version())
  if ('print' in call) {
    io.out(call.print)
    return ExitCode.Ok
  }
  attempt.command = call.command
  const { openSession } = await import('./wiring.js')
  const session = openSession(call, io, signal)
  attempt.session = session
  const startedAt = new Date()
  const result = await call.command.run(session.app, session.values)
  session.hush()
  print(call.command, result, session, io, startedAt)
  return result.exitCode
}

const print = (command: Command, result: CommandResult, { view, json, quiet }: Session, io: Io, startedAt: Date): void => {
  if (result.printed) return
  if (json) {
    const envelope = {
      command: command.name,
      runId: result.runId ?? null,
      exitCode: result.exitCode,
      startedAt: result.startedAt ?? startedAt.toISOString(),
      durationMs: result.durationMs ?? Date.now() - startedAt.getTime(),
      problems: result.problems ?? [],
    }
    io.out(`${renderDocument(envelope, result.data)}\n`)
  } else if (!quiet) {
    const text = result.text(view)
    if (text !== '') io.out(`${text}\n`)
  }
}

const printFailure = (thrown: unknown, argv: readonly string[], io: Io, signal: AbortSignal, attempt: Attempt, startedAt: Date): ExitCode => {
  const error = asPwsfError(thrown, signal)
  const exitCode = exitCodeOf(error.kind, io.terminated())
  const all = separate(error)
  const problems = all.map(problemOf)
  io.err(`${stackOf(error)}${renderFailure(all.length > 1 ? error.message : undefined, problems)}\n`)
  if (attempt.session?.json ?? wantsJson(argv, io)) {
    const envelope = { command: attempt.command?.name ?? null, runId: null, exitCode, startedAt: startedAt.toISOString(), problems }
    io.out(`${renderDocument({ ...envelope, durationMs: Date.now() - startedAt.getTime() }, {})}\n`)
  }
  return exitCode
}

/** Runs one command line to its end and gives the exit code. Prints results on stdout and everything else on stderr; never ends the process. */
export const run = async (argv: readonly string[], io: Io): Promise<number> => {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.out(`${version()}\n`)
    return ExitCode.Ok
  }
  const startedAt = new Date()
  const attempt: Attempt = {}
  const { signal, forget } = io.listenForSignals()
  try {
    return await perform(argv, io, signal, attempt)
  } catch (error) {
    attempt.session?.hush()
    return printFailure(error, argv, io, signal, attempt, startedAt)
  } finally {
    await attempt.session?.close()
    forget()
  }
}
