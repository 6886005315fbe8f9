import type { Problem } from '../core/plan/plan.js'

export interface Envelope {
  command: string | null
  runId: string | null
  exitCode: number
  startedAt: string
  durationMs: number
  problems: readonly Problem[]
}

/** The one document of `--json`, version 1. `ok` says that nothing is wrong; changes that are only waiting (exit code 3) are not wrong. */
export const renderDocument = ({ command, runId, exitCode, startedAt, durationMs, problems }: Envelope, data: Record<string, unknown>): string =>
  JSON.stringify({ format: 1, command, runId, ok: exitCode === 0 || exitCode === 3, exitCode, startedAt, durationMs, problems, ...data }, null, 2)
