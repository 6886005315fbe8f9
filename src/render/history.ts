import type { DescribedVersion, MemberChange } from '../core/history/describe-versions.js'
import type { RecordHistory } from '../core/history/read-history.js'
import { paintWith } from './style.js'
import { count, neutralise } from './text.js'

/** What happened, in words. */
export const eventWords: Readonly<Record<DescribedVersion['event'], string>> = {
  'first-seen': 'first seen',
  changed: 'changed',
  deleted: 'deleted',
  returned: 'came back',
}

/** A moment to the second, as people read it. */
export const shortMoment = (moment: string): string => `${moment.slice(0, 10)} ${moment.slice(11, 19)}Z`

const shortest = 8

/** A text cut to a width, with a sign that it was. */
export const cut = (text: string, width: number): string =>
  text.length <= Math.max(width, shortest) ? text : `${text.slice(0, Math.max(width, shortest) - 1)}…`

/** A value such that missing, nil, empty and blank can be told apart. */
const valueText = (value: unknown): string => {
  if (value === undefined) return '(absent)'
  if (value === null) return '(nil)'
  if (value === '') return '(empty)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return neutralise(text === text.trim() ? text : JSON.stringify(text))
}

const changeLine = (change: MemberChange, isFirst: boolean, nameWidth: number, width: number): string => {
  const name = `    ${change.member.padEnd(nameWidth)}  `
  if (change.hidden) return `${name}${isFirst ? '(people’s data, not shown)' : 'changed (people’s data, not shown)'}`
  const room = width - name.length
  if (isFirst) return `${name}${cut(valueText(change.after), room)}`
  const [before, after] = [valueText(change.before), valueText(change.after)]
  if (before.length + after.length + 4 <= room) return `${name}${before} -> ${after}`
  return [`${name}${cut(before, room)}`, `${' '.repeat(name.length - 3)}-> ${cut(after, room)}`].join('\n')
}

const isTelling = ({ after, hidden }: MemberChange): boolean => hidden === true || (after !== null && after !== '')

const versionLines = (version: DescribedVersion, width: number): string[] => {
  const isFirst = version.event === 'first-seen'
  const shown = isFirst ? version.changes.filter(isTelling) : version.changes
  const nameWidth = Math.max(0, ...shown.map(({ member }) => member.length))
  const until = version.validTo === null ? 'until now' : `until ${shortMoment(version.validTo)}`
  const recorded = `recorded ${shortMoment(version.recordedFrom)}${version.recordedTo === null ? '' : `, replaced ${shortMoment(version.recordedTo)}`}`
  return [
    `#${version.version}  ${shortMoment(version.validFrom)}  ${eventWords[version.event]}, ${until}`,
    `    ${version.origin === 'sync' ? '' : `${version.origin}, `}run ${neutralise(version.runId)}`,
    `    ${recorded}`,
    ...(version.reason === undefined ? [] : [`    because ${neutralise(version.reason)}`]),
    ...shown.map((change) => changeLine(change, isFirst, nameWidth, width)),
  ]
}

/** The history of one record, oldest version first. */
export const renderHistory = (
  { entity, id, number, versions, replaced }: RecordHistory,
  { asOf, asKnownAt }: { asOf: string | null; asKnownAt: string | null },
  { width, color }: { width: number; color: boolean },
): string => {
  const paint = paintWith(color)
  const title = entity === 'work-orders' ? `Work order ${number ?? '(no number)'}, id ${id}` : `${entity} ${id}`
  const limits = [asOf === null ? '' : `as of ${shortMoment(asOf)}`, asKnownAt === null ? '' : `as known at ${shortMoment(asKnownAt)}`].filter(Boolean)
  return [
    paint('bold', neutralise(`${title}: ${limits.length > 0 ? limits.join(', ') : count(versions.length, 'version')}`)),
    ...versions.flatMap((version) => ['', ...versionLines(version, width)]),
    ...(replaced.length === 0 ? [] : ['', paint('bold', 'No longer believed, because more became known')]),
    ...replaced.flatMap((version) => ['', ...versionLines({ ...version, changes: [] }, width)]),
  ].join('\n')
}
