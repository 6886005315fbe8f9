import type { Intent, OperationRecord } from '../core/ports/ledger.js'
import { renderTable } from './table.js'
import { neutralise } from './text.js'

/** Intents, one a line. */
export const renderIntents = (intents: readonly Intent[], { width }: { width: number }): string => {
  if (intents.length === 0) return 'No open intents: the outcome of every write is known.'
  const columns = [
    { title: 'kind' },
    { title: 'of' },
    { title: 'marker' },
    { title: 'state' },
    { title: 'sent', align: 'right' as const },
    { title: 'what is known', flexible: true as const },
  ]
  const rows = intents.map((intent) => [
    intent.kind,
    intent.reference,
    neutralise(intent.marker),
    intent.state,
    String(intent.attempt),
    neutralise(intent.reason ?? (intent.remoteId === null ? '' : `it is ${intent.remoteNumber ?? intent.remoteId}`)),
  ])
  return renderTable(columns, rows, width)
}

/** One intent in full, with every write of its record. */
export const renderIntent = (intent: Intent, operations: readonly OperationRecord[], { width }: { width: number }): string => {
  const facts: [string, string | null][] = [
    ['kind', intent.kind],
    ['of', intent.reference],
    ['marker', intent.marker],
    ['state', intent.state],
    ['sent', `${intent.attempt} time${intent.attempt === 1 ? '' : 's'}, last ${intent.sentAt ?? 'never'}`],
    ['looked for', `${intent.emptyProbes} time${intent.emptyProbes === 1 ? '' : 's'} in vain`],
    ['settled', intent.settledAt],
    ['record', intent.remoteId === null ? null : `${intent.remoteId}${intent.remoteNumber === null ? '' : ` (number ${intent.remoteNumber})`}`],
    ['reason', intent.reason],
    ['run', intent.runId],
  ]
  const rows = facts.map(([name, text]) => [name, neutralise(text ?? '-')])
  const log = operations.map((one) => `  ${one.at}  ${one.operation}: ${one.outcome}${one.detail === null ? '' : `, ${neutralise(one.detail)}`}`)
  return [renderTable([{ title: '' }, { title: '', flexible: true }], rows, width), ...(log.length === 0 ? [] : ['', 'Writes', ...log])].join('\n')
}
