import type { Problem } from '../core/plan/plan.js'
import type { Instant } from '../core/model/instant.js'
import type { ExitCode } from '../exit-codes.js'
import type { App } from './app.js'
import type { Flag } from './flags.js'

/** How text may look where it is shown. */
export interface View {
  /** Columns of the terminal. */
  width: number
  color: boolean
}

/** What a command found: as text for people, as data for `--json`. */
export interface CommandResult {
  exitCode: ExitCode
  text(view: View): string
  /** Members of the `--json` document beside the common ones. */
  data: Record<string, unknown>
  problems?: readonly Problem[]
  /** Of the run that the command made. */
  runId?: string
  startedAt?: Instant
  durationMs?: number
  /** The command printed its result itself, because it went on running. */
  printed?: true
}

export interface Command {
  name: string
  description: string
  /** As commander writes it, e.g. `[id]`. */
  arguments?: readonly { syntax: string; description: string }[]
  flags: readonly Flag[]
  examples: readonly string[]
  /** `values` are the flags by key and the arguments by name, from the command line or from variables; the command checks them. */
  run(app: App, values: Readonly<Record<string, unknown>>): Promise<CommandResult>
}
