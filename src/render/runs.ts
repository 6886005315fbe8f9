import { elapsed } from '../core/model/instant.js'
import type { RunRecord } from '../core/ports/ledger.js'
import { renderTable } from './table.js'
import { duration, neutralise } from './text.js'

const outcomes = ['created', 'linked', 'updated', 'held', 'blocked', 'quarantined', 'failed'] as const
const signs: Readonly<Record<(typeof outcomes)[number], string>> = {
  created: '+',
  linked: '=',
  updated: '~',
  held: '-',
  blocked: '!',
  quarantined: '!',
  failed: '!',
}

const countsOf = ({ summary }: RunRecord): Record<string, unknown> => {
  const counts = summary['counts']
  return counts !== null && typeof counts === 'object' ? (counts as Record<string, unknown>) : {}
}

const highlights = (run: RunRecord): string => {
  const counts = countsOf(run)
  return outcomes
    .filter((outcome) => Number(counts[outcome] ?? 0) > 0)
    .map((outcome) => `${signs[outcome]}${String(counts[outcome])} ${outcome}`)
    .join(', ')
}

const took = ({ startedAt, finishedAt }: RunRecord): string => (finishedAt == null ? '-' : duration(elapsed(startedAt, finishedAt)))

/** Past runs, newest first. */
export const renderRuns = (runs: readonly RunRecord[], { width }: { width: number }): string => {
  if (runs.length === 0) return 'No run yet. Begin with pwsf sync, or with pwsf sync --sandbox.'
  const columns = [
    { title: 'run' },
    { title: 'command' },
    { title: 'took', align: 'right' as const },
    { title: 'state' },
    { title: 'exit', align: 'right' as const },
    { title: 'work orders', flexible: true as const },
  ]
  const rows = runs.map((run) => [run.id, run.command, took(run), run.state, run.exitCode == null ? '-' : String(run.exitCode), highlights(run)])
  return renderTable(columns, rows, width)
}

/** One run in full. */
export const renderRun = (run: RunRecord, { width }: { width: number }): string => {
  const facts: [string, string][] = [
    ['run', run.id],
    ['command', run.command],
    ['state', run.state],
    ['exit code', run.exitCode == null ? '-' : String(run.exitCode)],
    ['started', run.startedAt],
    ['took', took(run)],
    ['read completely', run.complete ? 'yes' : 'no'],
    ['on', `${run.host}, process ${run.pid}`],
    ...Object.entries(countsOf(run)).map(([outcome, amount]): [string, string] => [outcome, String(amount)]),
  ]
  const problems = Array.isArray(run.summary['problems']) ? (run.summary['problems'] as { message?: string; next?: string }[]) : []
  return [
    renderTable(
      [{ title: '' }, { title: '', flexible: true }],
      facts.map(([name, text]) => [name, neutralise(text)]),
      width,
    ),
    ...problems.flatMap(({ message = '', next = '' }) => [`! ${neutralise(message)}`, `    next: ${neutralise(next)}`]),
  ].join('\n')
}
