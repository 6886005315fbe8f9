import type { BackfillEstimate, BackfillReport } from '../core/backfill/report.js'
import { renderProblems } from './problems.js'
import { paintWith } from './style.js'
import { renderTable } from './table.js'
import { count, duration } from './text.js'

interface View {
  width: number
  color: boolean
}

const number = (amount: number): string => amount.toLocaleString('en-US')

/** Why the range is not loaded whole, in one line; empty when it is. */
const verdictOf = ({ complete, stopped, down }: BackfillReport, exitCode: number): string[] => {
  if (complete) return exitCode === 0 ? [] : [`More records than allowed did not validate: pwsf quarantine list shows them. (exit code ${exitCode})`]
  const goOn = 'pwsf backfill --resume goes on.'
  if (stopped === 'signal') return [`Stopped by a signal. ${goOn} (exit code ${exitCode})`]
  if (down.length > 0) return [`A remote system did not answer. ${goOn} (exit code ${exitCode})`]
  if (stopped !== null) return [`Stopped at --${stopped}. ${goOn}`]
  return [`Some chunks could not be read whole. pwsf backfill --resume reads them again. (exit code ${exitCode})`]
}

/** The result of a backfill for people. */
export const renderBackfill = (report: BackfillReport, { exitCode, warehouse }: { exitCode: number; warehouse: string }, { width, color }: View): string => {
  const paint = paintWith(color)
  const { runId, durationMs, from, to, reads, history, requests, problems } = report
  const rows = reads.map(({ entity, chunks, rows: read, rejected, opened }) => [
    entity,
    `${number(chunks.done)} of ${number(chunks.planned)}`,
    number(read),
    number(opened),
    number(rejected),
  ])
  const columns = [{ title: 'entity' }, ...['chunks done', 'rows read', 'versions opened', 'rejected'].map((title) => ({ title, align: 'right' as const }))]
  const verdict = verdictOf(report, exitCode)
  return [
    `${paint('bold', `Backfill ${runId}`)} of ${from} to ${to} took ${duration(durationMs)}`,
    '',
    renderTable(columns, rows, width),
    ...renderProblems(problems, paint),
    '',
    `History    ${count(history.opened, 'version')} opened, ${number(history.closed)} closed`,
    `Requests   ${count(requests.propertyware, 'request')} to PropertyWare, ${number(requests.servicefusion)} to ServiceFusion`,
    `Warehouse  ${warehouse}`,
    ...verdict.flatMap((line) => ['', paint('yellow', line)]),
  ].join('\n')
}

type ShownEstimate = Pick<BackfillEstimate, 'from' | 'to' | 'by' | 'chunkDays' | 'estimates' | 'perMinute' | 'takesMs'>

/** What a backfill would read, for people. */
export const renderEstimate = ({ from, to, by, chunkDays, estimates, perMinute, takesMs }: ShownEstimate, { width, color }: View): string => {
  const rows = estimates.map(({ entity, chunks, rows: stated, requests }) => [
    entity,
    number(chunks),
    stated === null ? 'not stated' : number(stated),
    `${entity === 'jobs' ? 'at most' : 'at least'} ${number(requests)}`,
  ])
  const columns = [{ title: 'entity' }, ...['chunks', 'rows', 'requests'].map((title) => ({ title, align: 'right' as const }))]
  return [
    `${paintWith(color)('bold', 'A backfill')} of ${from} to ${to}, by the day on which records were ${by}, in chunks of ${count(chunkDays, 'day')}, would read:`,
    '',
    renderTable(columns, rows, width),
    '',
    `ServiceFusion gets at most ${count(perMinute, 'request')} a minute, so it takes ${takesMs === 0 ? 'no longer than its answers' : `about ${duration(takesMs)}`}.`,
    'PropertyWare states no totals and has no request limit: it takes as long as its answers.',
    'Nothing was written.',
  ].join('\n')
}
