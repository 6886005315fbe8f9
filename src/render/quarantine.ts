import type { QuarantineEntry } from '../core/ports/ledger.js'
import type { Replayed } from '../core/quarantine/replay.js'
import { renderTable } from './table.js'
import { neutralise } from './text.js'

/** Entries as a table, oldest first, without the raw records. */
export const renderEntries = (entries: readonly QuarantineEntry[], { width }: { width: number }): string => {
  if (entries.length === 0) return 'Nothing is quarantined.'
  const columns = [
    { title: 'id', align: 'right' as const },
    { title: 'entity' },
    { title: 'key' },
    { title: 'state' },
    { title: 'first seen' },
    { title: 'reason', flexible: true as const },
  ]
  const rows = entries.map(({ id, entity, key, state, firstSeenAt, reason }) => [
    id,
    entity,
    neutralise(key),
    state,
    firstSeenAt.slice(0, 16),
    neutralise(reason),
  ])
  return `${renderTable(columns, rows, width)}\nnext: pwsf quarantine show ID, or correct the record in its system and run pwsf sync`
}

const pretty = (raw: string): string => {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}

/** One entry with its raw record. */
export const renderEntry = (entry: QuarantineEntry): string =>
  [
    `entry       ${entry.id} (${entry.state})`,
    `record      ${entry.entity} ${neutralise(entry.key)}`,
    `reason      ${neutralise(entry.reason)}`,
    `first seen  ${entry.firstSeenAt}`,
    `last seen   ${entry.lastSeenAt} (run ${entry.runId})`,
    '',
    ...pretty(entry.raw).split('\n').map(neutralise),
  ].join('\n')

/** What a replay achieved. */
export const renderReplay = (results: readonly Replayed[], { width }: { width: number }): string => {
  if (results.length === 0) return 'Nothing is quarantined.'
  const rows = results.map(({ id, entity, key, outcome, reason }) => [id, entity, neutralise(key), outcome, neutralise(reason ?? '')])
  return renderTable([{ title: 'id' }, { title: 'entity' }, { title: 'key' }, { title: 'outcome' }, { title: 'why', flexible: true }], rows, width)
}
