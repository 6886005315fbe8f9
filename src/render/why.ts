import { elapsed, type Instant } from '../core/model/instant.js'
import type { NextStep } from '../core/why/next-step.js'
import type { ShortVersion, WorkOrderStory } from '../core/why/read-why.js'
import { cut, eventWords, shortMoment } from './history.js'
import { explain, skipWords } from './reasons.js'
import { paintWith } from './style.js'
import { duration, neutralise } from './text.js'

/** Beyond that many, the oldest are left to `pwsf history`. */
const mostVersions = 6
const mostWrites = 8
const mostMembers = 4
const labelWidth = 12

const line = (label: string, text: string): string => `${label.padEnd(labelWidth)}${text}`

const placeText = (place: { id: string; name: string | null } | null): string => (place === null ? '-' : `${place.name ?? '(not read yet)'} (${place.id})`)

const membersText = (members: readonly string[]): string => {
  const more = members.length - mostMembers
  return members.length === 0 ? '' : `: ${members.slice(0, mostMembers).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const versionLine = ({ version, validFrom, event, members, origin }: ShortVersion): string =>
  `  #${version} ${shortMoment(validFrom)} ${eventWords[event]}${origin === 'sync' ? '' : ` (${origin})`}${membersText(members)}`

const decisionWords = (action: string, reason: string | null): string => {
  switch (action) {
    case 'unchanged':
      return 'in step with ServiceFusion'
    case 'skip':
      return `skipped: ${reason !== null && Object.hasOwn(skipWords, reason) ? skipWords[reason as keyof typeof skipWords] : (reason ?? 'by rule')} (${reason ?? 'rule'})`
    case 'quarantine':
      return 'quarantined: the record did not validate'
    case 'fail':
      return `failed${reason === null ? '' : `: ${reason}`}`
    default:
      return `${action === 'hold' ? 'held' : 'blocked'}: ${explain(reason ?? undefined).words} (${reason})`
  }
}

const decisionLines = ({ decision }: WorkOrderStory, now: Instant): string[] => {
  if (decision === null) return [line('Decision', 'none yet: no sync has planned it')]
  const since = `since ${shortMoment(decision.since)} (${duration(elapsed(decision.since, now))}), run ${decision.runId}`
  return [line('Decision', decisionWords(decision.action, decision.reason)), line('', since), line('', decision.why)]
}

const jobLines = ({ job, mapping }: WorkOrderStory): string[] => {
  if (mapping === null) return [line('Job', 'none')]
  const name = `${mapping.jobNumber ?? job?.number ?? '(no number)'} (${mapping.jobId})`
  return [
    line('Job', job === null ? `${name}, not seen by a read yet` : `${name}, ${job.status ?? 'no status'}${job.isDeleted ? ', gone by now' : ''}`),
    ...(job === null || job.address === '' ? [] : [line('', job.address)]),
    line('Mapping', `${mapping.how} ${shortMoment(mapping.createdAt)} as ${mapping.marker}, run ${mapping.runId}`),
    line('', mapping.syncedJobStatus === null ? 'no job status written back yet' : `PropertyWare shows the job status ${mapping.syncedJobStatus}`),
  ]
}

const intentLines = ({ intent }: WorkOrderStory): string[] => {
  if (intent === null) return []
  const { state, attempt, createdAt, settledAt, reason } = intent
  const when = settledAt === null ? `since ${shortMoment(createdAt)}` : `settled ${shortMoment(settledAt)}`
  return [line('Intent', `${state}, ${attempt} sent, ${when}${reason === null ? '' : `: ${reason}`}`)]
}

const writeLines = ({ writes }: WorkOrderStory): string[] => {
  if (writes.length === 0) return [line('Writes', 'none')]
  const shown = writes.slice(-mostWrites)
  const left = writes.length - shown.length
  return [
    line('Writes', left > 0 ? `the last ${shown.length} of ${writes.length}` : ''),
    ...shown.map(({ at, operation, outcome, remoteId, detail }) => {
      const what = `  ${shortMoment(at)} ${operation} ${outcome}${remoteId === null ? '' : ` ${remoteId}`}`
      return detail === null ? what : `${what}: ${detail}`
    }),
  ]
}

const nextText = (next: NextStep): string => {
  switch (next.code) {
    case 'replay':
      return `look at pwsf quarantine show ${next.entry}, correct it, then pwsf quarantine replay ${next.entry}`
    case 'settle':
      return 'run pwsf sync: it looks for the job before anything is sent again'
    case 'resolve':
      return explain(next.reason).next
    case 'sync':
      return 'run pwsf sync'
    case 'look-for-job':
      return 'look for its job in ServiceFusion; a read has not seen it'
    case 'nothing':
      return 'nothing to do'
  }
}

/** The story of a work order on one screen. */
export const renderWhy = (story: WorkOrderStory, next: NextStep, now: Instant, { width, color }: { width: number; color: boolean }): string => {
  const paint = paintWith(color)
  const { current, versions, quarantined } = story
  const shown = versions.slice(-mostVersions)
  const left = versions.length - shown.length
  const about = [current.category?.trim(), current.priority].filter(Boolean).join(', ')
  const lines = [
    line(
      'Status',
      `${current.status?.trim() ?? '(none)'}${current.serviceStatus === null ? '' : `, service status ${current.serviceStatus.trim()}`}${current.isDeleted ? ', deleted' : ''}`,
    ),
    line('About', about === '' ? '-' : about),
    line(
      'Created',
      `${current.createdAt === null ? '-' : shortMoment(current.createdAt)}${current.completedAt === null ? '' : `, completed ${shortMoment(current.completedAt)}`}`,
    ),
    line('Portfolio', placeText(current.portfolio)),
    line('Building', placeText(current.building)),
    line('Unit', placeText(current.unit)),
    '',
    ...(quarantined === null ? [] : [line('Quarantine', `${quarantined.reason}, since ${shortMoment(quarantined.since)}`)]),
    ...decisionLines(story, now),
    ...jobLines(story),
    ...intentLines(story),
    '',
    ...writeLines(story),
    line('Versions', left > 0 ? `the last ${shown.length} of ${versions.length}; pwsf history ${story.number} has all` : ''),
    ...shown.map(versionLine),
  ]
  return [
    paint('bold', neutralise(`Work order ${story.number}, id ${story.workOrderId}`)),
    ...lines.map((text) => cut(neutralise(text), width)),
    '',
    paint('bold', wrap(`Next: ${nextText(next)}`, width)),
  ].join('\n')
}

/** Breaks between words, so that an instruction is never cut off. */
const wrap = (text: string, width: number): string => {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length >= width) lines.push(`      ${word}`)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}
