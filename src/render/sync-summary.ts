import type { SkipRule } from '../core/plan/plan.js'
import type { OutcomeCounts, SyncReport } from '../core/sync/report.js'
import { renderAttention, renderFailed } from './attention.js'
import { renderProblems } from './problems.js'
import { skipWords } from './reasons.js'
import { type Color, type Paint, paintWith } from './style.js'
import { count, duration, percent } from './text.js'

/** A sync's report and what surrounds it. */
export interface ShownReport {
  report: SyncReport
  exitCode: number
  /** Where the history is, e.g. `sqlite:./pwsf.db`. */
  warehouse: string
  /** 0..1 */
  errorRate: number
  /** 0..1 */
  maxErrorRate: number
  /** Every item of a plan, however many. */
  showAll: boolean
  sandboxed: boolean
}

const outcomeSigns: Readonly<Record<keyof OutcomeCounts, [sign: string, color: Color | undefined]>> = {
  read: [' ', undefined],
  created: ['+', 'green'],
  linked: ['=', 'green'],
  updated: ['~', 'cyan'],
  unchanged: [' ', undefined],
  skipped: [' ', undefined],
  held: ['-', 'yellow'],
  quarantined: ['!', 'red'],
  blocked: ['!', 'red'],
  failed: ['!', 'red'],
}

const outcomeOrder: readonly (keyof OutcomeCounts)[] = [
  'read',
  'created',
  'linked',
  'updated',
  'unchanged',
  'skipped',
  'held',
  'quarantined',
  'blocked',
  'failed',
]

const skipDetails = (skippedBy: SyncReport['skippedBy']): string => {
  const parts = Object.entries(skippedBy).map(([rule, amount]) => `${skipWords[rule as SkipRule]} ${amount}`)
  return parts.length === 0 ? '' : `  (${parts.join(', ')})`
}

/** The ten numbers of a run, one a line. */
export const renderCounts = ({ counts, skippedBy }: Pick<SyncReport, 'counts' | 'skippedBy'>, paint: Paint): string[] =>
  outcomeOrder.map((outcome) => {
    const [sign, color] = outcomeSigns[outcome]
    const amount = counts[outcome]
    const line = `  ${sign} ${outcome.padEnd(12)}${amount.toLocaleString('en-US').padStart(7)}`
    const painted = amount > 0 && color !== undefined ? paint(color, line) : line
    return outcome === 'skipped' ? `${painted}${skipDetails(skippedBy)}` : painted
  })

/** Why the exit code is not 0, in one line; empty when it is. */
export const renderVerdict = ({ report, exitCode, errorRate, maxErrorRate }: ShownReport, paint: Paint): string[] => {
  const verdicts: Readonly<Record<number, string>> = {
    1: 'The outcomes do not add up to what was read: this is a defect of pwsf.',
    3: 'There are changes to apply.',
    6: 'A safety limit was reached: that class of writes was left out.',
    7: report.complete
      ? `${percent(errorRate)} of the work orders need attention; ${percent(maxErrorRate)} are allowed (--max-error-rate).`
      : 'Not everything could be read; the next run reads it again.',
    8: 'A remote system did not answer; the next run goes on where this one stopped.',
    130: 'Stopped by a signal; the next run goes on where this one stopped.',
    143: 'Stopped by a signal; the next run goes on where this one stopped.',
  }
  const verdict = verdicts[exitCode]
  return verdict === undefined ? [] : ['', `${paint('yellow', verdict)} (exit code ${exitCode})`]
}

const renderBudget = (budget: SyncReport['budget']): string =>
  budget === null ? '' : ` (${budget.used.toLocaleString('en-US')} of ${budget.limit.toLocaleString('en-US')} in the last minute)`

/** What earlier runs could not finish, and what a full read repaired; nothing when there is nothing to tell. */
const renderRetries = ({ retries: { retried, failed, healed }, reconciled = {} }: SyncReport): string[] => {
  const repaired = Object.entries(reconciled).filter(([, amount]) => amount > 0)
  return [
    ...(retried + failed === 0 ? [] : [`Retries    ${retried} taken up again, ${healed} healed, ${failed} failed`]),
    ...(repaired.length === 0 ? [] : [`Repaired   ${repaired.map(([entity, amount]) => `${amount} ${entity}`).join(', ')}`]),
  ]
}

const isIdle = ({ counts: { created, linked, updated, failed } }: SyncReport): boolean => created + linked + updated + failed === 0

/** The result of a sync for people. */
export const renderSyncSummary = (shown: ShownReport, { color }: { color: boolean }): string => {
  const { report, warehouse, sandboxed } = shown
  const paint = paintWith(color)
  const { requests, budget, history, durationMs, items } = report
  return [
    `${paint('bold', `Sync ${report.runId}`)} took ${duration(durationMs)}${report.complete ? '' : paint('yellow', ' and is incomplete')}`,
    ...(isIdle(report) ? ['Nothing needed doing: neither PropertyWare nor ServiceFusion was changed.'] : []),
    '',
    'Work orders',
    ...renderCounts(report, paint),
    ...renderFailed(items, paint),
    ...renderAttention(items, paint),
    ...renderProblems(report.problems, paint),
    '',
    `History    ${count(history.opened, 'version')} opened, ${history.closed.toLocaleString('en-US')} closed`,
    ...renderRetries(report),
    `Requests   ${count(requests.propertyware, 'request')} to PropertyWare, ${requests.servicefusion.toLocaleString('en-US')} to ServiceFusion${renderBudget(budget)}`,
    `Warehouse  ${warehouse}${sandboxed ? ' (sandbox)' : ''}`,
    ...renderVerdict(shown, paint),
  ].join('\n')
}
