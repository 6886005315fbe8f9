import { elapsed, type Instant } from '../core/model/instant.js'
import type { RunRecord } from '../core/ports/ledger.js'
import type { Status } from '../core/status/read-status.js'
import type { RemoteStatus } from '../core/status/remote-status.js'
import { renderRemotes } from './remotes.js'
import { paintWith } from './style.js'
import { duration } from './text.js'
import { renderTable } from './table.js'

const amount = (value: number | null): string => (value === null ? '-' : value.toLocaleString('en-US'))

const describeRun = (run: RunRecord | null, now: Instant): string => {
  if (run === null) return 'none yet'
  const ago = `${duration(elapsed(run.startedAt, now))} ago`
  const end = run.state === 'finished' ? (run.exitCode == null ? 'finished' : `exit code ${run.exitCode}`) : run.state
  return `${run.id}  ${run.command}, started ${ago}, ${end}${run.state === 'finished' && !run.complete ? ', incomplete' : ''}`
}

/** The state of the warehouse on one screen. */
export const renderStatus = (
  status: Status & { remotes: RemoteStatus },
  { warehouse, now }: { warehouse: string; now: Instant },
  { width, color }: { width: number; color: boolean },
): string => {
  const paint = paintWith(color)
  const { attention, lastSuccess, lastSuccessAgeMs } = status
  const needs: [string, number | null][] = [
    ['- held', attention.held],
    ['! blocked', attention.blocked],
    ['! failed', attention.failed],
    ['! quarantined', attention.quarantined],
    ['! unknown outcome', attention.unknownIntents],
    ['! dead letters', attention.deadLetters],
    ['  not sent yet', attention.openIntents],
  ]
  const rows = Object.entries(status.records).map(([entity, records]) => [
    entity,
    amount(records),
    status.watermarks[entity as keyof typeof status.watermarks] ?? 'never read completely',
  ])
  return [
    `Warehouse     ${warehouse}`,
    `Last run      ${describeRun(status.lastRun, now)}`,
    `Last success  ${lastSuccess === null ? paint('yellow', 'none yet') : `${lastSuccess.id}  ended ${duration(lastSuccessAgeMs ?? 0)} ago`}`,
    ...renderRemotes(status.remotes, paint),
    ...(status.retries === null
      ? []
      : [`Retries       ${status.retries.retried} taken up again by the last run, ${status.retries.healed} healed, ${status.retries.failed} failed`]),
    '',
    paint('bold', 'Needs attention'),
    ...needs.map(([label, value]) => {
      const line = `  ${label.padEnd(18)}${amount(value).padStart(6)}`
      return value !== null && value > 0 && !label.startsWith(' ') ? paint('yellow', line) : line
    }),
    ...status.waiting.map(({ action, reason, count: amounts, ageMs }) => {
      const sign = action === 'hold' ? '-' : '!'
      return `      ${sign} ${reason ?? action}: ${amount(amounts)}, the oldest for ${duration(ageMs)}`
    }),
    '',
    renderTable([{ title: 'records' }, { title: 'current', align: 'right' }, { title: 'read completely up to', flexible: true }], rows, width),
  ].join('\n')
}
