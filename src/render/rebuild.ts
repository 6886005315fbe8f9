import type { Problem } from '../core/plan/plan.js'
import type { RebuildCheck, RebuildDifference } from '../core/rebuild/check-rebuild.js'
import { renderProblems } from './problems.js'
import { paintWith } from './style.js'
import { renderTable } from './table.js'
import { count, neutralise } from './text.js'

const shownAtMost = 20

const words: Readonly<Record<RebuildDifference['why'], string>> = {
  differs: 'what came then says something else',
  'not-proven': 'nothing that came stands for it',
  unreadable: 'what came does not validate any more',
}

/** What a rebuild found, for people. */
export const renderRebuild = (
  { same, entities, differences }: RebuildCheck,
  problems: readonly Problem[],
  { width, color }: { width: number; color: boolean },
): string => {
  const paint = paintWith(color)
  const columns = [
    { title: 'entity' },
    { title: 'kept since' },
    ...['records kept', 'keys', 'differences'].map((title) => ({ title, align: 'right' as const })),
  ]
  const rows = entities.map(({ entity, since, payloads, keys, differences: found }) => [
    entity,
    since ?? '-',
    payloads.toLocaleString('en-US'),
    keys.toLocaleString('en-US'),
    found.toLocaleString('en-US'),
  ])
  const lines = differences.slice(0, shownAtMost).map(({ entity, key, at, why }) => `  ! ${entity} ${neutralise(key)} at ${at}: ${words[why]}`)
  const more = differences.length > shownAtMost ? [`  and ${differences.length - shownAtMost} more: --json lists all`] : []
  const verdict = same
    ? 'The history rebuilt from the records as they came is the same.'
    : `The history rebuilt from the records as they came differs: ${count(differences.length, 'difference')}.`
  return [renderTable(columns, rows, width), ...renderProblems(problems, paint), '', paint(same ? 'green' : 'red', verdict), ...lines, ...more].join('\n')
}
