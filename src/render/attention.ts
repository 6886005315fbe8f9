import type { ReportItem } from '../core/sync/report.js'
import { explain } from './reasons.js'
import type { Paint } from './style.js'
import { count, neutralise } from './text.js'

const examplesPerReason = 5

interface Group {
  sign: '-' | '!'
  reason: string
  numbers: string[]
}

const isHeldOrBlocked = ({ action, outcome }: ReportItem): boolean =>
  outcome === undefined ? action === 'hold' || action === 'block' : outcome === 'held' || outcome === 'blocked'

const groups = (items: readonly ReportItem[]): Group[] => {
  const found = new Map<string, Group>()
  for (const item of items.filter(isHeldOrBlocked)) {
    const reason = item.reason ?? item.action
    const isBlocked = (item.outcome ?? (item.action === 'block' ? 'blocked' : 'held')) === 'blocked'
    const group = found.get(reason) ?? { sign: isBlocked ? '!' : '-', reason, numbers: [] }
    group.numbers.push(item.number)
    found.set(reason, group)
  }
  return [...found.values()].sort((left, right) => right.numbers.length - left.numbers.length)
}

/** Held and blocked work orders by reason: how many, which, and what to do. Empty when there are none. */
export const renderAttention = (items: readonly ReportItem[], paint: Paint): string[] => {
  const lines = groups(items).flatMap(({ sign, reason, numbers }) => {
    const { words, next } = explain(reason)
    const shown = numbers.slice(0, examplesPerReason).map(neutralise).join(', ')
    const more = numbers.length > examplesPerReason ? `, and ${numbers.length - examplesPerReason} more` : ''
    return [
      `  ${paint(sign === '!' ? 'red' : 'yellow', `${sign} ${reason}`)}: ${count(numbers.length, 'work order')}, ${words}`,
      `      ${shown}${more}`,
      `      next: ${next}`,
    ]
  })
  return lines.length === 0 ? [] : ['', paint('bold', 'Needs a person'), ...lines]
}

/** Failed work orders, one line each with its reason, up to a handful. */
export const renderFailed = (items: readonly ReportItem[], paint: Paint): string[] => {
  const failed = items.filter(({ outcome }) => outcome === 'failed')
  if (failed.length === 0) return []
  const lines = failed.slice(0, examplesPerReason).map(({ number, why }) => `  ${paint('red', '!')} work order ${neutralise(number)}: ${neutralise(why)}`)
  const more = failed.length > examplesPerReason ? [`    and ${failed.length - examplesPerReason} more: --json lists all`] : []
  return ['', paint('bold', 'Failed'), ...lines, ...more]
}
