import type { ErrorKind } from './core/errors.js'

/** One meaning per code, for scripts and schedulers. */
export const ExitCode = {
  Ok: 0,
  Bug: 1,
  Usage: 2,
  /** Only with `--exit-code`: there is something to apply. */
  Changes: 3,
  /** Configuration, credentials, permissions, or a warehouse that cannot be used. */
  Config: 4,
  Locked: 5,
  Guard: 6,
  /** Finished, but too many records need attention or a read was incomplete. */
  Attention: 7,
  RemoteDown: 8,
  Interrupted: 130,
  Terminated: 143,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

const codes: Readonly<Record<ErrorKind, ExitCode>> = {
  usage: ExitCode.Usage,
  config: ExitCode.Config,
  auth: ExitCode.Config,
  locked: ExitCode.Locked,
  guard: ExitCode.Guard,
  'rate-limit': ExitCode.RemoteDown,
  unavailable: ExitCode.RemoteDown,
  // An answer that must not be believed, or that nobody could settle, stops a run before it is complete.
  untrusted: ExitCode.Attention,
  'unknown-outcome': ExitCode.Attention,
  rejected: ExitCode.Attention,
  'bad-data': ExitCode.Attention,
  // A full disk, a missing right or a file in use: the operator can put it right.
  storage: ExitCode.Config,
  interrupted: ExitCode.Interrupted,
  bug: ExitCode.Bug,
}

/** The exit code of a command that ended with an error of this kind. `terminated` tells SIGTERM from SIGINT. */
export const exitCodeOf = (kind: ErrorKind, terminated = false): ExitCode => (kind === 'interrupted' && terminated ? ExitCode.Terminated : codes[kind])
