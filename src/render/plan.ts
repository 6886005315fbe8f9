import type { Facts, PlanAction } from '../core/plan/plan.js'
import type { ReportItem } from '../core/sync/report.js'
import { renderAttention } from './attention.js'
import { renderProblems } from './problems.js'
import { type Color, paintWith } from './style.js'
import { renderCounts, renderVerdict, type ShownReport } from './sync-summary.js'
import { renderTable } from './table.js'
import { neutralise } from './text.js'

interface ActionStyle {
  sign: string
  /** Which system changes: PW is PropertyWare, SF is ServiceFusion. */
  direction: string
  words: string
  color: Color | undefined
}

const actions: Readonly<Record<PlanAction, ActionStyle>> = {
  create: { sign: '+', direction: 'PW → SF', words: 'create job', color: 'green' },
  link: { sign: '=', direction: 'PW = SF', words: 'link job', color: 'green' },
  update: { sign: '~', direction: 'PW ← SF', words: 'write status', color: 'cyan' },
  hold: { sign: '-', direction: 'PW', words: 'hold', color: 'yellow' },
  block: { sign: '!', direction: 'PW | SF', words: 'blocked', color: 'red' },
  quarantine: { sign: '!', direction: 'PW', words: 'quarantined', color: 'red' },
  skip: { sign: ' ', direction: 'PW', words: 'skip', color: undefined },
  unchanged: { sign: ' ', direction: 'PW = SF', words: 'unchanged', color: undefined },
}

const actionOrder: readonly PlanAction[] = ['create', 'link', 'update', 'hold', 'block', 'quarantine', 'skip', 'unchanged']
const shownPerAction = 20
/** Below this a table is unreadable and a list is printed. */
const narrow = 72

const value = (text: string | null | undefined): string => (text == null || text === '' ? '(none)' : neutralise(text))

/** `status: Open → Closed`, a line per member that changes; without a before only what it will be. */
const renderChange = (before: Facts | undefined, after: Facts | undefined): string => {
  if (after === undefined)
    return Object.entries(before ?? {})
      .map(([name, was]) => `${name}: ${value(was)}`)
      .join('\n')
  return Object.entries(after)
    .map(([name, wished]) => (before === undefined ? `${name}: ${value(wished)}` : `${name}: ${value(before[name])} → ${value(wished)}`))
    .join('\n')
}

const asRow = (item: ReportItem): string[] => {
  const { sign, direction, words } = actions[item.action]
  return [sign, neutralise(item.number), direction, words, renderChange(item.before, item.after), neutralise(item.why)]
}

const columns = [
  { title: '' },
  { title: 'order', align: 'right' as const },
  { title: 'direction' },
  { title: 'what' },
  { title: 'before → after', flexible: true as const },
  { title: 'why', flexible: true as const },
]

const asList = (items: readonly ReportItem[]): string =>
  items
    .map((item) => {
      const { sign, direction, words } = actions[item.action]
      const change = renderChange(item.before, item.after)
      const details = [...(change === '' ? [] : change.split('\n')), neutralise(item.why)]
      return [`${sign} ${neutralise(item.number)}  ${direction}  ${words}`, ...details.map((line) => `    ${line}`)].join('\n')
    })
    .join('\n')

/** The plan of a dry run for people: every decision with its evidence, then the sums. */
export const renderPlan = (shown: ShownReport, { width, color }: { width: number; color: boolean }): string => {
  const { report, warehouse, showAll } = shown
  const paint = paintWith(color)
  const sections = actionOrder.flatMap((action) => {
    const items = report.items.filter((item) => item.action === action)
    if (items.length === 0) return []
    const visible = showAll ? items : items.slice(0, shownPerAction)
    const body = width < narrow ? asList(visible) : renderTable(columns, visible.map(asRow), width)
    const { sign, words, color: tone } = actions[action]
    const title = `${sign} ${words}: ${items.length.toLocaleString('en-US')}`
    const rest = items.length > visible.length ? [`  and ${(items.length - visible.length).toLocaleString('en-US')} more: --all lists them`] : []
    return [paint('bold', tone === undefined ? title : paint(tone, title)), body, ...rest, '']
  })
  return [
    ...sections,
    ...(sections.length === 0 ? ['Nothing needs doing.', ''] : []),
    `${paint('bold', 'Dry run')}: nothing was written. Work orders would be`,
    ...renderCounts(report, paint),
    ...renderAttention(report.items, paint),
    ...renderProblems(report.problems, paint),
    '',
    `Plan       ${report.plan.planId.slice(0, 12)}`,
    `Warehouse  ${warehouse} (not changed)`,
    ...renderVerdict(shown, paint),
  ].join('\n')
}
